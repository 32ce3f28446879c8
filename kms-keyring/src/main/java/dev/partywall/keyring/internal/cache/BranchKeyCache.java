package dev.partywall.keyring.internal.cache;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyCacheMetrics;
import dev.partywall.keyring.KeyUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The branch keys in memory.
 *
 * <p>An operation looks its key up among its tenant's places; the first that finds nothing makes a place and begins a load,
 * the others wait for that load. A place whose load fails is gone before anyone is told. So one load runs per key at a
 * time, and what has a place is either a key or a load under way. What was found missing or denied is remembered apart, so
 * that a flood of unknown tenants cannot push the keys of known ones out.
 *
 * <p>A tenant has no more places than its quota: one too many ends its own least recently used. Over all tenants
 * {@link ResidentKeys} bounds the keys. An operation that finds its key takes no lock and writes to nothing that another
 * tenant's operations write to, but for counters that spread over the processors; the common bound is told of a key's use
 * now and then only.
 */
public final class BranchKeyCache implements AutoCloseable {

    /** How often an operation whose key was evicted under its hands starts over. */
    private static final int MAX_ATTEMPTS = 5;

    /** Of a key's life; how often the common bound is told of the uses of one key at most. */
    private static final int TELLINGS = 256;

    private final CacheSettings settings;
    private final Lifetimes lifetimes;
    private final LoadPool pool;
    private final TenantSlots slots;
    private final ResidentKeys residents;
    private final Absences absences;
    private final KeyFetcher fetcher;
    private final Refresher refresher;
    private final CacheCounters counters = new CacheCounters();
    private final long grain;
    private volatile boolean closed;

    /** An empty cache in front of a loader. */
    public BranchKeyCache(BranchKeyLoader loader, CacheSettings settings) {
        this.settings = settings;
        this.lifetimes =
                new Lifetimes(settings, () -> ThreadLocalRandom.current().nextDouble());
        this.pool = new LoadPool(settings.loadTimeout());
        this.slots = new TenantSlots(quota());
        this.residents = new ResidentKeys(settings, this::drop);
        this.absences = new Absences(settings);
        this.fetcher = new KeyFetcher(loader, lifetimes, counters);
        this.refresher = new Refresher(pool, lifetimes, counters, fetcher::fetch, new Refreshed());
        this.grain = settings.timeToLive().toNanos() / TELLINGS;
    }

    /** A lease on the tenant's active branch key. */
    public Lease active(Tenant tenant, Session session) {
        return lease(tenant, session, CacheKey.ACTIVE);
    }

    /**
     * A lease on a version of the tenant's branch key. Looks at the active key first, so that encryption and decryption
     * under the same version share one load, and a tenant without an active key opens nothing.
     */
    public Lease version(Tenant tenant, Session session, String version) {
        Lease active = active(tenant, session);
        if (active.key().version().equals(version)) {
            return active;
        }
        active.close();
        return lease(tenant, session, version);
    }

    /** Whether the tenant's active branch key is in memory and may be used; loads nothing. */
    public boolean holdsActive(Tenant tenant, Session session) {
        Slot slot = slots.find(tenant.id(), session, CacheKey.ACTIVE);
        Loaded held = slot == null ? null : slot.held();
        return held != null && held.left(lifetimes.now()) > 0 && !lifetimes.isOver(session);
    }

    /**
     * Begins the load of a version, unless its key is there, and waits for nothing. Ends with why there is no key, or
     * empty; empty also where the tenant has no place left for a load.
     */
    public CompletionStage<Optional<KeyUnavailableException>> prefetch(Tenant tenant, Session session, String version) {
        CacheKey key = new CacheKey(tenant.id(), session, version);
        try {
            requireSession(key.tenant(), session);
            Load load = findOrLoad(tenant, key).load();
            return load == null
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : load.thenApply(loaded -> Optional.ofNullable(loaded.failure()));
        } catch (KeyUnavailableException refused) {
            return CompletableFuture.completedFuture(Optional.of(refused));
        }
    }

    /** How many keys a tenant may have, loads under way included. */
    public int quota() {
        return Math.min(settings.maximumKeysPerTenant(), settings.maximumKeys());
    }

    /** Drops all keys of a tenant and disowns its loads under way. */
    public void evict(TenantId tenant) {
        try {
            discardAll(slots.removeAll(tenant));
        } finally {
            // Last: a load that was disowned above leaves no memory of its failure after this.
            absences.forget(tenant);
        }
    }

    /** What the cache did. */
    public BranchKeyCacheMetrics metrics() {
        residents.cleanUp();
        return counters.snapshot(slots.count());
    }

    /** How many places a tenant has now, and how many keys there are in all. */
    int count(TenantId tenant) {
        return slots.count(tenant);
    }

    long residents() {
        residents.cleanUp();
        return residents.count();
    }

    @Override
    public void close() {
        closed = true;
        pool.close();
        for (TenantId tenant : slots.tenants()) {
            List<Slot> all = slots.removeAll(tenant);
            List<Load> loads =
                    all.stream().flatMap(slot -> Stream.ofNullable(slot.load())).toList();
            discardAll(all);
            loads.forEach(load -> load.complete(Loaded.failure(LoadFailures.closed(tenant))));
        }
        absences.clear();
    }

    private Lease lease(Tenant tenant, Session session, String version) {
        requireSession(tenant.id(), session);
        Slot slot = slots.find(tenant.id(), session, version);
        Loaded held = slot == null ? null : slot.held();
        if (slot != null && held != null) {
            Lease lease = leaseHeld(tenant, slot, held);
            if (lease != null) {
                counters.hits.increment();
                return lease;
            }
        }
        return leaseLoaded(tenant, new CacheKey(tenant.id(), session, version));
    }

