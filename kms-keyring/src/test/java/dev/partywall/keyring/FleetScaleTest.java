package dev.partywall.keyring;

import static dev.partywall.keyring.Eventually.eventually;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.partywall.core.IsolationEvent.BranchKeyLoaded;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.BranchKeyCache;
import dev.partywall.keyring.internal.cache.BranchKeyLoader;
import dev.partywall.keyring.internal.cache.CacheSettings;
import dev.partywall.keyring.internal.cache.Session;
import dev.partywall.testing.LabClock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a fleet of tenants costs in one JVM: memory for each, calls to start, and calls an hour, which follow from the active
 * tenants and the time to live and from nothing else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1_800)
final class FleetScaleTest {

    /** What the documentation says a key takes at most. */
    private static final long BYTES_OF_A_TENANT = 2_048;

    private static final WarmUpPace FAST = new WarmUpPace(100_000, 8);

    private final KeyringLab lab = KeyringLab.start();

    @AfterAll
    void close() {
        lab.close();
    }

    /** The real cache in front of a loader that makes keys of the real shape and asks nobody. */
    @Test
    void active_fleetOfTenants_takesBoundedHeapForEach() {
        assertHeap(5_000, 25_000);
    }

    @Test
    @Tag("campaign")
    void active_fleetOf100000Tenants_takesBoundedHeapForEach() {
        assertHeap(20_000, 120_000);
    }

    private static void assertHeap(int few, int many) {
        try (BranchKeyCache cache = new BranchKeyCache(new KeyMaker(false), unmovedSettings(many))) {
            use(cache, 0, few);
            long before = usedHeap();
            use(cache, few, many);
            long bytes = (usedHeap() - before) / (many - few);

            assertThat(cache.metrics().size()).isEqualTo(many);
            System.out.printf("FleetScaleTest: %,d bytes of heap a cached tenant, of %,d%n", bytes, many - few);
            assertThat(bytes).isLessThanOrEqualTo(BYTES_OF_A_TENANT);
        }
    }

    private static CacheSettings unmovedSettings(int maximum) {
        return new CacheSettings(
                Duration.ofHours(1),
                Duration.ofSeconds(5),
                Duration.ofMinutes(2),
                maximum,
                100,
                Ticker.systemTicker(),
                Clock.systemUTC());
    }

    private static void use(BranchKeyCache cache, int from, int to) {
        for (int i = from; i < to; i++) {
            // Made here and kept by the cache alone, as the tenant of a request is.
            Tenant tenant = Tenant.of("tenant-" + i);
            cache.active(tenant, Session.of(tenant)).close();
        }
    }

    /** The least of some measurements: what other tests have left behind may go at any time. */
    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @Test
    void warmUp_coldFleet_makesOneCallToEachServiceForEachTenant() throws Exception {
        assertColdStart("cold", 500);
    }

    /** Real keys from the real key store, on KMS and DynamoDB in the lab. */
    @Test
    @Tag("campaign")
    void warmUp_coldFleetOf100000_makesOneCallToEachServiceForEachTenant() throws Exception {
        assertColdStart("campaign", 100_000);
    }

