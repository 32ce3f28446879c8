package dev.partywall.core;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A way for work to get from the thread that hands it in to a thread of a pool.
 *
 * @param raw the pool, without carriage
 * @param handing how work is handed in
 */
record Carrier(ExecutorService raw, Handing handing) {

    /** What a task does. */
    interface Work {

        /** Does all of it. */
        void run() throws Exception;

        /** Looks at the tenant once more, for steps before and after. */
        void look();

        default Callable<Object> callable() {
            return () -> {
                run();
                return "done";
            };
        }

        default Runnable runnable() {
            return () -> {
                try {
                    run();
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            };
        }
    }

    /** How work is handed in; the variant chooses among the methods that do it. */
    @FunctionalInterface
    interface Handing {
        Future<?> handIn(Work work, int variant);
    }

    /** Opens a carrier whose pool runs the given check on its threads after tasks, as far as the pool can. */
    @FunctionalInterface
    interface Factory {
        Carrier open(Runnable threadCheck);
    }

    Future<?> handIn(Work work, int variant) {
        return handing.handIn(work, variant);
    }

    /** Whether a thread may run a probe in the midst of a task that waits. */
    boolean helps() {
        return raw instanceof ForkJoinPool;
    }

    /**
     * Waits for a result on a worker that may help meanwhile. An interrupt does not end the wait: it may be meant for
     * another task that this worker runs beneath or above this one, since cancelling interrupts the thread.
     */
    static Object await(Future<?> future) throws ExecutionException {
        while (true) {
            try {
                return future.get();
            } catch (InterruptedException meantForAnyTaskOfTheThread) {
                Thread.onSpinWait();
            }
        }
    }

    /** Waits until threads that help each other have nothing to do. */
    void quiesce() {
        if (raw instanceof ForkJoinPool pool && !pool.awaitQuiescence(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the pool is still busy");
        }
    }

    /** Ends the pool. */
    void end() throws InterruptedException {
        raw.shutdown();
        if (!raw.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the pool is still busy");
        }
    }
}
