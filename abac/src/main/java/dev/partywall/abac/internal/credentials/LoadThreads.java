package dev.partywall.abac.internal.credentials;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls to STS: on threads of their own, with no tenant bound, after a wait and up to a deadline.
 *
 * <p>The wait and the deadline cost no thread. The threads are bounded: one STS serves all tenants, so if it hangs they all
 * wait, and more threads would not help.
 */
final class LoadThreads implements AutoCloseable {

    private static final int MAX_THREADS = 64;

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor handover;
    private final Duration timeout;

    LoadThreads(Duration timeout) {
        this.threads = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("partywall-sessions-"));
        this.threads.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(1, daemons("partywall-sessions-timer-"));
        this.handover = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemons("partywall-sessions-handover-"));
        this.timer.setRemoveOnCancelPolicy(true);
        this.timer.setKeepAliveTime(30, TimeUnit.SECONDS);
        this.timer.allowCoreThreadTimeOut(true);
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

    /** Runs what follows from an answer, and what follows from none; never waits, and never is too late. */
    Executor handover() {
        return task -> {
            try {
                handover.execute(task);
            } catch (RejectedExecutionException closed) {
                task.run();
            }
        };
    }

    Duration timeout() {
        return timeout;
    }

    /**
     * Runs a load after a wait; when the deadline, counted from now, passes first, the load is interrupted and {@code late}
     * runs.
     *
     * @throws RejectedExecutionException if closed
     */
    void run(Duration wait, Runnable load, Runnable late) {
        Deadline deadline = new Deadline(late);
        if (wait.isZero()) {
            deadline.begin(load);
        } else {
            deadline.beginAfter(wait, load);
        }
        deadline.start();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
        handover.shutdown(); // what is under way there tells those who wait
    }

    /** Ends a load that takes too long; whichever of the load and the deadline is first takes the other back. */
    private final class Deadline {

        private final Runnable late;
        private boolean over;
        private @Nullable Future<?> task;
        private @Nullable ScheduledFuture<?> alarm;

        Deadline(Runnable late) {
            this.late = late;
        }

        synchronized void beginAfter(Duration wait, Runnable load) {
            task = timer.schedule(() -> begin(load), wait.toNanos(), TimeUnit.NANOSECONDS);
        }

        synchronized void begin(Runnable load) {
            if (!over) {
                task = threads.submit(() -> {
                    try {
                        load.run();
                    } finally {
                        met();
                    }
                });
            }
        }

        synchronized void start() {
            if (!over) {
                alarm = timer.schedule(this::pass, timeout.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        private synchronized void met() {
            over = true;
            if (alarm != null) {
                alarm.cancel(false);
            }
        }

        private void pass() {
            handover().execute(late);
            Future<?> running;
            synchronized (this) {
                over = true;
                running = task;
            }
            if (running != null) {
                running.cancel(true);
            }
        }
    }
}
