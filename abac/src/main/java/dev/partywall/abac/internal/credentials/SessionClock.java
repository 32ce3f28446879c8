package dev.partywall.abac.internal.credentials;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The two clocks of this machine. A session is over when either says so: monotonic time does not jump when the wall clock is
 * set, and the wall clock does not stop while the machine is suspended.
 *
 * @param ticker monotonic nanoseconds
 * @param wall the time of day
 */
public record SessionClock(Ticker ticker, Clock wall) {

    /** The system's clocks, or both after one that tests move. */
    public static SessionClock of(Optional<Clock> clock) {
        return clock.map(moved -> new SessionClock(nanosOf(moved), moved))
                .orElseGet(() -> new SessionClock(Ticker.systemTicker(), Clock.systemUTC()));
    }

    private static Ticker nanosOf(Clock clock) {
        return () -> {
            Instant now = clock.instant();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        };
    }

    /** This moment on both clocks. */
    public Moment now() {
        return new Moment(ticker.read(), wall.instant());
    }

    /**
     * A moment on both clocks.
     *
     * @param ticks on the ticker
     * @param instant on the wall clock
     */
    public record Moment(long ticks, Instant instant) {

        /** This much later on both. */
        public Moment plus(Duration duration) {
            return new Moment(ticks + duration.toNanos(), instant.plus(duration));
        }
    }

    /** How much of the way to a moment is left, on the clock that says less; negative if it is past. */
    public Duration until(Moment moment) {
        Duration ticked = Duration.ofNanos(moment.ticks() - ticker.read());
        Duration walled = Duration.between(wall.instant(), moment.instant());
        return ticked.compareTo(walled) < 0 ? ticked : walled;
    }

    /** Whether a moment is past on either clock. */
    public boolean isPast(Moment moment) {
        return ticker.read() - moment.ticks() >= 0 || !wall.instant().isBefore(moment.instant());
    }
}
