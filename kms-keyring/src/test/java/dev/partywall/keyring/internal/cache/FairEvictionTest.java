package dev.partywall.keyring.internal.cache;

import static dev.partywall.keyring.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.testing.LabClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However much one tenant asks for, it pushes out its own keys and nobody else's. */
@Timeout(240)
final class FairEvictionTest {

    private static final int OTHERS = 50;
    private static final int QUOTA = 8;
    private static final Tenant GREEDY = Tenant.of("greedy");

    private final LabClock clock = LabClock.create();
    private final ScriptedLoader loader = new ScriptedLoader();
    private BranchKeyCache cache = cache(OTHERS + QUOTA, QUOTA, Duration.ofMinutes(1));

    private BranchKeyCache cache(int size, int quota, Duration loadTimeout) {
        return new BranchKeyCache(
                loader,
                new CacheSettings(
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        loadTimeout,
                        size,
                        quota,
                        CacheSettings.tickerOf(clock),
                        clock));
    }

    private void rebuild(int size, int quota, Duration loadTimeout) {
        cache.close();
        cache = cache(size, quota, loadTimeout);
    }

    @BeforeEach
    void begin() {
        clock.freeze();
        loader.create(GREEDY.id());
    }

    @AfterEach
    void close() {
        cache.close();
    }

    private static List<Arguments> attacks() {
        return List.of(
                attack("versions", i -> new Asking(GREEDY, Session.of(GREEDY), version(i))),
                attack(
                        "sessions",
                        i -> new Asking(GREEDY, new Session(Map.of(), "AKID" + i, Optional.empty()), CacheKey.ACTIVE)),
                attack("attributes", i -> {
                    Tenant tenant = GREEDY.withAttribute("user", "u-" + i);
                    return new Asking(tenant, Session.of(tenant), CacheKey.ACTIVE);
                }));
    }

    private static Arguments attack(String name, IntFunction<Asking> asking) {
        return Arguments.of(Named.of(name, asking));
    }

    /** What the greedy tenant has its callers ask for. */
    record Asking(Tenant tenant, Session session, String version) {

        void of(BranchKeyCache cache) {
            Lease lease = version.equals(CacheKey.ACTIVE)
                    ? cache.active(tenant, session)
                    : cache.version(tenant, session, version);
            lease.close();
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void lease_manyKeysOfOneTenantUnderItsQuota_pushOutNoOtherTenants(IntFunction<Asking> attack) {
        List<Tenant> others = others();

        askForMuch(attack);

        assertThat(reloaded(others)).isZero();
        assertThat(cache.count(GREEDY.id())).isEqualTo(QUOTA);
        assertThat(cache.metrics().quotaEvictions()).isGreaterThan(100);
    }

    /** The same without the quota: were nobody pushed out by it, the test above would show nothing. */
    @ParameterizedTest
    @MethodSource("attacks")
    void lease_manyKeysOfOneTenantWithoutAQuota_pushOutOthers(IntFunction<Asking> attack) {
        rebuild(OTHERS + QUOTA, Integer.MAX_VALUE, Duration.ofMinutes(1));
        List<Tenant> others = others();

        askForMuch(attack);

        assertThat(reloaded(others)).isPositive();
    }

    /** The common bound may throw out the very key that was just loaded; who waited for it must not have to load it again. */
    @Test
    void lease_moreTenantsThanRoom_loadsOnceForEachThatWaits() {
        rebuild(1, 1, Duration.ofMinutes(1));
        List<Tenant> others = others();
        long before = loads(others);

        for (int round = 0; round < 20; round++) {
            for (Tenant tenant : others) {
                cache.active(tenant, Session.of(tenant)).close();
            }
        }

        assertThat(loads(others) - before).isLessThanOrEqualTo(20L * others.size());
    }

    private long loads(List<Tenant> tenants) {
        return tenants.stream().mapToLong(tenant -> loader.loads(tenant.id())).sum();
    }

    private List<Tenant> others() {
        List<Tenant> others = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            Tenant tenant = Tenant.of("other-" + i);
            loader.create(tenant.id());
            cache.active(tenant, Session.of(tenant)).close();
            others.add(tenant);
        }
        return others;
    }

