package dev.partywall.keyring.internal.cache;

import dev.partywall.core.Tenant;
import dev.partywall.keyring.KeyUnavailableException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Loads a key anew before its time is over, aside from those who use it; the old one is good, whatever becomes of this. */
final class Refresher {

    /** Refreshes under way at most; over it a key that is still good is just used. */
    private static final int MAX_REFRESHES = 64;

    private final Semaphore permits = new Semaphore(MAX_REFRESHES);
    private final LoadPool pool;
    private final Lifetimes lifetimes;
    private final CacheCounters counters;
    private final Function<CacheKey, Loaded> fetch;
    private final Arrivals arrivals;

    /** What becomes of what a refresh brings. */
    interface Arrivals {

        /** A fresh key for a place that held an old one. */
        void fresh(Slot slot, Loaded old, Loaded fresh);

        /** AWS says that the key is missing or denied now. */
        void denied(Slot slot, Loaded old, KeyUnavailableException why);
    }

    Refresher(
            LoadPool pool,
            Lifetimes lifetimes,
            CacheCounters counters,
            Function<CacheKey, Loaded> fetch,
            Arrivals arrivals) {
        this.pool = pool;
        this.lifetimes = lifetimes;
        this.counters = counters;
        this.fetch = fetch;
        this.arrivals = arrivals;
    }

    /** Begins a refresh, if the caller is the first to find that it is due. */
    void refreshIfFirst(Tenant tenant, Slot slot, Loaded old, long now) {
        if (!old.claimRefresh(now)) {
            return;
        }
        if (!permits.tryAcquire()) {
            postpone(old);
            return;
        }
        AtomicBoolean over = new AtomicBoolean();
        counters.refreshes.increment();
        try {
            pool.run(tenant, () -> refresh(slot, old, over), () -> fail(old, over));
        } catch (RuntimeException | Error noThread) {
            fail(old, over);
        }
    }

    private void refresh(Slot slot, Loaded old, AtomicBoolean over) {
        Loaded fresh = fetch.apply(slot.key());
        KeyUnavailableException failure = fresh.failure();
        if (failure == null) {
            arrivals.fresh(slot, old, fresh);
            end(over);
        } else {
            if (LoadFailures.isAnswer(failure)) {
                arrivals.denied(slot, old, failure);
            }
            fail(old, over);
        }
    }

    private void fail(Loaded old, AtomicBoolean over) {
        if (end(over)) {
            counters.loadFailures.increment();
            postpone(old);
        }
    }

    /** Gives the permit back, once, whether the refresh or its deadline is first. */
    private boolean end(AtomicBoolean over) {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            permits.release();
        }
        return first;
    }

    private void postpone(Loaded old) {
        old.refreshAgainAt(lifetimes.nextAttempt());
    }
}
