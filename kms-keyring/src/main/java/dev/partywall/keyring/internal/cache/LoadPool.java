package dev.partywall.keyring.internal.cache;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs loads, each on a thread of its own, with its tenant bound, up to a deadline.
 *
 * <p>No load waits for another's thread: a bound on the threads would let tenants that hang delay the others. The threads
 * are bounded all the same, by the operations that wait for a load and by the refreshes under way.
 */
final class LoadPool implements AutoCloseable {

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor deadlines;
    private final Duration timeout;

    LoadPool(Duration timeout) {
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("partywall-keys-load-"));
        this.deadlines = new ScheduledThreadPoolExecutor(1, daemons("partywall-keys-deadline-"));
        this.deadlines.setRemoveOnCancelPolicy(true);
        this.deadlines.setKeepAliveTime(30, TimeUnit.SECONDS);
        this.deadlines.allowCoreThreadTimeOut(true);
        this.timeout = timeout;
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            // No inheritable thread-locals: the thread would keep those of the first tenant that it works for.
            Thread thread = new Thread(null, task, prefix + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            return thread;
        };
    }

    Duration timeout() {
        return timeout;
    }

    /**
     * Runs a load for a tenant; after the deadline it is interrupted and {@code late} runs.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the pool is closed
     */
    void run(Tenant tenant, Runnable load, Runnable late) {
        Deadline deadline = new Deadline(late);
        Future<?> task = threads.submit(() -> {
            try {
                TenantContext.run(tenant, load::run);
            } catch (RuntimeException | Error broken) {
                // As if it had never ended: whoever waits for it must be told.
                late.run();
                throw broken;
            } finally {
                deadline.met();
            }
        });
        deadline.start(task);
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        threads.shutdownNow();
    }

    /** Ends a load that takes too long; whichever of the load and the deadline is first takes the other back. */
    private final class Deadline {

        private final Runnable late;
        private boolean met;
        private @Nullable ScheduledFuture<?> alarm;

        Deadline(Runnable late) {
            this.late = late;
        }

        synchronized void start(Future<?> task) {
            if (!met) {
                alarm = deadlines.schedule(() -> pass(task), timeout.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        synchronized void met() {
            met = true;
            if (alarm != null) {
                alarm.cancel(false);
            }
        }

        private void pass(Future<?> task) {
            try {
                late.run();
            } finally {
                task.cancel(true);
            }
        }
    }
}
