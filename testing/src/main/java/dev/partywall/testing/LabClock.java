package dev.partywall.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * The time in the lab: it starts with the system's, runs along with it, and can be moved and stopped.
 *
 * <p>The ends of sessions, the tokens of identity providers, KMS dates, key deletion and automatic rotation follow it.
 * DynamoDB Local and signatures keep the system's time. Safe for use by many threads.
 */
public final class LabClock extends Clock {

    private final Shift shift;
    private final ZoneId zone;

    private LabClock(Shift shift, ZoneId zone) {
        this.shift = shift;
        this.zone = zone;
    }

    /**
     * A clock that shows the system's time, in UTC.
     *
     * @return the clock
     */
    public static LabClock create() {
        return new LabClock(new Shift(), ZoneOffset.UTC);
    }

    /**
     * Moves on.
     *
     * @param duration how far; negative goes back
     */
    public void advance(Duration duration) {
        shift.advance(duration);
    }

    /**
     * Moves to a moment. A running clock runs on from there.
     *
     * @param instant the moment
     */
    public void setTo(Instant instant) {
        shift.setTo(instant);
    }

    /** Stops at the present moment; {@link #advance} and {@link #setTo} still move it. */
    public void freeze() {
        shift.freeze();
    }

    /** Runs on from where it stopped. */
    public void resume() {
        shift.resume();
    }

    @Override
    public Instant instant() {
        return shift.now();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same clock, which moves along with this one, in another zone. */
    @Override
    public LabClock withZone(ZoneId zone) {
        return new LabClock(shift, zone);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabClock that && shift == that.shift && zone.equals(that.zone);
    }

    @Override
    public int hashCode() {
        return Objects.hash(System.identityHashCode(shift), zone);
    }

    @Override
    public String toString() {
        return "LabClock[" + instant() + ", " + zone + "]";
    }

    /** How far the lab is from the system, or where it stands still; shared by the clock's views in other zones. */
    private static final class Shift {

        private final Clock system = Clock.systemUTC();
        private Duration offset = Duration.ZERO;
        private boolean frozen;
        private Instant frozenAt = Instant.EPOCH;

        synchronized Instant now() {
            return frozen ? frozenAt : system.instant().plus(offset);
        }

        synchronized void advance(Duration duration) {
            if (frozen) {
                frozenAt = frozenAt.plus(duration);
            } else {
                offset = offset.plus(duration);
            }
        }

        synchronized void setTo(Instant instant) {
            if (frozen) {
                frozenAt = instant;
            } else {
                offset = Duration.between(system.instant(), instant);
            }
        }

        synchronized void freeze() {
            frozenAt = now();
            frozen = true;
        }

        synchronized void resume() {
            if (frozen) {
                offset = Duration.between(system.instant(), frozenAt);
                frozen = false;
            }
        }
    }
}
