package dev.partywall.keyring.internal.cache;

import static dev.partywall.keyring.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.testing.LabClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens between two steps of the cache: time passes, another thread overtakes, a clock breaks. */
@Timeout(240)
final class BranchKeyCacheRaceTest {

    private static final Duration TTL = Duration.ofMinutes(5);
    private static final int QUOTA = 100;

    /** Short for what hangs, and long enough that a pause of the machine does not fail what does not. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    private static final Tenant ACME = Tenant.of("acme");
    private static final Tenant GLOBEX = Tenant.of("globex");

    private final LabClock clock = LabClock.create();
    private final ScriptedLoader loader = new ScriptedLoader();
    private final PlannedMoments moments = new PlannedMoments();
    private final ExecutorService others = Executors.newCachedThreadPool();
    private BranchKeyCache cache = cache(Duration.ofMinutes(2), QUOTA);

    private BranchKeyCache cache(Duration loadTimeout, int quota) {
        return new BranchKeyCache(
                loader,
                new CacheSettings(
                        TTL,
                        Duration.ofSeconds(5),
                        loadTimeout,
                        1_000,
                        quota,
                        moments.ticker(CacheSettings.tickerOf(clock)),
                        moments.clock(clock)));
    }

    private void rebuild(Duration loadTimeout, int quota) {
        cache.close();
        cache = cache(loadTimeout, quota);
    }

    @BeforeEach
    void begin() {
        clock.freeze();
        loader.create(ACME.id());
        loader.create(GLOBEX.id());
    }

    @AfterEach
    void everyPlanWasRunAndEveryKeyIsWiped() {
        cache.close();
        others.shutdown();
        assertThat(moments.arePast()).isTrue();
        eventually(() -> loader.handedOut().stream().allMatch(ScriptedLoader::isWiped));
    }

    private static Session session(String accessKeyId) {
        return new Session(Map.of(), accessKeyId, Optional.empty());
    }

    private Session endingIn(Duration left) {
        return new Session(Map.of(), "AKIDENDING", Optional.of(clock.instant().plus(left)));
    }

    private Lease active(Tenant tenant) {
        return cache.active(tenant, Session.of(tenant));
    }

    private void use(Tenant tenant) {
        active(tenant).close();
    }

    private static ErrorCode codeOf(Lease lease) {
        lease.close();
        throw new AssertionError("opened " + lease.key());
    }

    private ErrorCode refusal(Tenant tenant, Session session) {
        try {
            return codeOf(cache.active(tenant, session));
        } catch (KeyUnavailableException failure) {
            return failure.code();
        }
    }

    private boolean isWiped(int key) {
        return ScriptedLoader.isWiped(loader.handedOut().get(key));
    }

    private void becomeDue() {
        clock.advance(TTL.multipliedBy(86).dividedBy(100));
    }

    @Nested
    final class WhileAKeyIsWaitedFor {

        @Test
        void active_sessionEnds_isRefused() throws Exception {
            Session ending = endingIn(Duration.ofSeconds(60));
            CountDownLatch gate = loader.hold(ACME.id());
            Future<ErrorCode> waiting = others.submit(() -> refusal(ACME, ending));
            eventually(() -> loader.loads(ACME.id()) == 1);

            clock.advance(Duration.ofSeconds(61));
            gate.countDown();

            assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(ErrorCode.KEY_ACCESS_DENIED);
        }

        /** Another operation loads the key just before this one finds its place, and then the key's time is over. */
        @Test
        void active_keyThatAnotherLoadedExpires_isLoadedAgain() {
            Session session = endingIn(Duration.ofHours(1));
            moments.inside(
                    BranchKeyCache.class,
                    "leaseLoaded",
                    () -> cache.active(ACME, session).close());
            moments.inside(BranchKeyCache.class, "leaseHeld", () -> clock.advance(TTL));

            cache.active(ACME, session).close();

            assertThat(loader.loads(ACME.id())).isEqualTo(2);
        }

        @Test
        void active_slowLoad_countsTheTimeToLiveFromWhenAwsWasAsked() throws Exception {
            CountDownLatch gate = loader.hold(ACME.id());
            Future<?> waiting = others.submit(() -> use(ACME));
            eventually(() -> loader.loads(ACME.id()) == 1);
            clock.advance(TTL.minusSeconds(60));
            gate.countDown();
            waiting.get(60, TimeUnit.SECONDS);

            clock.advance(Duration.ofSeconds(60));
            use(ACME);

            assertThat(loader.loads(ACME.id())).isEqualTo(2);
        }