    private void assertColdStart(String prefix, int count) throws Exception {
        create(prefix, count);
        try (TenantKeyring keyring = lab.builder()
                .maximumCachedKeys(count)
                .timeToLive(Duration.ofHours(24))
                .build()) {
            lab.aws().calls().clear();
            long before = usedHeap();
            long begin = System.nanoTime();
            int calls = 0;
            for (int from = 0; from < count; from += 10_000) {
                calls += warm(keyring, prefix, from, Math.min(count, from + 10_000));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;

            System.out.printf(
                    "FleetScaleTest: %,d cold tenants: %,d calls, %.1f s, %,d bytes of heap a tenant, all included%n",
                    count, calls, seconds, (usedHeap() - before) / count);
            assertThat(calls).isEqualTo(2 * count);
            assertThat(keyring.cacheMetrics().size()).isEqualTo(count);
            assertThat(keyring.cacheMetrics().evictions()).isZero();
        }
    }

    /** The calls that it took; the lab's record of them is dropped, or it would be what the heap is full of. */
    private int warm(TenantKeyring keyring, String prefix, int from, int to) {
        List<Tenant> tenants = new ArrayList<>();
        for (int i = from; i < to; i++) {
            tenants.add(Tenant.of(prefix + "-" + i));
        }
        assertThat(keyring.warmUp(tenants, FAST).loaded()).hasSize(tenants.size());
        assertThat(lab.aws().calls().of("kms:Decrypt").count()).isEqualTo(tenants.size());
        assertThat(lab.aws().calls().of("dynamodb:GetItem").count()).isEqualTo(tenants.size());
        int calls = lab.aws().calls().count();
        lab.aws().calls().clear();
        return calls;
    }

    private void create(String prefix, int count) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> makers = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            makers.add(pool.submit(() -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    lab.keyring().branchKeys().create(TenantId.of(prefix + "-" + i));
                    if (i % 5_000 == 0) {
                        lab.aws().calls().clear();
                    }
                }
            }));
        }
        for (Future<?> maker : makers) {
            maker.get(1_500, TimeUnit.SECONDS);
        }
        pool.shutdown();
    }

    /**
     * An hour in steps of 3/10 of the time to live: each key is refreshed at the third step after its load, at 9/10 of its
     * time, whoever asks and how often.
     */
    @ParameterizedTest
    @CsvSource({"1, 1, 100", "30, 8, 100", "3, 2, 20000"})
    void encryptAndDecrypt_anHour_callsFollowFromTenantsAndTimeToLiveAlone(int rate, int threads, int size)
            throws Exception {
        int tenants = 10;
        Duration timeToLive = Duration.ofSeconds(400);
        String prefix = "hour-" + rate;
        create(prefix, tenants);
        LabClock clock = LabClock.create();
        clock.freeze();
        Loads loads = new Loads();
        long mark = lab.aws().calls().mark();
        try (TenantKeyring keyring = lab.builder()
                .clock(clock)
                .timeToLive(timeToLive)
                .listener(event -> {
                    if (event instanceof BranchKeyLoaded) {
                        loads.told();
                    }
                })
                .build()) {
            for (int step = 0; step < 30; step++) {
                operate(keyring.encryptor("invoices"), prefix, tenants, rate, threads, new byte[size]);
                loads.await(tenants * (1 + step / 3));
                clock.advance(timeToLive.multipliedBy(3).dividedBy(10));
            }
        }

        // tenants * hour / (9/10 of the time to live)
        int expected = tenants * 3_600 / (400 * 9 / 10);
        assertThat(lab.aws().calls().since(mark).of("kms:Decrypt").count()).isEqualTo(expected);
        assertThat(lab.aws().calls().since(mark).of("dynamodb:GetItem").count()).isEqualTo(expected);
        assertThat(lab.aws().calls().since(mark).count()).isEqualTo(2 * expected);
    }

    private static void operate(
            TenantEncryptor invoices, String prefix, int tenants, int rate, int threads, byte[] record)
            throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < tenants * rate; i++) {
            TenantId tenant = TenantId.of(prefix + "-" + i % tenants);
            futures.add(pool.submit(() -> TenantContext.run(
                    tenant,
                    () -> assertThat(invoices.decrypt(invoices.encrypt(record, RECORD), RECORD))
                            .hasSize(record.length))));
        }
        for (Future<?> future : futures) {
            future.get(120, TimeUnit.SECONDS);
        }
        pool.shutdown();
    }

    /** Loads that were told of, and the threads that made them. */
    private static final class Loads {

        private final AtomicInteger count = new AtomicInteger();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        void told() {
            threads.add(Thread.currentThread());
            count.incrementAndGet();
        }

        /** A load is told of before its key is in its place: that is so when the thread waits for its next task. */
        void await(int expected) {
            eventually(() -> count.get() >= expected
                    && threads.stream()
                            .allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING || !thread.isAlive()));
            assertThat(count.get()).isEqualTo(expected);
        }
    }

    @Test
    void active_moreTenantsThanFit_keepsThoseInUse() {
        LabClock clock = LabClock.create();
        clock.freeze();
        KeyMaker maker = new KeyMaker(true);
        try (BranchKeyCache cache = new BranchKeyCache(
                maker,
                new CacheSettings(
                        Duration.ofHours(1),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(2),
                        200,
                        100,
                        CacheSettings.tickerOf(clock),
                        clock))) {
            for (int round = 0; round < 20; round++) {
                // A hundred tenants again and again, and each time a hundred others that come once.
                use(cache, 0, 100);
                use(cache, 1_000 + round * 100, 1_100 + round * 100);
                clock.advance(Duration.ofMinutes(1));
            }

            assertThat(cache.metrics().size()).isLessThanOrEqualTo(200);
            assertThat(maker.loadsOfFirst(100))
                    .as("loads of those in use, of 2,000 uses")
                    .isLessThan(200);
        }
    }

    private static final class KeyMaker implements BranchKeyLoader {

        private final Map<TenantId, Integer> loads = new ConcurrentHashMap<>();
        /** Counting would keep what the heap is measured of. */
        private final boolean counting;

        KeyMaker(boolean counting) {
            this.counting = counting;
        }

        @Override
        public BranchKey loadActive(TenantId tenant) {
            if (counting) {
                loads.merge(tenant, 1, Integer::sum);
            }
            return loadVersion(tenant, UUID.randomUUID().toString());
        }

        @Override
        public BranchKey loadVersion(TenantId tenant, String version) {
            return new BranchKey(tenant, version, new byte[BranchKey.LENGTH]);
        }

        int loadsOfFirst(int tenants) {
            int sum = 0;
            for (int i = 0; i < tenants; i++) {
                sum += loads.getOrDefault(TenantId.of("tenant-" + i), 0);
            }
            return sum;
        }
    }
}
