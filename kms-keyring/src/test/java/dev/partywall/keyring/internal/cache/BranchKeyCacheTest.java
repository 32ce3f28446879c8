package dev.partywall.keyring.internal.cache;

import static dev.partywall.keyring.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.testing.LabClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
final class BranchKeyCacheTest {

    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration NEGATIVE_TTL = Duration.ofSeconds(5);

    /** Short for a load that hangs, and long enough that a pause of the machine does not fail one that does not. */
    private static final Duration SHORT_LOAD_TIMEOUT = Duration.ofSeconds(5);

    private static final Tenant ACME = Tenant.of("acme");
    private static final Tenant GLOBEX = Tenant.of("globex");

    private final LabClock clock = LabClock.create();
    private final ScriptedLoader loader = new ScriptedLoader();
    private BranchKeyCache cache = cache(Duration.ofMinutes(1), 1_000);

    private BranchKeyCache cache(Duration loadTimeout, int size) {
        return new BranchKeyCache(
                loader,
                new CacheSettings(TTL, NEGATIVE_TTL, loadTimeout, size, 100, CacheSettings.tickerOf(clock), clock));
    }

    @BeforeEach
    void timeStandsStill() {
        clock.freeze();
    }

    @AfterEach
    void everyKeyIsWipedOnceTheCacheIsClosed() {
        cache.close();
        eventually(() -> loader.handedOut().stream().allMatch(ScriptedLoader::isWiped));
        assertThat(loader.wrongTenantBound()).isEmpty();
    }

    private Lease active(Tenant tenant) {
        return cache.active(tenant, Session.of(tenant));
    }

    private String use(Tenant tenant) {
        try (Lease lease = active(tenant)) {
            assertThat(ScriptedLoader.isWiped(lease.key())).isFalse();
            return lease.key().version();
        }
    }

    @Nested
    final class Loading {

        @Test
        void active_usedAgain_loadsOnce() {
            String version = loader.create(ACME.id());

            assertThat(use(ACME)).isEqualTo(version);
            assertThat(use(ACME)).isEqualTo(version);

            assertThat(loader.loads(ACME.id())).isEqualTo(1);
            assertThat(cache.metrics().hits()).isEqualTo(1);
            assertThat(cache.metrics().misses()).isEqualTo(1);
            assertThat(cache.metrics().size()).isEqualTo(1);
        }

        @Test
        void version_isTheActiveOne_sharesTheLoad() {
            String version = loader.create(ACME.id());

            try (Lease lease = cache.version(ACME, Session.of(ACME), version)) {
                assertThat(lease.key().version()).isEqualTo(version);
            }
            use(ACME);

            assertThat(loader.loads(ACME.id())).isEqualTo(1);
        }

        @Test
        void version_isAnOldOne_loadsThatOneOnce() {
            loader.create(ACME.id());
            String old = "00000000-0000-4000-8000-000000000001";

            for (int i = 0; i < 3; i++) {
                try (Lease lease = cache.version(ACME, Session.of(ACME), old)) {
                    assertThat(lease.key().version()).isEqualTo(old);
                }
            }

            assertThat(loader.loads(ACME.id())).isEqualTo(2);
        }

        @Test
        void active_256ThreadsOnAColdTenant_loadOnce() throws Exception {
            String version = loader.create(ACME.id());
            CountDownLatch gate = loader.hold(ACME.id());

            List<String> versions = together(256, () -> use(ACME), gate::countDown);

            assertThat(versions).hasSize(256).containsOnly(version);
            assertThat(loader.loads(ACME.id())).isEqualTo(1);
        }

        @Test
        void active_256ThreadsOnAnExpiredTenant_loadOnceMore() throws Exception {
            loader.create(ACME.id());
            use(ACME);
            clock.advance(TTL);
            CountDownLatch gate = loader.hold(ACME.id());

            together(256, () -> use(ACME), gate::countDown);

            assertThat(loader.loads(ACME.id())).isEqualTo(2);
        }

        @Test
        void active_failedLoad_isEveryWaitersFailureAndIsNotKept() throws Exception {
            loader.create(ACME.id());
            loader.fail(ACME.id(), ErrorCode.KEY_SERVICE_THROTTLED);
            CountDownLatch gate = loader.hold(ACME.id());

            List<ErrorCode> codes = together(32, () -> codeOf(() -> active(ACME)), () -> {
                eventually(() -> cache.metrics().misses() == 32);
                gate.countDown();
            });

            assertThat(codes).containsOnly(ErrorCode.KEY_SERVICE_THROTTLED);
            assertThat(loader.loads(ACME.id())).isEqualTo(1);
            loader.mend(ACME.id());
            loader.letGo(ACME.id());
            assertThat(use(ACME)).isNotEmpty();
        }
    }

