package dev.partywall.keyring.internal.cache;

import dev.partywall.keyring.KeyUnavailableException;

/** Asks for a key: whatever becomes of that is an answer, and nothing is thrown. */
final class KeyFetcher {

    private final BranchKeyLoader loader;
    private final Lifetimes lifetimes;
    private final CacheCounters counters;

    KeyFetcher(BranchKeyLoader loader, Lifetimes lifetimes, CacheCounters counters) {
        this.loader = loader;
        this.lifetimes = lifetimes;
        this.counters = counters;
    }

    /** The key with its time, or why there is none. */
    Loaded fetch(CacheKey key) {
        long begin = System.nanoTime();
        try {
            long asked = lifetimes.now();
            BranchKey fetched =
                    key.isActive() ? loader.loadActive(key.tenant()) : loader.loadVersion(key.tenant(), key.version());
            return loaded(key, fetched, asked);
        } catch (KeyUnavailableException failure) {
            return Loaded.failure(failure);
        } catch (RuntimeException | Error broken) {
            // An Error too: whoever waits for this load must be told.
            return Loaded.failure(LoadFailures.broken(key.tenant(), broken));
        } finally {
            counters.loadNanos.add(System.nanoTime() - begin);
        }
    }

    /** What a load brought, if it is what was asked for. */
    private Loaded loaded(CacheKey key, BranchKey fetched, long asked) {
        boolean kept = false;
        try {
            requireAskedFor(key, fetched);
            Loaded loaded = lifetimes.loaded(fetched, key.session(), asked);
            kept = true;
            return loaded;
        } finally {
            if (!kept) {
                fetched.retire();
            }
        }
    }

    private static void requireAskedFor(CacheKey key, BranchKey fetched) {
        if (!fetched.tenant().equals(key.tenant())
                || !(key.isActive() || fetched.version().equals(key.version()))) {
            throw new IllegalStateException("the loader brought a branch key that was not asked for");
        }
    }
}
