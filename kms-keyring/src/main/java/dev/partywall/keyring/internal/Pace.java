package dev.partywall.keyring.internal;

import dev.partywall.keyring.WarmUpPace;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Spreads beginnings evenly: each has a moment of its own, and what was not used is not made up for. */
final class Pace {

    private final long interval;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private long next;

    /** How to wait. */
    interface Pause {
        void pause(long nanos) throws InterruptedException;
    }

    Pace(int perSecond, LongSupplier nanoTime, Pause pause) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.next = nanoTime.getAsLong();
    }

    static Pace of(WarmUpPace pace) {
        return new Pace(pace.loadsPerSecond(), System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    /** Returns when the caller may begin. */
    void await() throws InterruptedException {
        long wait = reserve();
        if (wait > 0) {
            pause.pause(wait);
        }
    }

    private synchronized long reserve() {
        long now = nanoTime.getAsLong();
        long mine = next - now > 0 ? next : now;
        next = mine + interval;
        return mine - now;
    }
}