    @Nested
    final class Expiry {

        @Test
        void active_atTheEndOfItsTimeToLive_isLoadedAgainAndTheOldKeyWiped() {
            loader.create(ACME.id());
            use(ACME);
            clock.advance(TTL);

            use(ACME);

            assertThat(loader.loads(ACME.id())).isEqualTo(2);
            eventually(() -> ScriptedLoader.isWiped(loader.handedOut().get(0)));
        }

        @Test
        void active_aMomentBeforeTheEnd_isServedThoughTheKeyStoreFails() {
            loader.create(ACME.id());
            use(ACME);
            loader.fail(ACME.id(), ErrorCode.KEY_SERVICE_THROTTLED);
            clock.advance(TTL.minusNanos(1));

            assertThat(use(ACME)).isNotEmpty();
        }

        @Test
        void active_sessionEndsBeforeTheTimeToLive_isNotServedPastIt() {
            loader.create(ACME.id());
            Session session = new Session(
                    Map.of(), "AKIDEXAMPLE", Optional.of(clock.instant().plusSeconds(60)));
            cache.active(ACME, session).close();
            clock.advance(Duration.ofSeconds(59));
            cache.active(ACME, session).close();
            clock.advance(Duration.ofSeconds(1));

            assertThat(codeOf(() -> cache.active(ACME, session))).isEqualTo(ErrorCode.KEY_ACCESS_DENIED);
            cache.active(ACME, new Session(Map.of(), "AKIDRENEWED", Optional.empty()))
                    .close();
            assertThat(loader.handedOut()).hasSizeGreaterThanOrEqualTo(2);
        }

        @Test
        void active_expiredSession_isRefusedBeforeAnyLoad() {
            loader.create(ACME.id());
            Session over = new Session(Map.of(), "AKIDEXAMPLE", Optional.of(clock.instant()));

            assertThat(codeOf(() -> cache.active(ACME, over))).isEqualTo(ErrorCode.KEY_ACCESS_DENIED);
            assertThat(loader.loads(ACME.id())).isZero();
        }
    }

    @Nested
    final class Scope {

        @Test
        void active_anotherAccessKey_isLoadedUnderItsOwnAuthority() {
            loader.create(ACME.id());
            cache.active(ACME, new Session(Map.of(), "AKIDONE", Optional.empty()))
                    .close();
            loader.fail(ACME.id(), ErrorCode.KEY_ACCESS_DENIED);

            ErrorCode code = codeOf(() -> cache.active(ACME, new Session(Map.of(), "AKIDTWO", Optional.empty())));

            assertThat(code).isEqualTo(ErrorCode.KEY_ACCESS_DENIED);
        }

        @Test
        void active_otherAttributes_isLoadedUnderItsOwnAuthority() {
            loader.create(ACME.id());
            use(ACME);
            loader.fail(ACME.id(), ErrorCode.KEY_ACCESS_DENIED);

            assertThat(codeOf(() -> active(ACME.withAttribute("tier", "free")))).isEqualTo(ErrorCode.KEY_ACCESS_DENIED);
        }
    }

    @Nested
    final class Refreshing {

        @Test
        void active_lateInItsLife_isServedAtOnceAndRefreshedAside() {
            loader.create(ACME.id());
            use(ACME);
            clock.advance(TTL.multipliedBy(9).dividedBy(10));
            CountDownLatch gate = loader.hold(ACME.id());

            String served = use(ACME);
            gate.countDown();

            assertThat(served).isNotEmpty();
            eventually(() -> loader.handedOut().size() == 2
                    && ScriptedLoader.isWiped(loader.handedOut().get(0)));
            clock.advance(TTL.dividedBy(2));
            use(ACME);
            assertThat(loader.loads(ACME.id()))
                    .as("the fresh key has a life of its own")
                    .isEqualTo(2);
            assertThat(cache.metrics().refreshes()).isEqualTo(1);
        }

