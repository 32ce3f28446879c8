package dev.partywall.keyring.internal.cache;

import dev.partywall.core.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Each tenant's places in the cache, and never more than its quota.
 *
 * <p>Looking one up takes no lock and writes nothing. Each change is one step of one tenant; a place that has to make room
 * ends in the step that takes it out.
 */
final class TenantSlots {

    /** Up to here, comparing costs less than hashing. */
    private static final int FEW = 4;

    private final ConcurrentHashMap<TenantId, Slot[]> tenants = new ConcurrentHashMap<>();
    private final int quota;

    TenantSlots(int quota) {
        this.quota = quota;
    }

    /** The place for a version under a session, if there is one. */
    @Nullable
    Slot find(TenantId tenant, Session session, String version) {
        Slot[] slots = tenants.get(tenant);
        return slots == null ? null : find(slots, session, version);
    }

    private static @Nullable Slot find(Slot[] slots, Session session, String version) {
        boolean few = slots.length <= FEW;
        int hash = few ? 0 : session.hashCode();
        for (Slot slot : slots) {
            if ((few || slot.sessionHash() == hash) && slot.isFor(session, version)) {
                return slot;
            }
        }
        return null;
    }

    /** Finds a place that is of use, or makes one. */
    Admission admit(CacheKey key, long now) {
        Admission admission = new Admission(key, now);
        tenants.compute(key.tenant(), (tenant, slots) -> admission.into(slots == null ? new Slot[0] : slots));
        return admission;
    }

    /** Takes a place out. */
    void remove(Slot slot) {
        tenants.computeIfPresent(slot.key().tenant(), (tenant, slots) -> without(slots, slot));
    }

    /** Takes all places of a tenant out. */
    List<Slot> removeAll(TenantId tenant) {
        Slot[] slots = tenants.remove(tenant);
        return slots == null ? List.of() : Arrays.asList(slots);
    }

    /** All tenants that have a place. */
    Iterable<TenantId> tenants() {
        return tenants.keySet();
    }

    /** How many places a tenant has. */
    int count(TenantId tenant) {
        Slot[] slots = tenants.get(tenant);
        return slots == null ? 0 : slots.length;
    }

    /** How many places there are; walks over all tenants. */
    long count() {
        return tenants.values().stream().mapToLong(slots -> slots.length).sum();
    }

    private static Slot @Nullable [] without(Slot[] slots, Slot slot) {
        int at = Arrays.asList(slots).indexOf(slot);
        if (at < 0) {
            return slots;
        }
        if (slots.length == 1) {
            return null;
        }
        Slot[] fewer = Arrays.copyOf(slots, slots.length - 1);
        System.arraycopy(slots, at + 1, fewer, at, fewer.length - at);
        return fewer;
    }

    /** The loads under way at these places; none where one has just ended, for then there is a place to be had. */
    static List<Load> loads(Slot... slots) {
        List<Load> loads = new ArrayList<>(slots.length);
        for (Slot slot : slots) {
            Load load = slot.load();
            if (load == null) {
                return List.of();
            }
            loads.add(load);
        }
        return loads;
    }

    /**
     * A place that had to go with its key.
     *
     * @param inTime whether the key could still have been used
     */
    record Out(Slot slot, boolean inTime) {}

    /** How the search for a place ended. */
    final class Admission {

        private final CacheKey key;
        private final long now;
        private final List<Out> out = new ArrayList<>(1);

        /** The loads that take all places. */
        private List<Load> loads = List.of();

        private @Nullable Slot slot;
        private @Nullable Load load;
        private boolean fresh;

        private Admission(CacheKey key, long now) {
            this.key = key;
            this.now = now;
        }

        /** The place; null if all that the tenant may have are taken by loads under way. */
        @Nullable
        Slot slot() {
            return slot;
        }

        /** Whether there was a key, for which nobody has to wait. */
        boolean isHeld() {
            return slot != null && load == null;
        }

        /** The load under way at the place, if there was one when the place was found; told even if it has ended since. */
        @Nullable
        Load load() {
            return load;
        }

        /** Whether the place was made, and the load is the caller's to make. */
        boolean isFresh() {
            return fresh;
        }

        /** The loads under way that take all places, if they do. */
        List<Load> loads() {
            return loads;
        }

        /** The keys that had to go; they are retired. */
        List<Out> out() {
            return out;
        }

        private Slot @Nullable [] into(Slot[] slots) {
            Slot present = find(slots, key.session(), key.version());
            if (present != null && isOfUse(present)) {
                return slots;
            }
            Slot[] kept = present == null ? slots : leave(slots, present);
            if (kept.length >= quota) {
                Slot idlest = idlest(kept);
                if (idlest == null) {
                    loads = TenantSlots.loads(kept);
                    return kept;
                }
                kept = leave(kept, idlest);
            }
            return add(kept);
        }

        private boolean isOfUse(Slot present) {
            load = present.load();
            Loaded held = present.held();
            boolean ofUse = load != null || (held != null && held.left(now) > 0);
            slot = ofUse ? present : null;
            return ofUse;
        }

        /**
         * Ends a place and retires its key in the step that takes it out, so that whoever evicts all places of the tenant
         * misses none.
         */
        private Slot[] leave(Slot[] slots, Slot slot) {
            Loaded last = slot.end();
            if (last != null) {
                last.retire();
                out.add(new Out(slot, last.left(now) > 0));
            }
            Slot[] kept = without(slots, slot);
            return kept == null ? new Slot[0] : kept;
        }

        /** The least recently used of those that hold a key: a load under way has somebody who waits for it. */
        private @Nullable Slot idlest(Slot[] slots) {
            Slot idlest = null;
            long longest = 0;
            for (Slot candidate : slots) {
                if (candidate.load() == null && (idlest == null || candidate.idle(now) > longest)) {
                    idlest = candidate;
                    longest = candidate.idle(now);
                }
            }
            return idlest;
        }

        private Slot[] add(Slot[] slots) {
            Slot added = new Slot(key, now);
            Slot[] more = Arrays.copyOf(slots, slots.length + 1);
            more[slots.length] = added;
            slot = added;
            load = added.load();
            fresh = true;
            return more;
        }
    }
}
