package dev.partywall.core;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;

/** The executors that a program may have, newer JDKs' among them. */
enum Pools {
    SINGLE {
        @Override
        ExecutorService open() {
            return Executors.newSingleThreadExecutor();
        }
    },
    FIXED {
        @Override
        ExecutorService open() {
            return Executors.newFixedThreadPool(2);
        }
    },
    CACHED {
        @Override
        ExecutorService open() {
            return Executors.newCachedThreadPool();
        }
    },
    SCHEDULED {
        @Override
        ExecutorService open() {
            return Executors.newScheduledThreadPool(2);
        }
    },
    FORK_JOIN {
        @Override
        ExecutorService open() {
            return new ForkJoinPool(2);
        }
    },
    WORK_STEALING {
        @Override
        ExecutorService open() {
            return Executors.newWorkStealingPool(2);
        }
    },
    VIRTUAL {
        @Override
        ExecutorService open() {
            assumeTrue(
                    Runtime.version().feature() >= 21,
                    "virtual threads came with JDK 21, this is "
                            + Runtime.version().feature());
            return (ExecutorService) call(Executors.class, "newVirtualThreadPerTaskExecutor");
        }
    };

    abstract ExecutorService open();

    /** An executor that makes a thread of the given factory for each task; JDK 21 and newer. */
    static ExecutorService threadPerTask(ThreadFactory factory) {
        try {
            return (ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, factory);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("not the API of JDK 21", e);
        }
    }

    /** Makes virtual threads; JDK 21 and newer. */
    static ThreadFactory virtualThreads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("not the API of JDK 21", e);
        }
    }

    private static Object call(Class<?> type, String method) {
        try {
            return type.getMethod(method).invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("not the API of JDK 21", e);
        }
    }
}
