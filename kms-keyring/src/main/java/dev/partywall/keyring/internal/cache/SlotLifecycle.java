package dev.partywall.keyring.internal.cache;

import dev.partywall.keyring.KeyUnavailableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a place once it has a load: the key that the load brings is counted among the others, those that refreshes
 * bring take its stead, and the place ends with the load's failure, with a denial, by a bound, by its time or by an eviction.
 * Whichever is first takes it out, and its key is retired in that step.
 */
final class SlotLifecycle implements Refresher.Arrivals {

    private final TenantSlots slots;
    private final ResidentKeys residents;
    private final Absences absences;
    private final CacheCounters counters;

    SlotLifecycle(TenantSlots slots, Absences absences, CacheSettings settings, CacheCounters counters) {
        this.slots = slots;
        this.residents = new ResidentKeys(settings, this::drop);
        this.absences = absences;
        this.counters = counters;
    }

    /** Notes that the key of a place is in use. */
    void touch(Slot slot) {
        residents.touch(slot);
    }

    /** Does now what is due: what is over the bound or past its time ends. */
    void cleanUp() {
        residents.cleanUp();
    }

    /** How many keys are counted. */
    long count() {
        return residents.count();
    }

    /** Ends a load, once. A failure leaves the cache before anyone is told of it. */
    void settle(Slot slot, Load load, Loaded loaded) {
        KeyUnavailableException failure = loaded.failure();
        if (failure == null) {
            arrive(slot, load, loaded);
        } else {
            fail(slot, load, loaded, failure);
        }
    }

    private void arrive(Slot slot, Load load, Loaded loaded) {
        try {
            if (slot.settle(loaded)) {
                // The bounds may find that this key is one too many: those who wait have their leases before.
                load.arrival().complete(loaded);
                slot.endLoad();
                keep(slot, loaded);
            } else {
                loaded.retire();
            }
        } finally {
            load.complete(loaded);
        }
    }

    private void fail(Slot slot, Load load, Loaded loaded, KeyUnavailableException failure) {
        try {
            takeOut(slot, null, failure);
        } finally {
            // Unless a key came first: then the load ends with that.
            if (slot.isEnded() && load.complete(loaded)) {
                counters.loadFailures.increment();
            }
        }
    }

    /** Puts a fresh key in the place of the old, unless the old one was evicted meanwhile. */
    @Override
    public void fresh(Slot slot, Loaded old, Loaded fresh) {
        if (slot.replace(old, fresh)) {
            try {
                old.retire();
            } finally {
                keep(slot, fresh);
            }
        } else {
            fresh.retire();
        }
    }

    /** The key in memory must not outlive that. */
    @Override
    public void denied(Slot slot, Loaded old, KeyUnavailableException why) {
        takeOut(slot, old, why);
    }

    /** Counts a key among the others; one that cannot be counted is not kept, for nobody would say when its time is over. */
    private void keep(Slot slot, Loaded loaded) {
        boolean counted = false;
        try {
            count(slot, loaded);
            counted = true;
        } finally {
            if (!counted) {
                slots.remove(slot);
                discard(slot);
            }
        }
    }

    /** Not done before what is counted is what the place holds: a refresh may have overtaken. */
    private void count(Slot slot, Loaded loaded) {
        Loaded counted = loaded;
        residents.put(slot, counted);
        Loaded held = slot.held();
        while (held != null && !held.isSame(counted)) {
            counted = held;
            residents.put(slot, counted);
            held = slot.held();
        }
        if (slot.isEnded()) {
            // Evicted before it was put: whoever ended the place found nothing to take out.
            residents.remove(slot);
        }
    }

    /**
     * Takes a place out and remembers why, in one step; unless it was evicted, for then what was found out is of the time
     * before.
     */
    private void takeOut(Slot slot, @Nullable Loaded expected, KeyUnavailableException failure) {
        // If it cannot be remembered, the place has ended all the same.
        boolean first = true;
        try {
            first = slot.end(expected, () -> remember(slot.key(), failure));
        } finally {
            if (first) {
                slots.remove(slot);
                retire(slot, expected);
            }
        }
    }

    private void remember(CacheKey key, KeyUnavailableException failure) {
        if (LoadFailures.isAnswer(failure)) {
            absences.remember(key, failure);
        }
    }

    /** No more counts the key of a place that was ended to make room. */
    void pushedOut(TenantSlots.Out out) {
        residents.remove(out.slot());
        counters.evictions.increment();
        if (out.inTime()) {
            counters.quotaEvictions.increment();
        }
    }

    /** Ends a place that is, or will be, out of its tenant's places. */
    private void discard(Slot slot) {
        retire(slot, slot.end());
    }

    /** Ends places; all of their keys first, for those must not be used any more, whatever becomes of the counting. */
    void discardAll(List<Slot> all) {
        for (Slot slot : all) {
            Loaded last = slot.end();
            if (last != null) {
                last.retire();
                counters.evictions.increment();
            }
        }
        all.forEach(residents::remove);
    }

    /** Forgets the key that a place held when it ended. */
    private void retire(Slot slot, @Nullable Loaded last) {
        if (last != null) {
            last.retire();
            residents.remove(slot);
            counters.evictions.increment();
        }
    }

    /** Told by the common bound of a key that has to go, by size or by time. */
    private void drop(Slot slot, Loaded loaded) {
        boolean first = slot.end(loaded, () -> {});
        loaded.retire();
        if (first) {
            slots.remove(slot);
            counters.evictions.increment();
        }
    }
}
