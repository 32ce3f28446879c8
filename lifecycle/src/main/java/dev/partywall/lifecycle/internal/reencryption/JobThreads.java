package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads of one run: those that go through partitions, those that rewrite records, and those that show that the run lives. */
final class JobThreads implements AutoCloseable {

    private final Tenant tenant;
    private final Stop stop;
    private final ExecutorService conductor = Executors.newSingleThreadExecutor(named("conductor"));
    private final ExecutorService partitions;
    private final ExecutorService records;
    private final ScheduledThreadPoolExecutor ticks;

    JobThreads(Tenant tenant, int atOnce, int parallelism, Stop stop) {
        this.tenant = tenant;
        this.stop = stop;
        this.partitions = Executors.newFixedThreadPool(atOnce, named("partitions"));
        this.records = Executors.newFixedThreadPool(parallelism, named("records"));
        // One for progress, the others so that a slow call for one partition holds up no other's sign of life.
        this.ticks = new ScheduledThreadPoolExecutor(atOnce + 1, named("ticks"));
        ticks.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory named(String what) {
        return work -> {
            Thread thread = new Thread(work, "partywall-reencryption-" + what);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Does something again and again until it is cancelled or fails, with the tenant bound. */
    ScheduledFuture<?> eachTime(long nanos, Runnable work) {
        return ticks.scheduleWithFixedDelay(
                () -> TenantContext.run(tenant, work::run), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Does something on a thread of the run's own; an interrupt of this one asks the run to stop. */
    void conduct(Runnable work) {
        onAll(conductor, 1, work);
    }

    /** Does the same on several threads for partitions, with the tenant bound, and waits for the end of all. */
    void forPartitions(int lanes, Runnable lane) {
        onAll(partitions, lanes, lane);
    }

    /** Does the same on several threads for records. */
    void forRecords(int lanes, Runnable lane) {
        onAll(records, lanes, lane);
    }

    private void onAll(ExecutorService threads, int lanes, Runnable lane) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            running.add(threads.submit(() -> TenantContext.run(tenant, () -> endingAll(lane))));
        }
        Failures failures = new Failures();
        for (Future<?> one : running) {
            failures.run(() -> await(one));
        }
        failures.throwFirst();
    }

    /** What one thread fails with, the others need not run into. */
    private void endingAll(Runnable lane) {
        try {
            lane.run();
        } catch (RuntimeException | Error failure) {
            if (!Failures.isEnd(failure)) {
                stop.ask();
            }
            throw failure;
        }
    }

    /** Waits for the end. Nobody interrupts these threads but to have the run end: then it does, in order. */
    private void await(Future<?> one) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    one.get();
                    return;
                } catch (InterruptedException asked) {
                    interrupted = true;
                    stop.ask();
                } catch (ExecutionException failed) {
                    throw Failures.unchecked(failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until all threads have ended: what they were to do has been done, or was never begun. */
    @Override
    public void close() {
        boolean interrupted = false;
        for (ExecutorService threads : List.of(ticks, conductor, partitions, records)) {
            threads.shutdown();
            while (!threads.isTerminated()) {
                try {
                    threads.awaitTermination(1, TimeUnit.MINUTES);
                } catch (InterruptedException asked) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
