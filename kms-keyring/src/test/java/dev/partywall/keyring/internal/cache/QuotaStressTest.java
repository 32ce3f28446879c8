package dev.partywall.keyring.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.testing.LabClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads that load, evict, refresh and retire at random; what must hold is looked at all the time, and at rest. */
@Timeout(400)
final class QuotaStressTest {

    private static final int THREADS = 8;
    private static final int STORMY = 6;
    private static final int CALM = 4;
    private static final int QUOTA = 5;
    private static final Duration TTL = Duration.ofMinutes(5);

    private final LabClock clock = LabClock.create();
    private final Store store = new Store();
    private final AtomicLong seed = new AtomicLong(Long.getLong("partywall.seed", System.nanoTime()));

    private BranchKeyCache cache(int maximum) {
        clock.freeze();
        System.out.println("QuotaStressTest: -Dpartywall.seed=" + seed.get());
        return new BranchKeyCache(
                store,
                new CacheSettings(
                        TTL,
                        Duration.ZERO,
                        Duration.ofMinutes(2),
                        maximum,
                        QUOTA,
                        CacheSettings.tickerOf(clock),
                        clock));
    }

    /** All that the quotas allow fits: nobody but the tenant itself makes its keys go. */
    @Test
    void lease_stormOfSomeTenantsBelowTheCommonBound_leavesTheCalmOnesAlone() throws Exception {
        BranchKeyCache cache = cache((STORMY + CALM) * QUOTA);
        List<Tenant> calm = tenants("calm", CALM);
        calm.forEach(tenant -> cache.active(tenant, Session.of(tenant)).close());

        storm(cache, 4_000, false);

        calm.forEach(tenant -> cache.active(tenant, Session.of(tenant)).close());
        calm.forEach(tenant -> assertThat(store.loads(tenant.id())).isEqualTo(1));
        assertAtRest(cache, (STORMY + CALM) * QUOTA);
    }

    @Test
    void lease_stormAtTheCommonBound_keepsQuotaAndBoundAndOverwritesWhatGoes() throws Exception {
        BranchKeyCache cache = cache(STORMY * QUOTA / 2);

        storm(cache, 4_000, true);

        assertAtRest(cache, STORMY * QUOTA / 2);
    }

    @Test
    @Tag("campaign")
    void lease_longStorm_keepsQuotaAndBoundAndOverwritesWhatGoes() throws Exception {
        for (int round = 0; round < 40; round++) {
            BranchKeyCache cache = cache(STORMY * QUOTA / 2);
            storm(cache, 25_000, true);
            assertAtRest(cache, STORMY * QUOTA / 2);
            seed.incrementAndGet();
        }
    }

    private void storm(BranchKeyCache cache, int operations, boolean timePasses) throws Exception {
        List<Tenant> stormy = tenants("stormy", STORMY);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> futures = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(seed.get() + thread);
            futures.add(pool.submit(() -> {
                for (int i = 0; i < operations; i++) {
                    Tenant tenant = stormy.get(random.nextInt(STORMY));
                    act(cache, tenant, random, timePasses);
                    assertThat(cache.count(tenant.id())).isLessThanOrEqualTo(QUOTA);
                }
            }));
        }
        for (Future<?> future : futures) {
            future.get(300, TimeUnit.SECONDS);
        }
        pool.shutdown();
    }

    private void act(BranchKeyCache cache, Tenant tenant, Random random, boolean timePasses) {
        int what = random.nextInt(100);
        if (what < 4) {
            cache.evict(tenant.id());
        } else if (what < 6 && timePasses) {
            // Some refreshes come due, and some keys expire.
            clock.advance(TTL.dividedBy(4));
        } else if (what < 50) {
            use(cache, tenant, Session.of(tenant), CacheKey.ACTIVE);
        } else if (what < 75) {
            use(cache, tenant, new Session(Map.of(), "AKID" + random.nextInt(8), Optional.empty()), CacheKey.ACTIVE);
        } else {
            use(cache, tenant, Session.of(tenant), "version-" + random.nextInt(8));
        }
    }

    private static void use(BranchKeyCache cache, Tenant tenant, Session session, String version) {
        try (Lease lease = version.equals(CacheKey.ACTIVE)
                ? cache.active(tenant, session)
                : cache.version(tenant, session, version)) {
            assertThat(lease.key().tenant()).isEqualTo(tenant.id());
            for (int i = 0; i < 3; i++) {
                for (byte b : lease.key().secretBytes()) {
                    if (b != Store.BYTE) {
                        throw new AssertionError("a leased key was overwritten");
                    }
                }
                Thread.onSpinWait();
            }
        } catch (KeyUnavailableException evictedAgainAndAgain) {
            // What the cache says of a key that others pushed out five times in a row.
            assertThat(evictedAgainAndAgain.isRetryable()).isTrue();
        }
    }

    /** Each key that ever was is either in memory, within all bounds, or overwritten. */
    private void assertAtRest(BranchKeyCache cache, int maximum) {
        eventuallyAtRest(cache);
        assertThat(cache.residents())
                .isLessThanOrEqualTo(maximum)
                .isEqualTo(cache.metrics().size());
        assertThat(store.intact()).isEqualTo(cache.metrics().size());
        cache.close();
        assertThat(store.intact()).isZero();
    }

    /** Refreshes may still be under way. */
    private void eventuallyAtRest(BranchKeyCache cache) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline
                && (store.loading.get() > 0 || store.intact() != cache.metrics().size())) {
            Thread.onSpinWait();
        }
    }

    private static List<Tenant> tenants(String prefix, int count) {
        List<Tenant> tenants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tenants.add(Tenant.of(prefix + "-" + i));
        }
        return tenants;
    }

    /** Hands out keys, and looks at what became of them. */
    private static final class Store implements BranchKeyLoader {

        private static final byte BYTE = 0x5a;

        private final Queue<BranchKey> handedOut = new ConcurrentLinkedQueue<>();
        private final Map<TenantId, AtomicInteger> loads = new ConcurrentHashMap<>();
        private final AtomicInteger loading = new AtomicInteger();

        @Override
        public BranchKey loadActive(TenantId tenant) {
            return key(tenant, "active");
        }

        @Override
        public BranchKey loadVersion(TenantId tenant, String version) {
            return key(tenant, version);
        }

        private BranchKey key(TenantId tenant, String version) {
            loading.incrementAndGet();
            loads.computeIfAbsent(tenant, id -> new AtomicInteger()).incrementAndGet();
            for (int i = 0; i < 100; i++) {
                Thread.onSpinWait();
            }
            byte[] bytes = new byte[BranchKey.LENGTH];
            Arrays.fill(bytes, BYTE);
            BranchKey key = new BranchKey(tenant, version, bytes);
            handedOut.add(key);
            loading.decrementAndGet();
            return key;
        }

        int loads(TenantId tenant) {
            AtomicInteger count = loads.get(tenant);
            return count == null ? 0 : count.get();
        }

        long intact() {
            return handedOut.stream()
                    .filter(key -> key.secretBytes()[0] == BYTE)
                    .count();
        }
    }
}
