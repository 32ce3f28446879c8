package dev.partywall.abac.internal.credentials;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.partywall.abac.TenantCredentialsException;
import dev.partywall.abac.TenantCredentialsMetrics;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * The sessions in memory, by narrowed tenant.
 *
 * <p>A look-up that finds nothing puts a promise in and asks STS; the others wait for that promise. A promise that fails
 * leaves the cache before anyone is told. So STS is asked once per tenant at a time, and what is in the cache is either a
 * session or the asking for one. Failures are remembered apart and for a moment only.
 */
final class SessionCache implements AutoCloseable {

    /** Refreshes under way at most; over it a session that is still good is just used. */
    private static final int MAX_REFRESHES = 64;

    private static final int MAX_LOADS_OF_A_TENANT = 4;
    private static final int MAX_FAILURES = 10_000;

    private final CredentialSettings settings;
    private final SessionClock clock;
    private final CredentialCounters counters = new CredentialCounters();
    private final SessionLoader loader;
    private final LoadThreads threads;
    private final StsRateLimit limit;
    private final StsRateLimit renewals;
    /** How many loads of a tenant are on a thread now. */
    private final ConcurrentMap<Tenant, Integer> loading = new ConcurrentHashMap<>();
    /** How often a tenant was evicted: what was asked for before the last time is not kept. */
    private final AtomicLong evictions = new AtomicLong();

    private final AsyncCache<Tenant, Outcome> sessions;
    private final Cache<Tenant, TenantCredentialsException> failures;
    /** Whose session an access key id is of: what a signed request is held against. Outlives evictions, not the session. */
    private final Cache<String, Owner> owners;

    /** Those who wait for one must be told at the end, in the cache or evicted from it. */
    private final Set<Asking> underWay = ConcurrentHashMap.newKeySet();

    private final Semaphore refreshes = new Semaphore(MAX_REFRESHES);
    private volatile boolean closed;

    SessionCache(CredentialSettings settings) {
        this.settings = settings;
        this.clock = settings.clock();
        int ofRenewals = settings.assumeRoleRate() / 4;
        this.limit = new StsRateLimit(settings.assumeRoleRate() - ofRenewals, System::nanoTime);
        this.renewals = new StsRateLimit(ofRenewals, System::nanoTime);
        this.loader = new SessionLoader(settings, counters, limit);
        this.threads = new LoadThreads(settings.loadTimeout());
        this.sessions = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(clock.ticker())
                .scheduler(Scheduler.systemScheduler())
                .maximumWeight(settings.maximumSessions())
                // Asking weighs nothing: tenants that get no session push nobody out.
                .weigher((Tenant tenant, Outcome outcome) -> outcome instanceof Outcome.Given ? 1 : 0)
                .expireAfter(new UntilTheEnd())
                .buildAsync();
        this.failures = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(clock.ticker())
                .maximumSize(MAX_FAILURES)
                .expireAfterWrite(settings.failureBackoff())
                .build();
        this.owners = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(clock.ticker())
                .maximumSize(2L * settings.maximumSessions())
                .expireAfter(Expiry.<String, Owner>writing((key, owner) -> owner.lifetime()))
                .build();
    }

    /**
     * Whose a session is.
     *
     * @param tenant the narrowed tenant
     * @param lifetime how long that is remembered
     */
    private record Owner(Tenant tenant, Duration lifetime) {}

    /** The credentials of a narrowed tenant's session, now or when STS has given it; fails with a typed exception. */
    CompletableFuture<AwsCredentialsIdentity> find(Tenant tenant) {
        CompletableFuture<Outcome> present = sessions.getIfPresent(tenant);
        if (present != null && present.isDone()) {
            Session session = sessionOf(present.join());
            if (session != null && !clock.isPast(session.end())) {
                counters.hits.increment();
                refreshIfDue(tenant, present, session);
                return session.ready();
            }
            sessions.asMap().remove(tenant, present); // over by the other of the two clocks
        }
        counters.misses.increment();
        // On a thread of its own kind: what the caller does next must hold up neither STS's answers nor deadlines.
        return findOrLoad(tenant).thenApplyAsync(outcome -> credentialsOf(tenant, outcome), threads.handover());
    }

    /** Whether an access key id is that of a session of a narrowed tenant. */
    boolean isOf(String accessKeyId, Tenant tenant) {
        CompletableFuture<Outcome> present = sessions.getIfPresent(tenant);
        Session current = present != null && present.isDone() ? sessionOf(present.join()) : null;
        if (current != null && current.credentials().accessKeyId().equals(accessKeyId)) {
            return true;
        }
        Owner owner = owners.getIfPresent(accessKeyId);
        return owner != null && owner.tenant().equals(tenant);
    }

    /** Drops all sessions of a tenant and disowns the asking for them. */
    void evict(TenantId tenant) {
        evictions.incrementAndGet();
        for (Tenant key : sessions.asMap().keySet()) {
            if (key.id().equals(tenant)) {
                sessions.asMap().remove(key);
            }
        }
        // Last: asking that was disowned above leaves no memory of its failure after this.
        failures.asMap().keySet().removeIf(key -> key.id().equals(tenant));
    }

