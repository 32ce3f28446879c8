package dev.partywall.lifecycle.internal;

import java.util.concurrent.TimeUnit;

/** Spreads work evenly over time: what was not used is not saved up, so there are no bursts. Safe for many threads. */
public final class Pace {

    private final long interval;
    private long next = System.nanoTime();

    /** So many pieces of work a second at most, one or more. */
    public Pace(int perSecond) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Takes the next turn, and tells how many nanoseconds it is away. */
    public synchronized long reserve() {
        long now = System.nanoTime();
        long turn = next - now > 0 ? next : now;
        next = turn + interval;
        return turn - now;
    }
}
