package dev.partywall.abac.internal.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StsRateLimitTest {

    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());
    private static final long SECOND = 1_000_000_000L;
    private static final Duration FOREVER = Duration.ofDays(1);

    private final AtomicLong now = new AtomicLong();

    private StsRateLimit limit(int perSecond) {
        return new StsRateLimit(perSecond, now::get);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 1_000})
    void reserve_aSecondsWorth_waitsForNothing(int perSecond) {
        StsRateLimit limit = limit(perSecond);
        for (int i = 0; i < perSecond; i++) {
            assertThat(limit.reserve(Duration.ZERO)).contains(Duration.ZERO);
        }
        assertThat(limit.reserve(Duration.ZERO)).isEmpty();
    }

    @Test
    void reserve_inOrder_oneIntervalApart() {
        StsRateLimit limit = limit(4);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waits.add(limit.reserve(FOREVER).orElseThrow().toMillis());
        }
        assertThat(waits).containsExactly(0L, 0L, 0L, 0L, 250L, 500L, 750L, 1_000L);
    }

    @Test
    void reserve_withoutPatience_reservesNothing() {
        StsRateLimit limit = limit(2);
        limit.reserve(FOREVER);
        limit.reserve(FOREVER);
        for (int i = 0; i < 100; i++) {
            assertThat(limit.reserve(Duration.ofMillis(499))).isEmpty();
        }
        assertThat(limit.reserve(Duration.ofMillis(500))).contains(Duration.ofMillis(500));
    }

    @Test
    void reserve_afterALongRest_isFullAndNoFuller() {
        StsRateLimit limit = limit(3);
        now.addAndGet(1_000 * SECOND);
        for (int i = 0; i < 3; i++) {
            assertThat(limit.reserve(Duration.ZERO)).isPresent();
        }
        assertThat(limit.reserve(Duration.ZERO)).isEmpty();
    }

    /** The nanoseconds of a JVM may begin anywhere, and run over. */
    @Test
    void reserve_whereNanosecondsRunOver_limits() {
        now.set(Long.MAX_VALUE - SECOND / 2);
        StsRateLimit limit = limit(2);
        assertThat(limit.reserve(Duration.ZERO)).isPresent();
        now.addAndGet(SECOND);
        assertThat(limit.reserve(Duration.ZERO)).isPresent();
        assertThat(limit.reserve(Duration.ZERO)).isPresent();
        assertThat(limit.reserve(Duration.ZERO)).isEmpty();
    }

    /** In no second more than a second's worth and what was saved up, and in the long run the rate. */
    @Test
    void reserve_atRandom_keepsTheBound() {
        System.out.println("StsRateLimitTest -Dpartywall.seed=" + SEED);
        Random random = new Random(SEED);
        for (int run = 0; run < 200; run++) {
            int perSecond = 1 + random.nextInt(random.nextBoolean() ? 5 : 500);
            StsRateLimit limit = limit(perSecond);
            List<Long> places = new ArrayList<>();
            long begin = now.get();
            long slowest = SECOND / perSecond;
            for (int i = 0; i < 2_000; i++) {
                now.addAndGet(random.nextInt(10) == 0 ? random.nextLong(3 * SECOND) : random.nextLong(slowest));
                Duration patience = Duration.ofNanos(random.nextLong(5 * SECOND));
                limit.reserve(patience).ifPresent(wait -> {
                    assertThat(wait).isLessThanOrEqualTo(patience);
                    places.add(now.get() + wait.toNanos());
                });
            }
            assertBound(perSecond, begin, places, "-Dpartywall.seed=" + SEED + ", run " + run);
        }
    }

    private static void assertBound(int perSecond, long begin, List<Long> places, String run) {
        assertThat(places).as("first come, first served; %s", run).isSorted();
        int first = 0;
        for (int last = 0; last < places.size(); last++) {
            while (places.get(last) - places.get(first) >= SECOND) {
                first++;
            }
            assertThat(last - first + 1).as(run).isLessThanOrEqualTo(2 * perSecond);
            double elapsed = (places.get(last) - begin) / (double) SECOND;
            assertThat((double) last + 1).as(run).isLessThanOrEqualTo(perSecond * (elapsed + 1) * 1.000_001);
        }
    }

    /** Each place is given once, whoever asks at the same time. */
    @Test
    void reserve_byManyThreads_givesEachPlaceOnce() throws Exception {
        int threads = 8;
        int each = 20_000;
        StsRateLimit limit = limit(10);
        CyclicBarrier barrier = new CyclicBarrier(threads);
        Callable<long[]> reserving = () -> {
            long[] waits = new long[each];
            assertThat(barrier.await(60, TimeUnit.SECONDS)).isLessThan(threads);
            for (int i = 0; i < each; i++) {
                Optional<Duration> wait = limit.reserve(FOREVER);
                waits[i] = wait.orElseThrow().toNanos();
            }
            return waits;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<long[]>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(reserving));
            }
            List<Long> waits = new ArrayList<>();
            for (Future<long[]> one : all) {
                Arrays.stream(one.get(60, TimeUnit.SECONDS)).forEach(waits::add);
            }
            waits.sort(null);
            for (int i = 0; i < waits.size(); i++) {
                assertThat(waits.get(i)).isEqualTo(Math.max(0, (i + 1) * (SECOND / 10) - SECOND));
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