    TenantCredentialsMetrics metrics() {
        sessions.synchronous().cleanUp();
        return counters.snapshot(sessions.synchronous().estimatedSize());
    }

    @Override
    public void close() {
        closed = true;
        endAll();
        threads.close();
        endAll(); // those that came in between
        sessions.asMap().clear();
        failures.invalidateAll();
    }

    private void endAll() {
        for (Asking asking : underWay) {
            settle(asking, new Outcome.Failed(LoadFailures.closed(asking.tenant())));
        }
    }

    private static @Nullable Session sessionOf(Outcome outcome) {
        return outcome instanceof Outcome.Given given ? given.session() : null;
    }

    private AwsCredentialsIdentity credentialsOf(Tenant tenant, Outcome outcome) {
        if (outcome instanceof Outcome.Given given) {
            Session session = given.session();
            if (clock.isPast(session.end())) { // STS, or this machine, took so long
                Duration left = clock.until(session.end()).plus(settings.expiryMargin());
                throw new CompletionException(LoadFailures.expired(tenant, left, settings.expiryMargin()));
            }
            return session.credentials();
        }
        throw new CompletionException(((Outcome.Failed) outcome).failure().forAnotherCaller());
    }

    private CompletableFuture<Outcome> findOrLoad(Tenant tenant) {
        if (closed) {
            return failed(LoadFailures.closed(tenant));
        }
        TenantCredentialsException remembered = failures.getIfPresent(tenant);
        if (remembered != null) {
            counters.refusedFromMemory.increment();
            return failed(remembered);
        }
        Asking asking = new Asking(tenant, evictions.get());
        CompletableFuture<Outcome> other = sessions.asMap().putIfAbsent(tenant, asking.promise());
        if (other != null) {
            return other;
        }
        begin(asking);
        return asking.promise();
    }

    private static CompletableFuture<Outcome> failed(TenantCredentialsException failure) {
        return CompletableFuture.completedFuture(new Outcome.Failed(failure));
    }

    private void begin(Asking asking) {
        underWay.add(asking);
        Tenant tenant = asking.tenant();
        Duration patience = settings.loadTimeout().dividedBy(2);
        Optional<Duration> wait = limit.reserve(patience);
        if (wait.isEmpty()) {
            counters.rateLimited.increment();
            settle(asking, new Outcome.Failed(LoadFailures.rateLimited(tenant, settings.assumeRoleRate(), patience)));
            return;
        }
        counters.waitedNanos.add(wait.get().toNanos());
        try {
            threads.run(wait.get(), () -> settle(asking, load(asking)), () -> giveUp(asking));
        } catch (RejectedExecutionException shutDown) {
            settle(asking, new Outcome.Failed(LoadFailures.closed(tenant)));
        } catch (RuntimeException | Error noThread) {
            settle(asking, new Outcome.Failed(LoadFailures.noThread(tenant, noThread)));
        }
    }

