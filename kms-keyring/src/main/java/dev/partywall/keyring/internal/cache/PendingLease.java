package dev.partywall.keyring.internal.cache;

import dev.partywall.keyring.KeyUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The lease of an operation that waits for a load. It is taken by the thread that ends the load, before the key can be
 * evicted for want of room: so a load serves all who wait for it, however crowded the cache is.
 */
final class PendingLease {

    private final Load load;
    private @Nullable Lease lease;
    private boolean abandoned;

    PendingLease(Load load) {
        this.load = load;
        CompletableFuture<Void> unused = load.arrival().thenAccept(this::take);
    }

    private synchronized void take(Loaded arrived) {
        if (!abandoned) {
            lease = Lease.of(arrived.requireKey());
        }
    }

    /**
     * Waits for the load to complete; called once.
     *
     * @return null if the key was evicted before it arrived
     * @throws dev.partywall.keyring.KeyUnavailableException if the load failed
     */
    @Nullable
    Lease await(Duration timeout) throws InterruptedException, TimeoutException, ExecutionException {
        boolean completed = false;
        try {
            KeyUnavailableException failure =
                    load.get(timeout.toNanos(), TimeUnit.NANOSECONDS).failure();
            if (failure != null) {
                throw failure.forAnotherCaller();
            }
            completed = true;
            return taken();
        } finally {
            if (!completed) {
                abandon();
            }
        }
    }

    private synchronized @Nullable Lease taken() {
        return lease;
    }

    private synchronized void abandon() {
        abandoned = true;
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }
}