        @Test
        void active_slowRefresh_countsTheTimeToLiveFromWhenAwsWasAsked() {
            use(ACME);
            becomeDue();
            CountDownLatch gate = loader.hold(ACME.id());
            use(ACME);
            eventually(() -> loader.loads(ACME.id()) == 2);
            clock.advance(TTL.minusSeconds(60));
            gate.countDown();
            eventually(() -> loader.handedOut().size() == 2 && isWiped(0));

            clock.advance(Duration.ofSeconds(60));
            use(ACME);

            assertThat(loader.loads(ACME.id())).isEqualTo(3);
        }

        /** Its tenant's other operations could push the key out before those who waited have their leases. */
        @Test
        void active_keyArrives_keepsItsPlaceUntilThoseWhoWaitHaveIt() throws Exception {
            CountDownLatch gate = loader.hold(ACME.id());
            Future<?> waiting = others.submit(() -> use(ACME));
            eventually(() -> loader.loads(ACME.id()) == 1);
            TenantSlots.Admission place =
                    cache.findOrLoad(ACME, new CacheKey(ACME.id(), Session.of(ACME), CacheKey.ACTIVE));
            AtomicBoolean loading = new AtomicBoolean();
            Load load = Objects.requireNonNull(place.load());
            Slot slot = Objects.requireNonNull(place.slot());
            var told = load.arrival().thenAccept(arrived -> loading.set(slot.load() != null));

            gate.countDown();
            told.get(60, TimeUnit.SECONDS);
            waiting.get(60, TimeUnit.SECONDS);

            assertThat(loading).isTrue();
            assertThat(slot.load()).isNull();
        }

