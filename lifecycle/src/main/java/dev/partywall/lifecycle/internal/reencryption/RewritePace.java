package dev.partywall.lifecycle.internal.reencryption;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Spreads a run's rewrites evenly over time: what was not used is not saved up, so there are no bursts. */
final class RewritePace {

    private final long interval;
    private final Stop stop;
    private long next = System.nanoTime();

    RewritePace(OptionalInt perSecond, Stop stop) {
        this.interval = perSecond.isPresent() ? TimeUnit.SECONDS.toNanos(1) / perSecond.getAsInt() : 0;
        this.stop = stop;
    }

    /** Waits for the turn of one rewrite. */
    void await() {
        if (interval > 0) {
            long wait = reserve();
            if (wait > 0) {
                stop.sleep(wait);
            }
        }
    }

    private synchronized long reserve() {
        long now = System.nanoTime();
        long turn = next - now > 0 ? next : now;
        next = turn + interval;
        return turn - now;
    }
}
