package dev.partywall.core;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Pools that run a check on their threads outside tasks: around each one, or where they cannot, as a thread ends. */
final class WatchedPools {

    private static final int THREADS = 4;

    private WatchedPools() {}

    static ExecutorService fixed(ThreadFactory threads, Runnable check) {
        return new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads) {
            @Override
            protected void beforeExecute(Thread thread, Runnable task) {
                check.run();
            }

            @Override
            protected void afterExecute(Runnable task, @Nullable Throwable failure) {
                check.run();
            }
        };
    }

    static ScheduledExecutorService scheduled(Runnable check) {
        return new ScheduledThreadPoolExecutor(THREADS) {
            @Override
            protected void beforeExecute(Thread thread, Runnable task) {
                check.run();
            }

            @Override
            protected void afterExecute(Runnable task, @Nullable Throwable failure) {
                check.run();
            }
        };
    }

    static ForkJoinPool forkJoin(Runnable check) {
        ForkJoinPool.ForkJoinWorkerThreadFactory threads = pool -> new ForkJoinWorkerThread(pool) {
            @Override
            protected void onTermination(@Nullable Throwable failure) {
                check.run();
                super.onTermination(failure);
            }
        };
        return new ForkJoinPool(THREADS, threads, null, false);
    }

    /** Virtual threads, one for each task; JDK 21 and newer. */
    static ExecutorService virtual(Runnable check) {
        ThreadFactory threads = Pools.virtualThreads();
        return Pools.threadPerTask(task -> threads.newThread(() -> {
            task.run();
            check.run();
        }));
    }
}
