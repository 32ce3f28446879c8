package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.TenantIsolationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Calls again what may succeed later, after pauses that grow and are never twice the same.
 *
 * @see <a href="https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/">Timeouts, retries and
 *     backoff with jitter</a>
 */
final class Retries {

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int attempts;
    private final Stop stop;

    Retries(int attempts, Stop stop) {
        this.attempts = attempts;
        this.stop = stop;
    }

    /** The answer, or the failure of the last attempt. */
    <T> T of(Supplier<T> call) {
        long pause = FIRST_NANOS;
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (TenantIsolationException failure) {
                if (!failure.isRetryable() || attempt >= attempts) {
                    throw failure;
                }
            }
            stop.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2) + 1);
            pause = Math.min(2 * pause, LONGEST_NANOS);
        }
    }
}
