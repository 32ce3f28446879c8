package dev.partywall.lifecycle.internal.registry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Pauses between attempts of one call, longer each time and never twice the same, within a bounded time.
 *
 * @see <a href="https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/">Timeouts, retries and
 *     backoff with jitter</a>
 */
public final class Backoff {

    private static final long FIRST_MILLIS = 8;
    private static final long LONGEST_MILLIS = 400;

    private final long begun = System.nanoTime();
    private final Duration patience;
    private long ceiling = FIRST_MILLIS;

    private Backoff(Duration patience) {
        this.patience = patience;
    }

    /** Pauses for so long in all. */
    public static Backoff within(Duration patience) {
        return new Backoff(patience);
    }

    /**
     * Waits before the next attempt.
     *
     * @return false if there must be none: the time is over, or the thread is interrupted, which it then stays
     */
    public boolean pause() {
        long pause = ThreadLocalRandom.current().nextLong(ceiling) + 1;
        ceiling = Math.min(2 * ceiling, LONGEST_MILLIS);
        long spent = System.nanoTime() - begun;
        if (patience.minusNanos(spent).compareTo(Duration.ofMillis(pause)) < 0) {
            return false;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(pause);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
