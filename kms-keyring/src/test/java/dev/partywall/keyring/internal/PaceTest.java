package dev.partywall.keyring.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** On a time of its own: waiting moves it on. */
final class PaceTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 2 * SECOND);
    private final List<Long> waits = new ArrayList<>();
    private final Pace pace = new Pace(4, time::get, nanos -> {
        waits.add(nanos);
        time.addAndGet(nanos);
    });

    /** The nanoseconds of a JVM may begin anywhere, and run over. */
    @Test
    void await_asOftenAsPossible_beginsEvenlySpread() throws InterruptedException {
        long begin = time.get();

        for (int i = 0; i < 17; i++) {
            pace.await();
        }

        assertThat(waits).hasSize(16).containsOnly(SECOND / 4);
        assertThat(time.get() - begin).isEqualTo(4 * SECOND);
    }

    @Test
    void await_afterAPause_doesNotMakeUpForIt() throws InterruptedException {
        pace.await();
        time.addAndGet(60 * SECOND);

        for (int i = 0; i < 3; i++) {
            pace.await();
        }

        assertThat(waits).containsExactly(SECOND / 4, SECOND / 4);
    }
}
