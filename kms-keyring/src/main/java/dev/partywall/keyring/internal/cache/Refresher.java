package dev.partywall.keyring.internal.cache;

import dev.partywall.core.Tenant;
import dev.partywall.keyring.KeyUnavailableException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Loads a key anew before its time is over, aside from those who use it; the old one is good, whatever becomes of this. */
final class Refresher {

    /** Where there is none left a key that is still good is just used. */
    private final RefreshPermits permits = new RefreshPermits();

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
        AtomicBoolean over = new AtomicBoolean();
        if (!permits.tryAcquire(tenant.id())) {
            old.refreshAgainAt(lifetimes.nextAttempt(now));
            return;
        }
        try {
            counters.refreshes.increment();
            pool.run(tenant, () -> refresh(slot, old, over), () -> fail(slot, old, over));
        } catch (RuntimeException | Error noThread) {
            fail(slot, old, over);
        }
    }

    private void refresh(Slot slot, Loaded old, AtomicBoolean over) {
        try {
            Loaded fresh = fetch.apply(slot.key());
            KeyUnavailableException failure = fresh.failure();
            if (failure == null) {
                arrive(slot, old, fresh, over);
            } else if (LoadFailures.isAnswer(failure)) {
                // Late or not: what is denied must not be used any more.
                arrivals.denied(slot, old, failure);
            }
        } finally {
            fail(slot, old, over);
        }
    }

    /** A key that comes after its deadline is of an authority that may be gone: the next refresh asks anew. */
    private void arrive(Slot slot, Loaded old, Loaded fresh, AtomicBoolean over) {
        if (end(slot, over)) {
            arrivals.fresh(slot, old, fresh);
        } else {
            fresh.retire();
        }
    }

    private void fail(Slot slot, Loaded old, AtomicBoolean over) {
        if (end(slot, over)) {
            counters.loadFailures.increment();
            old.refreshAgainAt(lifetimes.nextAttempt(lifetimes.now()));
        }
    }

    /** Gives the permit back, once, whether the refresh or its deadline is first. */
    private boolean end(Slot slot, AtomicBoolean over) {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            permits.release(slot.key().tenant());
        }
        return first;
    }
}
