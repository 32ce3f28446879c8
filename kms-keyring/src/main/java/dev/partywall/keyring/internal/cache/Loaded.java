package dev.partywall.keyring.internal.cache;

import dev.partywall.keyring.KeyUnavailableException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How a load ended: with a key, or with a failure, which then is every waiting operation's. */
final class Loaded {

    /** For a key whose refresh is under way, and for one that no refresh would give more time. */
    static final long NOT_DUE = Long.MAX_VALUE;

    private final @Nullable BranchKey key;
    private final @Nullable KeyUnavailableException failure;
    /** When the key is due for a refresh, on the cache's ticker, or {@link #NOT_DUE}. */
    private final AtomicLong refreshAt;

    private final long arrivedAt;
    private final long expiresAt;

    private Loaded(
            @Nullable BranchKey key,
            @Nullable KeyUnavailableException failure,
            long arrivedAt,
            long refreshAt,
            long expiresAt) {
        this.key = key;
        this.failure = failure;
        this.arrivedAt = arrivedAt;
        this.refreshAt = new AtomicLong(refreshAt);
        this.expiresAt = expiresAt;
    }

    static Loaded key(BranchKey key, long arrivedAt, long refreshAt, long expiresAt) {
        return new Loaded(key, null, arrivedAt, refreshAt, expiresAt);
    }

    static Loaded failure(KeyUnavailableException failure) {
        return new Loaded(null, failure, 0, NOT_DUE, 0);
    }

    /** Whether it is this very one, and no other with the same key. */
    @SuppressWarnings("ReferenceEquality")
    boolean isSame(Loaded other) {
        return this == other;
    }

    @Nullable
    KeyUnavailableException failure() {
        return failure;
    }

    BranchKey requireKey() {
        if (key == null) {
            throw new IllegalStateException("the load failed");
        }
        return key;
    }

    /** When the key came, on the cache's ticker. */
    long arrivedAt() {
        return arrivedAt;
    }

    /** How long the key may still be used; not above 0 when its time is over. */
    long left(long now) {
        return expiresAt - now;
    }

    /** Whether the key is due for a refresh that nobody makes yet. */
    boolean isDue(long now) {
        long due = refreshAt.get();
        return due != NOT_DUE && now - due >= 0;
    }

    /** Whether the caller is the one to refresh this key now. */
    boolean claimRefresh(long now) {
        long due = refreshAt.get();
        return due != NOT_DUE && now - due >= 0 && refreshAt.compareAndSet(due, NOT_DUE);
    }

    /** Ends a refresh that brought nothing; the next is due then. */
    void refreshAgainAt(long due) {
        refreshAt.set(due);
    }

    void retire() {
        if (key != null) {
            key.retire();
        }
    }
}
