package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.keyring.Eventually;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class RandomnessTest {

    /** Sources that count: no number is ever given twice by one, and all that was drawn is remembered. */
    private static final class Counting implements Randomness.Source {

        private final AtomicLong next;
        private final Set<Long> drawn = ConcurrentHashMap.newKeySet();

        Counting(long first) {
            this.next = new AtomicLong(first);
        }

        @Override
        public void fill(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                long number = next.incrementAndGet();
                drawn.add(number);
                buffer.putLong(number);
            }
        }
    }

    private final AtomicLong clock = new AtomicLong(1_000_000);

    @Test
    void fill_manyThreads_givesNoByteTwice() throws Exception {
        AtomicLong sources = new AtomicLong();
        Randomness randomness = new Randomness(() -> new Counting(sources.incrementAndGet() << 40), clock::get, 2);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        CountDownLatch start = new CountDownLatch(16);
        List<Future<List<Long>>> given = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            given.add(threads.submit(() -> {
                start.countDown();
                start.await();
                List<Long> numbers = new ArrayList<>();
                for (int i = 0; i < 20_000; i++) {
                    byte[] bytes = new byte[8 * (1 + i % 12)];
                    randomness.fill(bytes);
                    for (int at = 0; at < bytes.length; at += 8) {
                        numbers.add(ByteBuffer.wrap(bytes).getLong(at));
                    }
                }
                return numbers;
            }));
        }
        Set<Long> seen = new HashSet<>();
        for (Future<List<Long>> numbers : given) {
            for (long number : numbers.get()) {
                assertThat(number)
                        .as("never zeroes, which is what is left behind")
                        .isNotZero();
                assertThat(seen.add(number)).as("once only").isTrue();
            }
        }
        threads.shutdown();
        assertThat(sources.get()).as("sources of their own").isBetween(1L, 8L);
    }

    @Test
    void fill_drawsUsedUpInTime_growToAKilobyte() {
        Counting source = new Counting(0);
        Randomness randomness = new Randomness(() -> source, clock::get, 1);
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            randomness.fill(new byte[64]);
            drawn.add(source.drawn.size() * 8);
        }

        assertThat(drawn.stream().distinct().limit(6)).containsExactly(128, 128 + 256, 896, 1920, 2944, 3968);
    }

    @Test
    void fill_rarely_drawsLittle() {
        Counting source = new Counting(0);
        Randomness randomness = new Randomness(() -> source, clock::get, 1);
        for (int i = 0; i < 10; i++) {
            randomness.fill(new byte[92]);
            clock.addAndGet(100);
        }

        assertThat(source.drawn).hasSize(10 * 128 / 8);
    }

    @Test
    void fill_100MillisecondsLater_throwsAwayWhatWasDrawn() {
        Counting source = new Counting(0);
        Randomness randomness = new Randomness(() -> source, clock::get, 1);
        byte[] bytes = new byte[8];
        randomness.fill(bytes);

        clock.addAndGet(99);
        randomness.fill(bytes);
        assertThat(ByteBuffer.wrap(bytes).getLong()).isEqualTo(2);

        clock.addAndGet(1);
        randomness.fill(bytes);
        assertThat(ByteBuffer.wrap(bytes).getLong()).isEqualTo(17);
    }

    @Test
    void fill_exactlyWhatIsLeft_drawsNothing() {
        Counting source = new Counting(0);
        Randomness randomness = new Randomness(() -> source, clock::get, 1);

        randomness.fill(new byte[64]);
        randomness.fill(new byte[64]);

        assertThat(source.drawn).hasSize(128 / 8);
    }

    /** Seen from the source, which fills the very array that bytes are given out of. */
    @Test
    void fill_whatWasGivenOutOrThrownAway_isOverwritten() {
        List<byte[]> draws = new ArrayList<>();
        Randomness randomness = new Randomness(
                () -> bytes -> {
                    Arrays.fill(bytes, (byte) 1);
                    draws.add(bytes);
                },
                clock::get,
                1);

        randomness.fill(new byte[92]);
        assertThat(Arrays.copyOf(draws.get(0), 92)).containsOnly(0);
        assertThat(Arrays.copyOfRange(draws.get(0), 92, 128)).containsOnly(1);

        randomness.fill(new byte[92]);
        assertThat(draws.get(0)).as("36 bytes were left").containsOnly(0);
        assertThat(draws.get(1)).hasSize(256);
    }

    /** Four places a processor: as many threads draw at the same time, though all have the same place, and one more waits. */
    @Test
    void fill_ownPlaceBusy_goesToAnotherOrWaits() throws Exception {
        CountDownLatch drawing = new CountDownLatch(8);
        CountDownLatch goOn = new CountDownLatch(1);
        Randomness randomness = new Randomness(
                () -> bytes -> {
                    drawing.countDown();
                    awaitLongest(goOn);
                },
                clock::get,
                2);
        AtomicLong filled = new AtomicLong();
        List<Thread> threads = threadsOfOnePlace(9, () -> {
            randomness.fill(new byte[8]);
            filled.incrementAndGet();
        });
        Thread oneMore = threads.remove(8);
        threads.forEach(Thread::start);
        assertThat(drawing.await(60, TimeUnit.SECONDS)).as("all draw").isTrue();
        oneMore.start();
        Eventually.eventually(() -> oneMore.getState() == Thread.State.WAITING);

        goOn.countDown();

        for (Thread thread : threads) {
            thread.join();
        }
        oneMore.join();
        assertThat(filled).hasValue(9);
    }

    private static void awaitLongest(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Of eight places: a thread's id says which is its own. */
    private static List<Thread> threadsOfOnePlace(int count, Runnable work) {
        return Stream.generate(() -> new Thread(work))
                .filter(thread -> thread.getId() % 8 == 0)
                .limit(count)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** A snapshot taken while a source works must not make its bytes look young when it is restored. */
    @Test
    void fill_timePassesWhileTheSourceWorks_countsFromBeforeIt() {
        Counting source = new Counting(0);
        Randomness randomness = new Randomness(
                () -> bytes -> {
                    source.fill(bytes);
                    clock.addAndGet(100);
                },
                clock::get,
                1);
        byte[] bytes = new byte[8];
        randomness.fill(bytes);

        randomness.fill(bytes);

        assertThat(ByteBuffer.wrap(bytes).getLong()).isEqualTo(17);
    }

    @Test
    void fill_clockWentBack_throwsAwayWhatWasDrawn() {
        Counting source = new Counting(0);
        Randomness randomness = new Randomness(() -> source, clock::get, 1);
        byte[] bytes = new byte[8];
        randomness.fill(bytes);

        clock.addAndGet(-1);
        randomness.fill(bytes);

        assertThat(ByteBuffer.wrap(bytes).getLong()).isEqualTo(17);
    }

    @Test
    void fill_sourceFails_nextDrawIsWholeAndNothingStale() {
        AtomicLong failing = new AtomicLong();
        Counting source = new Counting(0);
        Randomness randomness = new Randomness(
                () -> bytes -> {
                    if (failing.getAndIncrement() == 1) {
                        throw new IllegalStateException("no entropy");
                    }
                    source.fill(bytes);
                },
                clock::get,
                1);
        byte[] bytes = new byte[8];
        randomness.fill(bytes);
        clock.addAndGet(100);

        try {
            randomness.fill(bytes);
            assertThat(bytes).as("not reached").isNull();
        } catch (IllegalStateException expected) {
            randomness.fill(bytes);
        }

        assertThat(ByteBuffer.wrap(bytes).getLong()).isEqualTo(17);
    }

    /** Half of the bits are ones, give or take six standard deviations: a source that is stuck would show. */
    @Test
    void fill_ofOurOwnGenerators_looksRandom() {
        Randomness randomness = Randomness.of(null);
        int ones = 0;
        Set<ByteBuffer> seen = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[64];
            randomness.fill(bytes);
            assertThat(seen.add(ByteBuffer.wrap(bytes))).isTrue();
            for (byte b : bytes) {
                ones += Integer.bitCount(b & 0xFF);
            }
        }
        assertThat(ones).isBetween(512_000 - 3_036, 512_000 + 3_036);
    }
}
