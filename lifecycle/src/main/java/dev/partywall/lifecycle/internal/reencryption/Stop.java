package dev.partywall.lifecycle.internal.reencryption;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether a run is to end before its time. Threads of the run are not interrupted: what they are at is let come to its end. */
final class Stop {

    /** Ends what a thread of the run is doing; nobody's failure. */
    static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Stopped() {
            super("the run was stopped", null, false, false);
        }
    }

    private final CountDownLatch asked = new CountDownLatch(1);

    void ask() {
        asked.countDown();
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    void check() {
        if (isAsked()) {
            throw new Stopped();
        }
    }

    /** Waits, or throws {@link Stopped} as soon as the run is to end. */
    void sleep(long nanos) {
        try {
            if (asked.await(nanos, TimeUnit.NANOSECONDS)) {
                throw new Stopped();
            }
        } catch (InterruptedException interrupted) {
            // Only code of the caller's that runs on our threads can interrupt them: it wants an end.
            Thread.currentThread().interrupt();
            ask();
            throw new Stopped();
        }
    }
}
