package dev.partywall.keyring.internal.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyCacheMetrics;
import dev.partywall.keyring.KeyUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The branch keys in memory.
 *
 * <p>An operation looks its key up; the first that finds nothing begins a load and puts its promise in the cache, the
 * others wait for that promise. A promise that fails leaves the cache before anyone is told. So one load runs per key at
 * a time, and what is in the cache is either a key or a load under way. What was found missing or denied is remembered
 * apart, so that a flood of unknown tenants cannot push the keys of known ones out.
 */
public final class BranchKeyCache implements AutoCloseable {

    /** Refreshes under way at most; over it a key that is still good is just used. */
    private static final int MAX_REFRESHES = 64;

    private static final int MAX_ABSENCES = 10_000;
    /** How often an operation whose key was evicted under its hands starts over. */
    private static final int MAX_ATTEMPTS = 5;

    private final BranchKeyLoader loader;
    private final CacheSettings settings;
    private final LoadPool pool;
    private final AsyncCache<CacheKey, Loaded> keys;
    private final Cache<CacheKey, KeyUnavailableException> absences;
    private final CacheCounters counters = new CacheCounters();
    private final Semaphore refreshes = new Semaphore(MAX_REFRESHES);
    private volatile boolean closed;

    /** An empty cache in front of a loader. */
    public BranchKeyCache(BranchKeyLoader loader, CacheSettings settings) {
        this.loader = loader;
        this.settings = settings;
        this.pool = new LoadPool(settings.loadTimeout());
        this.keys = Caffeine.newBuilder()
                .executor(Runnable::run)
                .scheduler(Scheduler.systemScheduler())
                .ticker(settings.ticker())
                .maximumWeight(settings.maximumKeys())
                // A load under way weighs nothing: tenants that hang push nobody out.
                .weigher((CacheKey key, Loaded loaded) -> loaded.isFailure() ? 0 : 1)
                .expireAfter(Expiry.<CacheKey, Loaded>writing((key, loaded) -> lifetime(key)))
                .removalListener((key, loaded, cause) -> drop(loaded, cause))
                .buildAsync();
        this.absences = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(settings.ticker())
                .maximumSize(MAX_ABSENCES)
                .expireAfterWrite(settings.negativeTimeToLive())
                .build();
    }

    /** A lease on the tenant's active branch key. */
    public Lease active(Tenant tenant, Session session) {
        return lease(tenant, new CacheKey(tenant.id(), session, CacheKey.ACTIVE));
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
        return lease(tenant, new CacheKey(tenant.id(), session, version));
    }

    /** Drops all keys of a tenant and disowns its loads under way. */
    public void evict(TenantId tenant) {
        for (CacheKey key : keys.asMap().keySet()) {
            if (key.tenant().equals(tenant)) {
                keys.asMap().remove(key);
            }
        }
        // Keys past their time are not listed above, but their bytes may still be there.
        keys.synchronous().cleanUp();
        // Last: a load that was disowned above leaves no memory of its failure after this.
        absences.asMap().keySet().removeIf(key -> key.tenant().equals(tenant));
    }

    /** What the cache did. */
    public BranchKeyCacheMetrics metrics() {
        keys.synchronous().cleanUp();
        return counters.snapshot(keys.synchronous().estimatedSize());
    }

    @Override
    public void close() {
        closed = true;
        pool.close();
        for (CacheKey key : keys.asMap().keySet()) {
            CompletableFuture<Loaded> promise = keys.asMap().remove(key);
            if (promise != null) {
                promise.complete(Loaded.failure(LoadFailures.closed(key.tenant())));
            }
        }
        // Keys past their time are not listed above, but their bytes may still be there.
        keys.synchronous().invalidateAll();
        absences.invalidateAll();
    }

