package dev.partywall.keyring.internal.cache;

/** The right to use a branch key until closed; closed once, by the thread that took it. */
public final class Lease implements AutoCloseable {

    private final BranchKey key;

    /** For a key whose lease was acquired. */
    Lease(BranchKey key) {
        this.key = key;
    }

    /** The key. */
    public BranchKey key() {
        return key;
    }

    @Override
    public void close() {
        key.release();
    }
}
