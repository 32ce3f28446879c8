package dev.partywall.keyring.internal.cache;

import dev.partywall.keyring.KeyUnavailableException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How a load ended: with a key, or with a failure, which then is every waiting operation's. */
final class Loaded {

    private static final long REFRESHING = Long.MAX_VALUE;

    private final @Nullable BranchKey key;
    private final @Nullable KeyUnavailableException failure;
    /** When the key is due for a refresh, on the cache's ticker; {@link #REFRESHING} while one is under way. */
    private final AtomicLong refreshAt;

    private Loaded(@Nullable BranchKey key, @Nullable KeyUnavailableException failure, long refreshAt) {
        this.key = key;
        this.failure = failure;
        this.refreshAt = new AtomicLong(refreshAt);
    }

    static Loaded key(BranchKey key, long refreshAt) {
        return new Loaded(key, null, refreshAt);
    }

    static Loaded failure(KeyUnavailableException failure) {
        return new Loaded(null, failure, REFRESHING);
    }

    boolean isFailure() {
        return failure != null;
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

    /** Whether the caller is the one to refresh this key now. */
    boolean claimRefresh(long now) {
        long due = refreshAt.get();
        return due != REFRESHING && now - due >= 0 && refreshAt.compareAndSet(due, REFRESHING);
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
