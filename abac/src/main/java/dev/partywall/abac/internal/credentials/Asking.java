package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.TenantCredentialsException;
import dev.partywall.core.Tenant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One asking for a session, repetitions included. It ends once, by the load or by its deadline, whichever is first. */
final class Asking {

    private final Tenant tenant;
    private final long evictions;
    private final CompletableFuture<Outcome> promise = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean failureTold = new AtomicBoolean();
    private volatile @Nullable TenantCredentialsException trouble;

    /**
     * An asking.
     *
     * @param tenant the narrowed tenant
     * @param evictions how many there had been before
     */
    Asking(Tenant tenant, long evictions) {
        this.tenant = tenant;
        this.evictions = evictions;
    }

    /** How many evictions there had been before. */
    long evictions() {
        return evictions;
    }

    /** The narrowed tenant. */
    Tenant tenant() {
        return tenant;
    }

    /** What those wait for who want the session. */
    CompletableFuture<Outcome> promise() {
        return promise;
    }

    /** Whether the caller is the one to end it. */
    boolean end() {
        return over.compareAndSet(false, true);
    }

    boolean isOver() {
        return over.get();
    }

    /** Whether the caller is the one to tell of a failure: what is broken off fails for its deadline and once more by itself. */
    boolean claimFailure() {
        return failureTold.compareAndSet(false, true);
    }

    /** STS failed and is asked again. */
    void remember(TenantCredentialsException passing) {
        trouble = passing;
    }

    /** What STS failed with so far. */
    Optional<TenantCredentialsException> trouble() {
        return Optional.ofNullable(trouble);
    }
}