        @Test
        void active_slowLoad_isNotTheIdlestWhenItArrives() throws Exception {
            rebuild(Duration.ofMinutes(2), 3);
            CountDownLatch gate = loader.hold(ACME.id());
            Future<?> slow =
                    others.submit(() -> cache.active(ACME, session("SLOW")).close());
            eventually(() -> loader.loads(ACME.id()) == 1);
            loader.letGoLater(ACME.id());
            for (String quick : List.of("QUICK-1", "QUICK-2")) {
                clock.advance(Duration.ofSeconds(5));
                cache.active(ACME, session(quick)).close();
            }
            clock.advance(Duration.ofSeconds(5));
            gate.countDown();
            slow.get(60, TimeUnit.SECONDS);

            cache.active(ACME, session("ONE-TOO-MANY")).close();
            cache.active(ACME, session("SLOW")).close();

            assertThat(loader.loads(ACME.id())).isEqualTo(4);
        }
    }

    @Nested
    final class RefreshPastItsDeadline {

        @BeforeEach
        void deaf() {
            rebuild(SHORT, QUOTA);
            use(ACME);
            becomeDue();
            loader.holdDeaf(ACME.id());
            use(ACME);
            eventually(() -> cache.metrics().loadFailures() == 1);
        }

        @Test
        void active_itsKey_isNotUsed() {
            loader.letGo(ACME.id());

            eventually(() -> loader.handedOut().size() == 2 && (isWiped(0) || isWiped(1)));
            assertThat(isWiped(1)).isTrue();
            assertThat(isWiped(0)).isFalse();
        }

        @Test
        void active_itsDenial_endsTheKey() {
            loader.fail(ACME.id(), ErrorCode.KEY_ACCESS_DENIED);
            loader.letGo(ACME.id());

            eventually(() -> isWiped(0));
            assertThat(refusal(ACME, Session.of(ACME))).isEqualTo(ErrorCode.KEY_ACCESS_DENIED);
        }

        /** The one that hung was asked before the denial, and comes after it began. */
        @Test
        void active_itsKeyWhileTheNextIsDenied_doesNotDefeatTheDenial() {
            CountDownLatch first = loader.letGoLater(ACME.id());
            CountDownLatch second = loader.hold(ACME.id());
            clock.advance(TTL.dividedBy(20));
            use(ACME);
            eventually(() -> loader.loads(ACME.id()) == 3);
            first.countDown();
            eventually(() -> loader.handedOut().size() == 2 && (isWiped(0) || isWiped(1)));

            loader.fail(ACME.id(), ErrorCode.KEY_ACCESS_DENIED);
            second.countDown();

            eventually(() -> cache.count(ACME.id()) == 0);
            assertThat(refusal(ACME, Session.of(ACME))).isEqualTo(ErrorCode.KEY_ACCESS_DENIED);
        }
    }

    @Nested
    final class Counting {

        /** The load's thread stops before it counts its key; a refresh brings the next and counts that first. */
        @Test
        void active_refreshOvertakesTheLoad_countsTheKeyThatIsHeld() throws Exception {
            CountDownLatch stopped = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            moments.inside(ResidentKeys.class, "put", () -> {
                stopped.countDown();
                await(goOn);
            });
            Future<?> first = others.submit(() -> use(ACME));
            stopped.await();
            becomeDue();
            use(ACME);
            eventually(() -> cache.residents() == 1);
            goOn.countDown();
            first.get(60, TimeUnit.SECONDS);
            assertThat(isWiped(0)).isTrue();

            clock.advance(TTL.dividedBy(5));

            assertThat(cache.residents()).as("the first would be over").isEqualTo(1);
            assertThat(cache.metrics().size()).isEqualTo(1);
            assertThat(isWiped(1)).isFalse();
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Nested
    final class Breaking {

        @BeforeEach
        void soon() {
            rebuild(SHORT, QUOTA);
        }

        @Test
        void active_whatIsMissingCannotBeRemembered_failsAtOnceAndLeavesNoPlace() {
            loader.fail(ACME.id(), ErrorCode.BRANCH_KEY_MISSING);
            moments.breakInside(Absences.class, "remember");

            assertThat(refusal(ACME, Session.of(ACME))).isEqualTo(ErrorCode.BRANCH_KEY_MISSING);
            assertThat(cache.count(ACME.id())).isZero();
            loader.mend(ACME.id());
            use(ACME);
        }

        @Test
        void active_denialOfARefreshCannotBeRemembered_overwritesTheKeyAllTheSame() {
            use(ACME);
            becomeDue();
            loader.fail(ACME.id(), ErrorCode.KEY_ACCESS_DENIED);
            moments.breakInside(Absences.class, "remember");

            use(ACME);

            eventually(() -> isWiped(0));
            eventually(() -> cache.residents() == 0);
            assertThat(cache.count(ACME.id())).isZero();
        }

        @Test
        void active_keyCannotBeCounted_isServedAndNotKept() throws Exception {
            moments.breakInside(ResidentKeys.class, "put");
            CountDownLatch gate = loader.hold(ACME.id());
            Thread waiting = new Thread(() -> use(ACME));
            waiting.start();
            eventually(() -> loader.loads(ACME.id()) == 1 && waiting.getState() == Thread.State.TIMED_WAITING);

            gate.countDown();
            waiting.join();

            assertThat(loader.loads(ACME.id())).as("served at once").isEqualTo(1);
            assertThat(cache.count(ACME.id())).isZero();
            assertThat(isWiped(0)).isTrue();
            use(ACME);
            assertThat(loader.loads(ACME.id())).isEqualTo(2);
        }

        @Test
        void active_keyCannotBeGivenALife_isOverwrittenAndAskedForAgain() {
            moments.breakInside(Lifetimes.class, "loaded");

            assertThat(refusal(ACME, Session.of(ACME))).isEqualTo(ErrorCode.BUG);

            assertThat(isWiped(0)).isTrue();
            use(ACME);
        }

        @Test
        void active_boundCannotBeToldOfAUse_givesTheLeaseBack() {
            use(ACME);
            clock.advance(TTL.dividedBy(100));
            moments.breakInside(ResidentKeys.class, "touch");

            assertThatThrownBy(() -> use(ACME)).hasMessage("planted");

            cache.evict(ACME.id());
            assertThat(isWiped(0)).isTrue();
        }

        /** Each reading of the ticker in turn fails, of all that one tenant's operations, loads and eviction make. */
        @Test
        void evict_anyReadingOfTheClockFailed_leavesNoLoadThatHangsAndNoKey() {
            boolean failed = true;
            for (int reading = 1; failed; reading++) {
                FailingTicker ticker = new FailingTicker(reading);
                BranchKeyCache broken = new BranchKeyCache(
                        loader, new CacheSettings(TTL, Duration.ofSeconds(5), SHORT, 100, 2, ticker, clock));
                workOn(broken);
                tryTo(() -> broken.evict(ACME.id()));
                failed = ticker.hasFailed();
                eventually(() -> loader.handedOut().stream().allMatch(ScriptedLoader::isWiped));
                broken.active(ACME, session("AFTER")).close();
                broken.close();
                eventually(() -> loader.handedOut().stream().allMatch(ScriptedLoader::isWiped));
            }
        }

        /** Loads, hits, one that is pushed out, a refresh, an absence. */
        private void workOn(BranchKeyCache broken) {
            Duration[] steps = {
                Duration.ZERO, TTL.dividedBy(100), TTL.multipliedBy(85).dividedBy(100)
            };
            for (Duration step : steps) {
                clock.advance(step);
                for (String accessKeyId : List.of("ONE", "TWO", "TWO", "THREE", "THREE")) {
                    tryTo(() -> broken.active(ACME, session(accessKeyId)).close());
                }
            }
            tryTo(() -> broken.version(ACME, session("THREE"), "ffffffff-0000-4000-8000-000000000001")
                    .close());
        }

        private void tryTo(Runnable work) {
            try {
                work.run();
            } catch (KeyUnavailableException failure) {
                assertThat(failure.code())
                        .as("nobody waits for the loadTimeout")
                        .isNotEqualTo(ErrorCode.KEY_SERVICE_UNAVAILABLE);
            } catch (IllegalStateException planted) {
                assertThat(planted).hasMessage("planted");
            }
        }

        private final class FailingTicker implements Ticker {

            private final AtomicInteger left;

            FailingTicker(int reading) {
                left = new AtomicInteger(reading);
            }

            /** Whether it has; if not, it will not any more. */
            boolean hasFailed() {
                return left.getAndSet(0) <= 0;
            }

            @Override
            public long read() {
                if (left.decrementAndGet() == 0) {
                    throw new IllegalStateException("planted");
                }
                return CacheSettings.tickerOf(clock).read();
            }
        }
    }

    @Nested
    final class ManyRefreshesOfOneTenant {

        @Test
        void active_allOfThemHang_leavePermitsToTheOthers() {
            List<Session> sessions = new ArrayList<>();
            for (int i = 0; i < QUOTA; i++) {
                sessions.add(session("AKID" + i));
            }
            sessions.forEach(session -> cache.active(ACME, session).close());
            use(GLOBEX);
            becomeDue();
            CountDownLatch gate = loader.hold(ACME.id());
            sessions.forEach(session -> cache.active(ACME, session).close());

            use(GLOBEX);

            eventually(() -> loader.loads(GLOBEX.id()) == 2);
            assertThat(cache.metrics().refreshes()).isEqualTo(8 + 1);
            gate.countDown();
        }

        @Test
        void active_sessionThatEndsSoon_isNotRefreshedForNothing() {
            Session ending = endingIn(TTL.minusSeconds(1));
            cache.active(ACME, ending).close();
            clock.advance(TTL.minusSeconds(2));

            cache.active(ACME, ending).close();

            assertThat(cache.metrics().refreshes()).isZero();
        }
    }

    @Nested
    final class Mistaking {

        @Test
        void active_loaderBringsAnotherTenantsKey_isRefused() {
            assertRefused(GLOBEX, "v", CacheKey.ACTIVE);
        }

        @Test
        void version_loaderBringsAnotherVersion_isRefused() {
            assertRefused(ACME, "another", "asked-for");
        }

        private void assertRefused(Tenant owner, String brought, String asked) {
            List<BranchKey> keys = new ArrayList<>();
            BranchKeyLoader mistaken = new BranchKeyLoader() {
                @Override
                public BranchKey loadActive(TenantId tenant) {
                    return asked.equals(CacheKey.ACTIVE) ? loadVersion(tenant, brought) : loader.loadActive(tenant);
                }

                @Override
                public BranchKey loadVersion(TenantId tenant, String version) {
                    byte[] bytes = new byte[BranchKey.LENGTH];
                    bytes[0] = 1;
                    keys.add(new BranchKey(owner.id(), brought, bytes));
                    return keys.get(0);
                }
            };
            try (BranchKeyCache mistaking = new BranchKeyCache(
                    mistaken, new CacheSettings(TTL, TTL, SHORT, 10, 10, CacheSettings.tickerOf(clock), clock))) {
                assertThatThrownBy(() -> ask(mistaking, asked))
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BUG))
                        .hasCauseInstanceOf(IllegalStateException.class);
                assertThat(keys).hasSize(1).allMatch(ScriptedLoader::isWiped);
            }
        }

        private static void ask(BranchKeyCache mistaking, String asked) {
            Session session = Session.of(ACME);
            Lease lease = asked.equals(CacheKey.ACTIVE)
                    ? mistaking.active(ACME, session)
                    : mistaking.version(ACME, session, asked);
            lease.close();
        }

        @Test
        void close_leaseTwice_endsNoOthersLease() {
            Lease twice = active(ACME);
            Lease other = active(ACME);
            cache.evict(ACME.id());

            twice.close();
            twice.close();

            assertThat(isWiped(0)).isFalse();
            other.close();
            assertThat(isWiped(0)).isTrue();
        }
    }
}