        @Test
        void active_refreshUnderWay_isNotBegunTwice() throws Exception {
            loader.create(ACME.id());
            use(ACME);
            clock.advance(TTL.multipliedBy(9).dividedBy(10));
            CountDownLatch gate = loader.hold(ACME.id());

            together(64, () -> use(ACME), () -> {});
            gate.countDown();

            eventually(() -> loader.handedOut().size() == 2);
            assertThat(loader.loads(ACME.id())).isEqualTo(2);
        }

        @Test
        void active_refreshIsDenied_endsTheOldKeyBeforeItsTime() {
            loader.create(ACME.id());
            use(ACME);
            loader.fail(ACME.id(), ErrorCode.KEY_ACCESS_DENIED);
            clock.advance(TTL.multipliedBy(9).dividedBy(10));

            use(ACME);

            eventually(() -> ScriptedLoader.isWiped(loader.handedOut().get(0)));
            assertThat(codeOf(() -> active(ACME))).isEqualTo(ErrorCode.KEY_ACCESS_DENIED);
        }

        @Test
        void active_refreshIsThrottled_keepsTheOldKeyAndTriesAgainLater() {
            loader.create(ACME.id());
            use(ACME);
            loader.fail(ACME.id(), ErrorCode.KEY_SERVICE_THROTTLED);
            clock.advance(TTL.multipliedBy(86).dividedBy(100));
            use(ACME);
            eventually(() -> cache.metrics().loadFailures() == 1);
            loader.mend(ACME.id());
            clock.advance(TTL.dividedBy(10));

            eventually(() -> {
                use(ACME);
                return loader.handedOut().size() == 2;
            });
        }

        @Test
        void evict_duringARefresh_theRefreshedKeyDoesNotComeBack() {
            loader.create(ACME.id());
            use(ACME);
            clock.advance(TTL.multipliedBy(9).dividedBy(10));
            CountDownLatch gate = loader.hold(ACME.id());
            use(ACME);
            eventually(() -> loader.loads(ACME.id()) == 2);

            cache.evict(ACME.id());
            gate.countDown();

            eventually(() -> loader.handedOut().size() == 2
                    && loader.handedOut().stream().allMatch(ScriptedLoader::isWiped));
            assertThat(cache.metrics().size()).isZero();
        }
    }

    @Nested
    final class Evicting {

        @Test
        void evict_cachedKey_isWipedBeforeItReturns() {
            loader.create(ACME.id());
            use(ACME);

            cache.evict(ACME.id());

            assertThat(loader.handedOut()).hasSize(1).allMatch(ScriptedLoader::isWiped);
        }

        @Test
        void evict_keyInUse_isWipedWhenTheUseEnds() {
            loader.create(ACME.id());
            Lease lease = active(ACME);

            cache.evict(ACME.id());

            assertThat(ScriptedLoader.isWiped(lease.key())).isFalse();
            lease.close();
            assertThat(ScriptedLoader.isWiped(lease.key())).isTrue();
        }

        @Test
        void evict_otherTenant_staysCached() {
            loader.create(ACME.id());
            loader.create(GLOBEX.id());
            use(ACME);
            use(GLOBEX);

            cache.evict(ACME.id());
            use(GLOBEX);

            assertThat(loader.loads(GLOBEX.id())).isEqualTo(1);
        }

        @Test
        void evict_loadUnderWay_isNotJoinedByOperationsThatStartAfter() throws Exception {
            loader.create(ACME.id());
            CountDownLatch gate = loader.hold(ACME.id());
            ExecutorService other = Executors.newSingleThreadExecutor();
            Future<String> before = other.submit(() -> use(ACME));
            eventually(() -> loader.loads(ACME.id()) == 1);

            cache.evict(ACME.id());
            loader.hold(ACME.id()).countDown();
            loader.fail(ACME.id(), ErrorCode.KEY_ACCESS_DENIED);

            assertThat(codeOf(() -> active(ACME))).isEqualTo(ErrorCode.KEY_ACCESS_DENIED);
            gate.countDown();
            assertThat(codeOf(() -> active(ACME)))
                    .as("nor do they find its key")
                    .isEqualTo(ErrorCode.KEY_ACCESS_DENIED);
            assertThatThrownBy(before::get).hasCauseInstanceOf(KeyUnavailableException.class);
            other.shutdown();
        }

        @Test
        void evict_clearsWhatIsRememberedAsMissing() {
            assertThat(codeOf(() -> active(ACME))).isEqualTo(ErrorCode.BRANCH_KEY_MISSING);
            loader.create(ACME.id());

            cache.evict(ACME.id());

            assertThat(use(ACME)).isNotEmpty();
        }