    private void requireSession(TenantId tenant, Session session) {
        if (lifetimes.isOver(session)) {
            throw LoadFailures.expiredSession(tenant);
        }
    }

    /** A lease on the key of a place, if its time is not over and it is not retired. */
    private @Nullable Lease leaseHeld(Tenant tenant, Slot slot, Loaded held) {
        long now = lifetimes.now();
        Lease lease = held.left(now) > 0 ? Lease.of(held.requireKey()) : null;
        if (lease == null) {
            return null;
        }
        try {
            noteUse(tenant, slot, held, now);
            return lease;
        } catch (RuntimeException | Error brokenClock) {
            lease.close();
            throw brokenClock;
        }
    }

    private void noteUse(Tenant tenant, Slot slot, Loaded held, long now) {
        if (slot.usedAgain(now, grain)) {
            residents.touch(slot);
        }
        if (held.isDue(now)) {
            refresher.refreshIfFirst(tenant, slot, held, now);
        }
    }

    private Lease leaseLoaded(Tenant tenant, CacheKey key) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            requireSession(key.tenant(), key.session());
            TenantSlots.Admission place = awaitPlace(tenant, key, pool.timeout());
            Lease lease = leaseAt(tenant, Objects.requireNonNull(place.slot()), place.load());
            if (lease != null) {
                return inTime(key, lease);
            }
        }
        throw LoadFailures.evictedAgain(key.tenant());
    }

    private @Nullable Lease leaseAt(Tenant tenant, Slot slot, @Nullable Load load) {
        if (load != null) {
            return await(slot, load);
        }
        Loaded held = slot.held();
        return held == null ? null : leaseHeld(tenant, slot, held);
    }

    /** Gives a lease out, unless the session ended while its key was waited for. */
    private Lease inTime(CacheKey key, Lease lease) {
        boolean inTime = false;
        try {
            requireSession(key.tenant(), key.session());
            inTime = true;
            return lease;
        } finally {
            if (!inTime) {
                lease.close();
            }
        }
    }

    /** A place for the key; where loads of the same tenant take all that it may have, waits until one of them ends. */
    TenantSlots.Admission awaitPlace(Tenant tenant, CacheKey key, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        TenantSlots.Admission admission = findOrLoad(tenant, key);
        while (admission.slot() == null) {
            if (!Load.awaitAny(key.tenant(), admission.loads(), deadline - System.nanoTime())) {
                throw LoadFailures.tooManyLoads(key.tenant(), quota());
            }
            admission = findOrLoad(tenant, key);
        }
        return admission;
    }

    private TenantSlots.Admission findOrLoad(Tenant tenant, CacheKey key) {
        refuseIfClosedOrAbsent(key);
        TenantSlots.Admission admission = slots.admit(key, lifetimes.now());
        try {
            // Before the load: one key too many in all, for a moment only, would push out another tenant's.
            admission.out().forEach(this::pushedOut);
        } finally {
            // Whatever breaks there, nobody waits for a load that never comes.
            begin(tenant, admission);
        }
        return admission;
    }

    /** No more counts the key of a place that was ended to make room. */
    private void pushedOut(TenantSlots.Out out) {
        residents.remove(out.slot());
        counters.evictions.increment();
        if (out.inTime()) {
            counters.quotaEvictions.increment();
        }
    }

    private void begin(Tenant tenant, TenantSlots.Admission admission) {
        Slot slot = admission.slot();
        Load load = admission.load();
        if (slot != null && load != null && admission.isFresh()) {
            load(tenant, slot, load);
            counters.loads.increment();
        }
        (slot != null && load == null ? counters.hits : counters.misses).increment();
    }

    private void refuseIfClosedOrAbsent(CacheKey key) {
        if (closed) {
            throw LoadFailures.closed(key.tenant());
        }
        KeyUnavailableException absence = absences.find(key);
        if (absence != null) {
            counters.refusedFromMemory.increment();
            throw absence.forAnotherCaller();
        }
    }

    private void load(Tenant tenant, Slot slot, Load load) {
        TenantId id = slot.key().tenant();
        try {
            pool.run(
                    tenant,
                    () -> settle(slot, load, fetcher.fetch(slot.key())),
                    () -> settle(slot, load, Loaded.failure(LoadFailures.late(id, pool.timeout()))));
        } catch (RejectedExecutionException shutDown) {
            settle(slot, load, Loaded.failure(LoadFailures.closed(id)));
        } catch (RuntimeException | Error noThread) {
            settle(slot, load, Loaded.failure(LoadFailures.noThread(id, noThread)));
        }
    }

    /** Ends a load, once. A failure leaves the cache before anyone is told of it. */
    private void settle(Slot slot, Load load, Loaded loaded) {
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

    /** A lease on the key that a load brings; null if the key was evicted before. */
    private @Nullable Lease await(Slot slot, Load load) {
        TenantId tenant = slot.key().tenant();
        PendingLease pending = new PendingLease(load);
        try {
            return pending.await(pool.timeout());
        } catch (TimeoutException late) {
            KeyUnavailableException failure = LoadFailures.late(tenant, pool.timeout());
            // The load began before this wait, so its deadline is over too; the next operation must not find it.
            settle(slot, load, Loaded.failure(failure));
            throw failure;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw LoadFailures.interrupted(tenant, interrupted);
        } catch (ExecutionException broken) {
            throw LoadFailures.broken(tenant, broken);
        }
    }

    /** Ends a place that is, or will be, out of its tenant's places. */
    private void discard(Slot slot) {
        retire(slot, slot.end());
    }

    /** Ends places; all of their keys first, for those must not be used any more, whatever becomes of the counting. */
    private void discardAll(List<Slot> all) {
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

    /** What becomes of what refreshes bring. */
    private final class Refreshed implements Refresher.Arrivals {

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
    }
}
