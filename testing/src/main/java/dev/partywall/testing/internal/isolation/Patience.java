package dev.partywall.testing.internal.isolation;

import java.time.Duration;

/** How much longer a result is waited for. */
final class Patience {

    private final long longest;
    private long deadline;

    Patience(Duration longest) {
        this.longest = longest.toNanos();
        begin();
    }

    /** From now on. */
    void begin() {
        deadline = System.nanoTime() + longest;
    }

    boolean isOver() {
        return leftNanos() <= 0;
    }

    long leftNanos() {
        return deadline - System.nanoTime();
    }
}