        @Test
        void evict_loadUnderWayThatThenFails_isNotRemembered() throws Exception {
            CountDownLatch gate = loader.hold(ACME.id());
            ExecutorService other = Executors.newSingleThreadExecutor();
            Future<ErrorCode> before = other.submit(() -> codeOf(() -> active(ACME)));
            eventually(() -> loader.loads(ACME.id()) == 1);

            cache.evict(ACME.id());
            gate.countDown();

            assertThat(before.get()).isEqualTo(ErrorCode.BRANCH_KEY_MISSING);
            loader.create(ACME.id());
            assertThat(use(ACME)).isNotEmpty();
            other.shutdown();
        }

        @Test
        void active_moreTenantsThanFit_dropsAndWipesSome() {
            cache.close();
            cache = cache(Duration.ofSeconds(30), 10);
            for (int i = 0; i < 100; i++) {
                Tenant tenant = Tenant.of("t" + i);
                loader.create(tenant.id());
                use(tenant);
            }

            assertThat(cache.metrics().size()).isLessThanOrEqualTo(10);
            assertThat(loader.handedOut().stream()
                            .filter(ScriptedLoader::isWiped)
                            .count())
                    .isGreaterThanOrEqualTo(90);
        }

        @Test
        void close_waitingOperation_failsAtOnce() throws Exception {
            loader.create(ACME.id());
            CountDownLatch gate = loader.hold(ACME.id());
            ExecutorService other = Executors.newSingleThreadExecutor();
            Future<ErrorCode> waiting = other.submit(() -> codeOf(() -> active(ACME)));
            eventually(() -> loader.loads(ACME.id()) == 1);

            cache.close();

            assertThat(waiting.get(60, TimeUnit.SECONDS))
                    .isIn(ErrorCode.KEYRING_CLOSED, ErrorCode.KEY_SERVICE_UNAVAILABLE);
            assertThat(codeOf(() -> active(ACME))).isEqualTo(ErrorCode.KEYRING_CLOSED);
            gate.countDown();
            other.shutdown();
        }
    }

    @Nested
    final class Remembering {

        @Test
        void active_missingTenant_isRefusedFromMemoryForAWhile() {
            for (int i = 0; i < 100; i++) {
                assertThat(codeOf(() -> active(ACME))).isEqualTo(ErrorCode.BRANCH_KEY_MISSING);
            }
            assertThat(loader.loads(ACME.id())).isEqualTo(1);
            assertThat(cache.metrics().refusedFromMemory()).isEqualTo(99);

            loader.create(ACME.id());
            clock.advance(NEGATIVE_TTL);
            assertThat(use(ACME)).isNotEmpty();
        }

        @Test
        void version_unknown_isRefusedFromMemoryForAWhile() {
            loader.create(ACME.id());
            String forged = "ffffffff-0000-4000-8000-000000000001";

            for (int i = 0; i < 100; i++) {
                assertThat(codeOf(() -> cache.version(ACME, Session.of(ACME), forged)))
                        .isEqualTo(ErrorCode.BRANCH_KEY_VERSION_UNKNOWN);
            }

            assertThat(loader.loads(ACME.id())).isEqualTo(2);
        }

        @Test
        void active_floodOfUnknownTenants_pushesNoKnownOneOut() {
            cache.close();
            cache = cache(Duration.ofSeconds(30), 10);
            loader.create(ACME.id());
            use(ACME);

            for (int i = 0; i < 1_000; i++) {
                Tenant unknown = Tenant.of("unknown-" + i);
                codeOf(() -> active(unknown));
            }
            use(ACME);

            assertThat(loader.loads(ACME.id())).isEqualTo(1);
        }
    }

    @Nested
    final class Breaking {

        @Test
        void active_loaderThrowsAnError_failsAtOnceAndIsNotRemembered() {
            loader.create(ACME.id());
            loader.breakWith(ACME.id(), new NoClassDefFoundError("planted"));

            assertThatThrownBy(() -> active(ACME))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BUG))
                    .hasCauseInstanceOf(NoClassDefFoundError.class);