    /** More than fits, again and again, so that these keys seem more in use than the others'. */
    private void askForMuch(IntFunction<Asking> attack) {
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 3 * OTHERS; i++) {
                attack.apply(i).of(cache);
            }
        }
    }

    private long reloaded(List<Tenant> others) {
        others.forEach(tenant -> cache.active(tenant, Session.of(tenant)).close());
        return others.stream().filter(tenant -> loader.loads(tenant.id()) > 1).count();
    }

    @Test
    void lease_oneKeyTooMany_endsTheLeastRecentlyUsedAlone() {
        rebuild(100, 4, Duration.ofMinutes(1));
        for (int i = 1; i <= 3; i++) {
            lease(version(i));
            clock.advance(Duration.ofSeconds(1));
        }
        lease(version(1));
        clock.advance(Duration.ofSeconds(1));

        lease(version(4));

        assertThat(loadsMadeBy(version(1), version(3), version(4))).isZero();
        assertThat(loadsMadeBy(version(2))).isEqualTo(1);
        assertThat(loader.handedOut().stream()
                        .filter(key -> key.version().equals(version(2)) && ScriptedLoader.isWiped(key))
                        .count())
                .as("the one that had to go was overwritten")
                .isEqualTo(1);
    }

    @Test
    void lease_oneOfTheKeysHasExpired_endsThatOneFirst() {
        rebuild(100, 3, Duration.ofMinutes(1));
        Session ending =
                new Session(Map.of(), "AKIDEND", Optional.of(clock.instant().plusSeconds(60)));
        cache.active(GREEDY, ending).close();
        lease(version(1));
        clock.advance(Duration.ofSeconds(60));

        lease(version(2));

        assertThat(cache.metrics().quotaEvictions()).isZero();
        assertThat(loadsMadeBy(version(1))).isZero();
    }

    @Test
    void lease_loadsUnderWayTakeAllPlaces_waitsForOneOfItsOwn() throws Exception {
        rebuild(100, 3, Duration.ofMinutes(2));
        Tenant other = Tenant.of("other");
        loader.create(other.id());
        CountDownLatch gate = loader.hold(GREEDY.id());
        ExecutorService callers = Executors.newFixedThreadPool(10);
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Session session = new Session(Map.of(), "AKID" + i, Optional.empty());
            waiting.add(callers.submit(() -> cache.active(GREEDY, session).close()));
        }
        // Three that load, and at least one that was turned away and waits.
        eventually(() -> cache.metrics().misses() >= 4 && loader.loads(GREEDY.id()) == 3);

        cache.active(other, Session.of(other)).close();

        assertThat(cache.count(GREEDY.id())).isEqualTo(3);
        assertThat(loader.loads(GREEDY.id())).isEqualTo(3);
        gate.countDown();
        for (Future<?> caller : waiting) {
            caller.get(60, TimeUnit.SECONDS);
        }
        assertThat(cache.count(GREEDY.id())).isEqualTo(3);
        assertThat(cache.metrics().misses()).as("each look-up counts once").isEqualTo(11);
        callers.shutdown();
    }

    @Test
    void lease_loadsThatHangTakeAllPlaces_failsAndNamesTheSetting() throws Exception {
        // Shorter for who waits than for who loads, or they would end together.
        rebuild(100, 2, Duration.ofMinutes(2));
        CountDownLatch gate = loader.hold(GREEDY.id());
        ExecutorService callers = Executors.newFixedThreadPool(2);
        for (int i = 0; i < 2; i++) {
            Session session = new Session(Map.of(), "AKID" + i, Optional.empty());
            callers.execute(() -> cache.active(GREEDY, session).close());
        }
        eventually(() -> loader.loads(GREEDY.id()) == 2);

        CacheKey key = new CacheKey(GREEDY.id(), Session.of(GREEDY), CacheKey.ACTIVE);
        assertThatThrownBy(() -> cache.awaitPlace(GREEDY, key, cache.findOrLoad(GREEDY, key), Duration.ofMillis(1)))
                .isInstanceOfSatisfying(KeyUnavailableException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.KEY_SERVICE_UNAVAILABLE);
                    assertThat(failure.isRetryable()).isTrue();
                    assertThat(failure).hasMessageContaining("maximumCachedKeysPerTenant");
                });

        gate.countDown();
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void lease_manyForgedVersionsOfOneTenant_doNotMakeTheCacheForgetWhoIsMissing() {
        Tenant missing = Tenant.of("missing");
        Absences absences = new Absences(new CacheSettings(
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                100,
                QUOTA,
                CacheSettings.tickerOf(clock),
                clock));
        CacheKey other = new CacheKey(missing.id(), Session.of(missing), CacheKey.ACTIVE);
        absences.remember(other, failure(missing.id()));

        for (int i = 0; i < 20_000; i++) {
            absences.remember(new CacheKey(GREEDY.id(), Session.of(GREEDY), version(i)), failure(GREEDY.id()));
        }

        assertThat(absences.find(other)).isNotNull();
        assertThat(absences.find(new CacheKey(GREEDY.id(), Session.of(GREEDY), version(19_999))))
                .isNotNull();
        assertThat(absences.find(new CacheKey(GREEDY.id(), Session.of(GREEDY), version(1))))
                .as("its own oldest is forgotten")
                .isNull();
    }

    /** However large its quota of keys is: what is remembered of one tenant never is too much to be remembered at all. */
    @Test
    void lease_manyForgedVersionsOfATenantWithoutAQuota_areRememberedWithinAShare() {
        Absences absences = new Absences(new CacheSettings(
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                100,
                Integer.MAX_VALUE,
                CacheSettings.tickerOf(clock),
                clock));

        for (int i = 0; i < 10_001; i++) {
            absences.remember(new CacheKey(GREEDY.id(), Session.of(GREEDY), version(i)), failure(GREEDY.id()));
        }

        assertThat(absences.find(new CacheKey(GREEDY.id(), Session.of(GREEDY), version(10_000))))
                .isNotNull();
        assertThat(absences.find(new CacheKey(GREEDY.id(), Session.of(GREEDY), version(9_000))))
                .isNull();
    }

    /** What a hit may cost in memory: a session and a lease. Bytes are counted, not estimated; time is for the benchmarks. */
    @Test
    void lease_warmHits_allocateNoMoreThanSessionAndLease() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        BranchKeyCache warm = new BranchKeyCache(
                loader,
                new CacheSettings(
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        100,
                        QUOTA,
                        System::nanoTime,
                        clock));
        int hits = 100_000;
        use(warm, hits);
        long before = threads.getCurrentThreadAllocatedBytes();

        use(warm, hits);

        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        warm.close();
        assertThat(bytes / hits).isLessThanOrEqualTo(48);
    }

    private static void use(BranchKeyCache cache, int times) {
        for (int i = 0; i < times; i++) {
            cache.active(GREEDY, Session.of(GREEDY)).close();
        }
    }

    private static String version(int number) {
        return String.format("00000000-0000-4000-8000-%012d", number);
    }

    private void lease(String version) {
        cache.version(GREEDY, Session.of(GREEDY), version).close();
    }

    private long loadsMadeBy(String... versions) {
        long before = loader.loads(GREEDY.id());
        for (String version : versions) {
            lease(version);
        }
        return loader.loads(GREEDY.id()) - before;
    }

    private static KeyUnavailableException failure(TenantId tenant) {
        return new KeyUnavailableException(ErrorCode.BRANCH_KEY_MISSING, tenant, false, "planted", null);
    }
}