    /** Only a few at once for a tenant: what hangs for one, and takes no notice of its deadline, must not take all threads. */
    private Outcome load(Asking asking) {
        Tenant tenant = asking.tenant();
        int loads = loading.merge(tenant, 1, Integer::sum);
        try {
            return loads > MAX_LOADS_OF_A_TENANT ? new Outcome.Failed(LoadFailures.stuck(tenant)) : loader.load(asking);
        } catch (RuntimeException | Error broken) {
            return new Outcome.Failed(LoadFailures.broken(tenant, broken));
        } finally {
            loading.computeIfPresent(tenant, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    private void giveUp(Asking asking) {
        if (!asking.isOver()) {
            settle(asking, loader.giveUp(asking, LoadFailures.late(asking.tenant(), threads.timeout())));
        }
    }

    /** Ends an asking, once. A failure leaves the cache, and all is counted, before anyone is told. */
    private void settle(Asking asking, Outcome outcome) {
        if (!asking.end()) {
            keepLate(asking, outcome);
            return;
        }
        underWay.remove(asking);
        Outcome owned = owned(asking.tenant(), outcome);
        if (owned instanceof Outcome.Failed failed) {
            asking.claimFailure();
            takeOut(asking, failed.failure());
        }
        count(owned);
        asking.promise().complete(owned);
    }

    /** A session that came after its deadline serves the next call, unless the tenant was evicted since it was asked for. */
    private void keepLate(Asking asking, Outcome outcome) {
        Tenant tenant = asking.tenant();
        if (closed
                || asking.evictions() != evictions.get()
                || !(owned(tenant, outcome) instanceof Outcome.Given given)) {
            return;
        }
        CompletableFuture<Outcome> late = CompletableFuture.completedFuture(given);
        if (sessions.asMap().putIfAbsent(tenant, late) == null) {
            count(given);
            failures.invalidate(tenant);
        }
        if (asking.evictions() != evictions.get()) {
            sessions.asMap().remove(tenant, late);
        }
    }

    /** Notes whose a session is; whatever goes wrong with that, those who wait are told. */
    private Outcome owned(Tenant tenant, Outcome outcome) {
        try {
            if (outcome instanceof Outcome.Given given) {
                own(tenant, given.session());
            }
            return outcome;
        } catch (RuntimeException | Error broken) {
            return new Outcome.Failed(LoadFailures.broken(tenant, broken));
        }
    }

    private void count(Outcome outcome) {
        (outcome instanceof Outcome.Given ? counters.started : counters.failures).increment();
    }

    private void own(Tenant tenant, Session session) {
        // As long as it lasts and a little more: a request signed at the very end is still on its way out.
        Duration lifetime =
                clock.until(session.end()).plus(settings.expiryMargin()).plus(settings.loadTimeout());
        owners.put(session.credentials().accessKeyId(), new Owner(tenant, lifetime));
    }

    /** Takes a promise out and remembers why, in one step; unless it was evicted, for then it tells of the time before. */
    @SuppressWarnings("ReferenceEquality") // a promise is itself and no other
    private void takeOut(Asking asking, TenantCredentialsException failure) {
        Tenant tenant = asking.tenant();
        sessions.asMap().computeIfPresent(tenant, (same, present) -> {
            if (present != asking.promise()) {
                return present;
            }
            if (isWorthRemembering(failure)) {
                failures.put(tenant, failure);
            }
            return null;
        });
    }

    private static boolean isWorthRemembering(TenantCredentialsException failure) {
        return failure.code() != ErrorCode.BUG
                && failure.code() != ErrorCode.CREDENTIALS_CLOSED
                && failure.code() != ErrorCode.STS_RATE_LIMITED;
    }

    /** Begins a refresh if one is due; the session at hand is good, whatever becomes of its successor. */
    private void refreshIfDue(Tenant tenant, CompletableFuture<Outcome> current, Session session) {
        if (!session.claimRefresh(clock)) {
            return;
        }
        if (!refreshes.tryAcquire()) {
            postpone(session);
            return;
        }
        // A refresh can wait, so it takes no place that a call without a session may want; but it has some of its own,
        // or a
        // crowd of new tenants would keep the sessions of known ones from being renewed.
        if (renewals.reserve(Duration.ZERO)
                .or(() -> limit.reserve(Duration.ZERO))
                .isEmpty()) {
            refreshes.release();
            counters.rateLimited.increment();
            postpone(session);
            return;
        }
        AtomicBoolean over = new AtomicBoolean();
        Asking asking = new Asking(tenant, evictions.get());
        counters.refreshes.increment();
        try {
            threads.run(
                    Duration.ZERO,
                    () -> endRefresh(tenant, current, session, load(asking), over),
                    () -> failRefresh(session, over));
        } catch (RuntimeException | Error noThread) {
            failRefresh(session, over);
        }
    }

    private void endRefresh(
            Tenant tenant, CompletableFuture<Outcome> current, Session old, Outcome outcome, AtomicBoolean over) {
        if (owned(tenant, outcome) instanceof Outcome.Given given) {
            // Before anyone is given it.
            count(given);
            // Unless the old one was evicted meanwhile: then this one is of the time before.
            sessions.asMap().replace(tenant, current, CompletableFuture.completedFuture(given));
            if (over.compareAndSet(false, true)) {
                refreshes.release();
            }
        } else {
            failRefresh(old, over);
        }
    }

    private void failRefresh(Session old, AtomicBoolean over) {
        if (over.compareAndSet(false, true)) {
            refreshes.release();
            postpone(old);
            counters.failures.increment();
        }
    }

    /** By up to a twentieth of what is left, or the back-off if that is more, and at least by half of it: all tenants come here at once. */
    private void postpone(Session session) {
        Duration left = clock.until(session.end()).dividedBy(20);
        Duration most = left.compareTo(settings.failureBackoff()) < 0 ? settings.failureBackoff() : left;
        long half = Math.max(1, most.toNanos() / 2);
        session.refreshAgainAt(clock.now()
                .plus(Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half))));
    }

    /**
     * Until the session's end on the ticker, by the moment that the cache counts from: the clock may move in between. The wall
     * clock is looked at when a session is handed out.
     */
    private static final class UntilTheEnd implements Expiry<Tenant, Outcome> {

        @Override
        public long expireAfterCreate(Tenant tenant, Outcome outcome, long now) {
            Session session = sessionOf(outcome);
            return session == null ? 0 : Math.max(0, session.end().ticks() - now);
        }

        @Override
        public long expireAfterUpdate(Tenant tenant, Outcome outcome, long now, long left) {
            return expireAfterCreate(tenant, outcome, now);
        }

        @Override
        public long expireAfterRead(Tenant tenant, Outcome outcome, long now, long left) {
            return left;
        }
    }
}