            loader.mend(ACME.id());
            assertThat(use(ACME)).isNotEmpty();
        }

        @Test
        void active_refreshBreaks_keepsTheKeyAtHand() {
            loader.create(ACME.id());
            use(ACME);
            loader.breakWith(ACME.id(), new NoClassDefFoundError("planted"));
            clock.advance(TTL.multipliedBy(9).dividedBy(10));

            use(ACME);
            eventually(() -> cache.metrics().loadFailures() == 1);

            assertThat(use(ACME)).isNotEmpty();
        }

        @Test
        void active_moreRefreshesHangThanThereArePermits_permitsComeBack() {
            cache.close();
            cache = cache(SHORT_LOAD_TIMEOUT, 1_000);
            List<Tenant> tenants = new ArrayList<>();
            for (int i = 0; i < 70; i++) {
                Tenant tenant = Tenant.of("r" + i);
                tenants.add(tenant);
                loader.create(tenant.id());
                use(tenant);
            }
            loader.create(ACME.id());
            use(ACME);
            clock.advance(TTL.multipliedBy(86).dividedBy(100));
            tenants.forEach(tenant -> loader.hold(tenant.id()));
            tenants.forEach(BranchKeyCacheTest.this::use);
            eventually(() -> cache.metrics().loadFailures() >= 64);

            use(ACME);

            eventually(() -> loader.loads(ACME.id()) == 2);
            tenants.forEach(tenant -> loader.letGo(tenant.id()));
        }

        @Test
        void load_onAnyThread_inheritsNothingOfTheCallers() {
            InheritableThreadLocal<String> callers = new InheritableThreadLocal<>();
            callers.set("acme's");
            List<String> seen = new ArrayList<>();
            BranchKeyCache watched = new BranchKeyCache(
                    new BranchKeyLoader() {
                        @Override
                        public BranchKey loadActive(TenantId tenant) {
                            seen.add(String.valueOf(callers.get()));
                            return new BranchKey(tenant, "v", new byte[BranchKey.LENGTH]);
                        }

                        @Override
                        public BranchKey loadVersion(TenantId tenant, String version) {
                            throw new AssertionError();
                        }
                    },
                    new CacheSettings(TTL, TTL, TTL, 10, 10, CacheSettings.tickerOf(clock), clock));

            watched.active(ACME, Session.of(ACME)).close();
            watched.close();

            assertThat(seen).containsExactly("null");
            callers.remove();
        }
    }

    @Nested
    final class Hanging {

        @Test
        void active_loadHangs_failsAtTheDeadlineAndTheNextOperationTriesAgain() {
            cache.close();
            cache = cache(SHORT_LOAD_TIMEOUT, 10);
            loader.create(ACME.id());
            loader.hold(ACME.id());

            assertThatThrownBy(() -> active(ACME)).isInstanceOfSatisfying(KeyUnavailableException.class, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.KEY_SERVICE_UNAVAILABLE);
                assertThat(failure.isRetryable()).isTrue();
                assertThat(failure).hasMessageContaining("acme").hasMessageContaining("loadTimeout");
            });

            loader.letGo(ACME.id());
            assertThat(use(ACME)).isNotEmpty();
        }

        @Test
        void active_otherTenantsHang_waitsForNoneOfThem() throws Exception {
            int hanging = 200;
            ExecutorService stuck = Executors.newFixedThreadPool(hanging);
            List<Tenant> tenants = new ArrayList<>();
            for (int i = 0; i < hanging; i++) {
                Tenant tenant = Tenant.of("hung-" + i);
                tenants.add(tenant);
                loader.create(tenant.id());
                loader.hold(tenant.id());
                stuck.execute(() -> active(tenant).close());
            }
            eventually(() -> tenants.stream().allMatch(tenant -> loader.loads(tenant.id()) == 1));
            loader.create(ACME.id());

            assertThat(use(ACME)).isNotEmpty();

            tenants.forEach(tenant -> loader.letGo(tenant.id()));
            stuck.shutdown();
            assertThat(stuck.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static ErrorCode codeOf(Callable<Lease> operation) {
        try (Lease lease = operation.call()) {
            throw new AssertionError("opened " + lease.key());
        } catch (KeyUnavailableException failure) {
            return failure.code();
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    /** Runs the same work on many threads; all are under way before {@code once} runs. */
    private <T> List<T> together(int threads, Callable<T> work, Runnable once) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch started = new CountDownLatch(threads);
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            futures.add(pool.submit(() -> {
                started.countDown();
                return work.call();
            }));
        }
        started.await();
        once.run();
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get(60, TimeUnit.SECONDS));
        }
        pool.shutdown();
        return results;
    }
}