    private Lease lease(Tenant tenant, CacheKey key) {
        if (lifetime(key).isZero()) {
            throw LoadFailures.expiredSession(key.tenant());
        }
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            CompletableFuture<Loaded> promise = findOrLoad(tenant, key);
            Loaded loaded = await(key, promise);
            if (loaded.failure() != null) {
                throw loaded.failure().forAnotherCaller();
            }
            if (loaded.requireKey().acquire()) {
                return refreshed(tenant, key, promise, loaded);
            }
        }
        throw LoadFailures.evictedAgain(key.tenant());
    }

    private Lease refreshed(Tenant tenant, CacheKey key, CompletableFuture<Loaded> promise, Loaded loaded) {
        Lease lease = new Lease(loaded.requireKey());
        try {
            refreshIfDue(tenant, key, promise, loaded);
            return lease;
        } catch (RuntimeException | Error brokenClock) {
            lease.close();
            throw brokenClock;
        }
    }

    private CompletableFuture<Loaded> findOrLoad(Tenant tenant, CacheKey key) {
        CompletableFuture<Loaded> present = keys.getIfPresent(key);
        if (present != null) {
            (present.isDone() ? counters.hits : counters.misses).increment();
            return present;
        }
        refuseIfClosedOrAbsent(key);
        counters.misses.increment();
        CompletableFuture<Loaded> promise = new CompletableFuture<>();
        CompletableFuture<Loaded> other = keys.asMap().putIfAbsent(key, promise);
        if (other != null) {
            return other;
        }
        counters.loads.increment();
        load(tenant, key, promise);
        return promise;
    }

    private void refuseIfClosedOrAbsent(CacheKey key) {
        if (closed) {
            throw LoadFailures.closed(key.tenant());
        }
        KeyUnavailableException absence = absences.getIfPresent(key);
        if (absence != null) {
            counters.refusedFromMemory.increment();
            throw absence.forAnotherCaller();
        }
    }

    private void load(Tenant tenant, CacheKey key, CompletableFuture<Loaded> promise) {
        try {
            pool.run(
                    tenant,
                    () -> settle(key, promise, fetch(key)),
                    () -> settle(key, promise, Loaded.failure(LoadFailures.late(key.tenant(), pool.timeout()))));
        } catch (RejectedExecutionException shutDown) {
            settle(key, promise, Loaded.failure(LoadFailures.closed(key.tenant())));
        } catch (RuntimeException | Error noThread) {
            settle(key, promise, Loaded.failure(LoadFailures.noThread(key.tenant(), noThread)));
        }
    }

    /** Ends a promise, once. A failure leaves the cache before anyone is told of it. */
    private void settle(CacheKey key, CompletableFuture<Loaded> promise, Loaded loaded) {
        KeyUnavailableException failure = loaded.failure();
        if (failure != null && !promise.isDone()) {
            takeOut(key, promise, failure);
        }
        if (!promise.complete(loaded)) {
            loaded.retire();
        } else if (failure != null) {
            counters.loadFailures.increment();
        }
    }

    /**
     * Takes a promise out and remembers why, in one step; unless it was evicted, for then what it found out is of the time
     * before.
     */
    @SuppressWarnings("ReferenceEquality") // a promise is itself and no other
    private void takeOut(CacheKey key, CompletableFuture<Loaded> promise, KeyUnavailableException failure) {
        keys.asMap().computeIfPresent(key, (same, present) -> {
            if (present != promise) {
                return present;
            }
            if (LoadFailures.isAnswer(failure)) {
                absences.put(key, failure);
            }
            return null;
        });
    }

    private Loaded fetch(CacheKey key) {
        long begin = System.nanoTime();
        try {
            BranchKey fetched =
                    key.isActive() ? loader.loadActive(key.tenant()) : loader.loadVersion(key.tenant(), key.version());
            return Loaded.key(fetched, refreshTime(key));
        } catch (KeyUnavailableException failure) {
            return Loaded.failure(failure);
        } catch (RuntimeException | Error broken) {
            // An Error too: whoever waits for this load must be told.
            return Loaded.failure(LoadFailures.broken(key.tenant(), broken));
        } finally {
            counters.loadNanos.add(System.nanoTime() - begin);
        }
    }

    private Loaded await(CacheKey key, CompletableFuture<Loaded> promise) {
        try {
            return promise.isDone()
                    ? promise.join()
                    : promise.get(pool.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw LoadFailures.late(key.tenant(), pool.timeout());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw LoadFailures.interrupted(key.tenant(), interrupted);
        } catch (ExecutionException broken) {
            throw LoadFailures.broken(key.tenant(), broken);
        }
    }

    /** Begins a refresh if one is due; the key at hand is good, whatever becomes of its successor. */
    private void refreshIfDue(Tenant tenant, CacheKey key, CompletableFuture<Loaded> current, Loaded loaded) {
        if (!loaded.claimRefresh(settings.ticker().read())) {
            return;
        }
        if (!refreshes.tryAcquire()) {
            postponeRefresh(loaded);
            return;
        }
        AtomicBoolean over = new AtomicBoolean();
        counters.refreshes.increment();
        try {
            pool.run(tenant, () -> refresh(key, current, loaded, over), () -> failRefresh(loaded, over));
        } catch (RuntimeException | Error noThread) {
            failRefresh(loaded, over);
        }
    }

    private void refresh(CacheKey key, CompletableFuture<Loaded> current, Loaded old, AtomicBoolean over) {
        Loaded fresh = fetch(key);
        KeyUnavailableException failure = fresh.failure();
        if (failure == null) {
            replace(key, current, fresh);
            endRefresh(over);
        } else {
            if (LoadFailures.isAnswer(failure)) {
                // Missing or denied now: the key in memory must not outlive that.
                takeOut(key, current, failure);
            }
            failRefresh(old, over);
        }
    }

    private void failRefresh(Loaded old, AtomicBoolean over) {
        if (endRefresh(over)) {
            counters.loadFailures.increment();
            postponeRefresh(old);
        }
    }

    /** Gives the permit back, once, whether the refresh or its deadline is first. */
    private boolean endRefresh(AtomicBoolean over) {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            refreshes.release();
        }
        return first;
    }

    /** Puts a fresh key in the place of the old, unless the old one was evicted meanwhile. */
    private void replace(CacheKey key, CompletableFuture<Loaded> current, Loaded fresh) {
        if (!keys.asMap().replace(key, current, CompletableFuture.completedFuture(fresh))) {
            fresh.retire();
        }
    }

    private void postponeRefresh(Loaded loaded) {
        loaded.refreshAgainAt(settings.ticker().read() + settings.timeToLive().toNanos() / 20);
    }

    /** Told of every key that leaves the cache; of a load under way that was taken out, when it brings its key. */
    private void drop(@Nullable Loaded loaded, RemovalCause cause) {
        if (loaded != null && !loaded.isFailure()) {
            if (cause != RemovalCause.REPLACED) {
                counters.evictions.increment();
            }
            loaded.retire();
        }
    }

    private Duration lifetime(CacheKey key) {
        Duration left = key.session()
                .expiry()
                .map(expiry -> Duration.between(settings.wallClock().instant(), expiry))
                .orElse(settings.timeToLive());
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(settings.timeToLive()) < 0 ? left : settings.timeToLive();
    }

    /** At 75 to 85 % of the lifetime, spread so that keys loaded together are not refreshed together. */
    private long refreshTime(CacheKey key) {
        double share = 0.75 + ThreadLocalRandom.current().nextDouble() * 0.1;
        return settings.ticker().read() + (long) (lifetime(key).toNanos() * share);
    }
}
