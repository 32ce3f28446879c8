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
    private final SlotLifecycle lifecycle;
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
        this.absences = new Absences(settings);
        this.lifecycle = new SlotLifecycle(slots, absences, settings, counters);
        this.fetcher = new KeyFetcher(loader, lifetimes, counters);
        this.refresher = new Refresher(pool, lifetimes, counters, fetcher::fetch, lifecycle);
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
            TenantSlots.Admission found = findOrLoad(tenant, key);
            (found.isHeld() ? counters.hits : counters.misses).increment();
            Load load = found.load();
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
            lifecycle.discardAll(slots.removeAll(tenant));
        } finally {
            // Last: a load that was disowned above leaves no memory of its failure after this.
            absences.forget(tenant);
        }
    }

    /** What the cache did. */
    public BranchKeyCacheMetrics metrics() {
        lifecycle.cleanUp();
        return counters.snapshot(slots.count());
    }

    /** How many places a tenant has now; for tests. */
    int count(TenantId tenant) {
        return slots.count(tenant);
    }

    /** How many keys count towards the common bound; for tests. */
    long residents() {
        lifecycle.cleanUp();
        return lifecycle.count();
    }

    @Override
    public void close() {
        closed = true;
        pool.close();
        for (TenantId tenant : slots.tenants()) {
            List<Slot> all = slots.removeAll(tenant);
            List<Load> loads =
                    all.stream().flatMap(slot -> Stream.ofNullable(slot.load())).toList();
            lifecycle.discardAll(all);
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
            lifecycle.touch(slot);
        }
        if (held.isDue(now)) {
            refresher.refreshIfFirst(tenant, slot, held, now);
        }
    }

    private Lease leaseLoaded(Tenant tenant, CacheKey key) {
        boolean waited = false;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            requireSession(key.tenant(), key.session());
            TenantSlots.Admission found = findOrLoad(tenant, key);
            if (!waited && !found.isHeld()) {
                counters.misses.increment();
                waited = true;
            }
            TenantSlots.Admission place = awaitPlace(tenant, key, found, pool.timeout());
            Lease lease = leaseAt(tenant, Objects.requireNonNull(place.slot()), place.load());
            if (lease != null) {
                if (!waited) {
                    counters.hits.increment();
                }
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

    /** The place that was found; where loads of the same tenant take all that it may have, waits until one of them ends. */
    TenantSlots.Admission awaitPlace(Tenant tenant, CacheKey key, TenantSlots.Admission found, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        TenantSlots.Admission admission = found;
        while (admission.slot() == null) {
            if (!Load.awaitAny(key.tenant(), admission.loads(), deadline - System.nanoTime())) {
                throw LoadFailures.tooManyLoads(key.tenant(), quota());
            }
            admission = findOrLoad(tenant, key);
        }
        return admission;
    }

    TenantSlots.Admission findOrLoad(Tenant tenant, CacheKey key) {
        refuseIfClosedOrAbsent(key);
        TenantSlots.Admission admission = slots.admit(key, lifetimes.now());
        try {
            // Before the load: one key too many in all, for a moment only, would push out another tenant's.
            admission.out().forEach(lifecycle::pushedOut);
        } finally {
            // Whatever breaks there, nobody waits for a load that never comes.
            begin(tenant, admission);
        }
        return admission;
    }

    private void begin(Tenant tenant, TenantSlots.Admission admission) {
        Slot slot = admission.slot();
        Load load = admission.load();
        if (slot != null && load != null && admission.isFresh()) {
            load(tenant, slot, load);
            counters.loads.increment();
        }
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
                    () -> lifecycle.settle(slot, load, fetcher.fetch(slot.key())),
                    () -> lifecycle.settle(slot, load, Loaded.failure(LoadFailures.late(id, pool.timeout()))));
        } catch (RejectedExecutionException shutDown) {
            lifecycle.settle(slot, load, Loaded.failure(LoadFailures.closed(id)));
        } catch (RuntimeException | Error noThread) {
            lifecycle.settle(slot, load, Loaded.failure(LoadFailures.noThread(id, noThread)));
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
            lifecycle.settle(slot, load, Loaded.failure(failure));
            throw failure;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw LoadFailures.interrupted(tenant, interrupted);
        } catch (ExecutionException broken) {
            throw LoadFailures.broken(tenant, broken);
        }
    }
}
