package dev.partywall.lifecycle.internal.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A moment by two clocks. The monotonic one stands still while a virtual machine does, the other can be set; how much time has
 * passed is what the clock says that counts more of it.
 */
record Moment(long nanos, Instant wall) {

    static Moment now(Clock clock) {
        return new Moment(System.nanoTime(), clock.instant());
    }

    Duration age(Clock clock) {
        Duration monotonic = Duration.ofNanos(System.nanoTime() - nanos);
        Duration byWall = Duration.between(wall, clock.instant());
        return monotonic.compareTo(byWall) > 0 ? monotonic : byWall;
    }
}
