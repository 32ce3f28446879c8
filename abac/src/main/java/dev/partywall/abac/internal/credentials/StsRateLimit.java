package dev.partywall.abac.internal.credentials;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Spreads calls to STS, so that a fleet that wakes up does not use up the account's quota, which other callers share.
 *
 * <p>A bucket of one second's worth of calls that refills evenly. A caller reserves its place, and is told how long to wait for
 * it; the places are given in the order in which they are asked for. Safe for many threads.
 */
final class StsRateLimit {

    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final long interval;
    private final int perSecond;
    /** When the bucket is full again. */
    private long full;

    StsRateLimit(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.interval = perSecond == 0 ? 0 : SECOND / perSecond;
        this.nanoTime = nanoTime;
        this.full = nanoTime.getAsLong();
    }

    /**
     * Reserves a place.
     *
     * @param patience the longest wait
     * @return how long to wait for it; empty if that is longer, and then nothing is reserved
     */
    synchronized Optional<Duration> reserve(Duration patience) {
        if (perSecond == 0) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        long filled = full - now < 0 ? now : full;
        long wait = Math.max(0, filled + interval - now - SECOND);
        if (wait > patience.toNanos()) {
            return Optional.empty();
        }
        full = filled + interval;
        return Optional.of(Duration.ofNanos(wait));
    }
}
