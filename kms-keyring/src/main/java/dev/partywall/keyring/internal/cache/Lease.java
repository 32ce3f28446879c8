package dev.partywall.keyring.internal.cache;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** The right to use a branch key until closed. */
public final class Lease implements AutoCloseable {

    /** Not an atomic of its own: each hit would have to allocate it. */
    private static final AtomicIntegerFieldUpdater<Lease> CLOSED =
            AtomicIntegerFieldUpdater.newUpdater(Lease.class, "closed");

    private final BranchKey key;

    @SuppressWarnings("UnusedVariable") // by name
    private volatile int closed;

    private Lease(BranchKey key) {
        this.key = key;
    }

    /**
     * Takes a lease, unless the key is retired. It is made before it is taken: if there were no memory for it after that,
     * nobody would ever give it back.
     */
    static @Nullable Lease of(BranchKey key) {
        Lease lease = new Lease(key);
        return key.acquire() ? lease : null;
    }

    /** The key. */
    public BranchKey key() {
        return key;
    }

    /** Only the first call has an effect: a lease given back twice would end another's, and overwrite a key in use. */
    @Override
    public void close() {
        if (CLOSED.compareAndSet(this, 0, 1)) {
            key.release();
        }
    }
}
