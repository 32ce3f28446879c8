package dev.partywall.core;

import static dev.partywall.core.Threads.assertClean;
import static dev.partywall.core.Threads.awaitUninterruptibly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link TenantTasks} on executor services of every kind. */
@Timeout(240)
final class TenantExecutorServiceTest {

    private static final Tenant ACME =
            Tenant.of("acme").withAttribute("tier", "gold").withActor("user-7");
    private static final Tenant GLOBEX = Tenant.of("globex");

    private final List<ExecutorService> opened = new ArrayList<>();

    @AfterEach
    void nothing_afterEveryTest_isLeftOnThisThread() {
        opened.forEach(ExecutorService::shutdownNow);
        assertThat(TenantContext.find()).isEmpty();
    }

    private <E extends ExecutorService> E open(E executor) {
        opened.add(executor);
        return executor;
    }

    /** One way to hand a task to an executor service. */
    enum HandIn {
        EXECUTOR_EXECUTE {
            @Override
            <T> T through(ExecutorService raw, Supplier<T> body) throws Exception {
                CompletableFuture<T> result = new CompletableFuture<>();
                TenantTasks.wrap((Executor) raw).execute(() -> completeWith(result, body));
                return result.get();
            }
        },
        EXECUTE {
            @Override
            <T> T through(ExecutorService raw, Supplier<T> body) throws Exception {
                CompletableFuture<T> result = new CompletableFuture<>();
                TenantTasks.wrap(raw).execute(() -> completeWith(result, body));
                return result.get();
            }
        },
        SUBMIT_CALLABLE {
            @Override
            <T> T through(ExecutorService raw, Supplier<T> body) throws Exception {
                return TenantTasks.wrap(raw).submit((Callable<T>) body::get).get();
            }
        },
        SUBMIT_RUNNABLE {
            @Override
            <T> T through(ExecutorService raw, Supplier<T> body) throws Exception {
                CompletableFuture<T> result = new CompletableFuture<>();
                Object nothing = TenantTasks.wrap(raw)
                        .submit((Runnable) () -> result.complete(body.get()))
                        .get();
                assertThat(nothing).isNull();
                return result.join();
            }
        },
        SUBMIT_RUNNABLE_WITH_RESULT {
            @Override
            <T> T through(ExecutorService raw, Supplier<T> body) throws Exception {
                CompletableFuture<T> result = new CompletableFuture<>();
                String given = TenantTasks.wrap(raw)
                        .submit(() -> result.complete(body.get()), "given")
                        .get();
                assertThat(given).isEqualTo("given");
                return result.join();
            }
        },
        INVOKE_ALL {
            @Override
            <T> T through(ExecutorService raw, Supplier<T> body) throws Exception {
                List<Future<T>> futures = TenantTasks.wrap(raw).invokeAll(List.of(body::get, body::get));
                assertThat(futures).hasSize(2);
                T first = futures.get(0).get();
                assertThat(futures.get(1).get()).isEqualTo(first);
                return first;
            }
        },
        INVOKE_ALL_TIMED {
            @Override
            <T> T through(ExecutorService raw, Supplier<T> body) throws Exception {
                List<Future<T>> futures =
                        TenantTasks.wrap(raw).invokeAll(List.of(body::get, body::get), 30, TimeUnit.SECONDS);
                assertThat(futures).hasSize(2);
                T first = futures.get(0).get();
                assertThat(futures.get(1).get()).isEqualTo(first);
                return first;
            }
        },
        INVOKE_ANY {
            @Override
            <T> T through(ExecutorService raw, Supplier<T> body) throws Exception {
                return TenantTasks.wrap(raw).invokeAny(List.of(body::get, body::get));
            }
        },
        INVOKE_ANY_TIMED {
            @Override
            <T> T through(ExecutorService raw, Supplier<T> body) throws Exception {
                return TenantTasks.wrap(raw).invokeAny(List.of(body::get, body::get), 30, TimeUnit.SECONDS);
            }
        };

        abstract <T> T through(ExecutorService raw, Supplier<T> body) throws Exception;

        private static <T> void completeWith(CompletableFuture<T> result, Supplier<T> body) {
            try {
                result.complete(body.get());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        }
    }

    @Nested
    final class ExecutorServices {

        static Stream<Arguments> everyWayIntoEveryPool() {
            return Stream.of(HandIn.values())
                    .flatMap(handIn -> Stream.of(Pools.values()).map(pool -> Arguments.of(handIn, pool)));
        }

        @ParameterizedTest
        @MethodSource("everyWayIntoEveryPool")
        void handIn_tenantsInTurn_eachTaskHasItsOwnAndThreadsKeepNone(HandIn handIn, Pools pool) throws Exception {
            ExecutorService raw = open(pool.open());

            for (int i = 0; i < 3; i++) {
                Optional<Tenant> first = TenantContext.call(ACME, () -> handIn.through(raw, TenantContext::find));
                Optional<Tenant> none = handIn.through(raw, TenantContext::find);
                Optional<Tenant> second = TenantContext.call(GLOBEX, () -> handIn.through(raw, TenantContext::find));

                assertThat(first).containsSame(ACME);
                assertThat(none).isEmpty();
                assertThat(second).containsSame(GLOBEX);
                assertClean(raw);
            }
        }

        @ParameterizedTest
        @MethodSource("everyWayIntoEveryPool")
        void handIn_taskThatThrows_reportsItAndThreadsKeepNone(HandIn handIn, Pools pool) throws Exception {
            ExecutorService raw = open(pool.open());
            IllegalStateException failure = new IllegalStateException("broken");

            Throwable thrown = catchThrowable(() ->
                    TenantContext.run(ACME, () -> handIn.through(raw, () -> Threads.<String>fail(failure))));

            assertThat(thrown).isInstanceOf(ExecutionException.class).hasStackTraceContaining("broken");
            assertClean(raw);
            assertThat(TenantContext.find()).isEmpty();
        }

        @Test
        void invokeAll_manyTasks_keepsTheirOrder() throws Exception {
            ExecutorService carrying = TenantTasks.wrap(open(Executors.newFixedThreadPool(3)));
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                tasks.add(() -> number);
            }

            List<Future<Integer>> futures = TenantContext.call(ACME, () -> carrying.invokeAll(tasks));

            for (int i = 0; i < 50; i++) {
                assertThat(futures.get(i).get()).isEqualTo(i);
            }
        }

        @Test
        void invokeAll_timeOver_cancelsTheRestAndThreadsKeepNone() throws Exception {
            ExecutorService raw = open(Executors.newSingleThreadExecutor());
            CountDownLatch never = new CountDownLatch(1);
            Callable<Boolean> waiting = () -> never.await(30, TimeUnit.SECONDS);

            List<Future<Boolean>> futures = TenantContext.call(
                    ACME, () -> TenantTasks.wrap(raw).invokeAll(List.of(waiting, waiting), 20, TimeUnit.MILLISECONDS));

            assertThat(futures).allMatch(Future::isCancelled);
            assertClean(raw);
        }

        @Test
        void invokeAny_timeOver_throwsAndThreadsKeepNone() throws Exception {
            ExecutorService raw = open(Executors.newSingleThreadExecutor());
            CountDownLatch never = new CountDownLatch(1);
            Callable<Boolean> waiting = () -> never.await(30, TimeUnit.SECONDS);

            TenantContext.run(
                    ACME,
                    () -> assertThatExceptionOfType(TimeoutException.class)
                            .isThrownBy(() ->
                                    TenantTasks.wrap(raw).invokeAny(List.of(waiting), 20, TimeUnit.MILLISECONDS)));

            assertClean(raw);
        }

        @ParameterizedTest
        @EnumSource
        void cancel_whileRunning_leavesTheThreadClean(Pools pool) throws Exception {
            ExecutorService raw = open(pool.open());
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch gate = new CountDownLatch(1);
            CompletableFuture<Optional<Tenant>> seenAtTheEnd = new CompletableFuture<>();
            Future<?> future = TenantContext.call(
                    ACME,
                    () -> TenantTasks.wrap(raw).submit(() -> {
                        started.countDown();
                        awaitUninterruptibly(gate);
                        seenAtTheEnd.complete(TenantContext.find());
                    }));

            started.await();
            assertThat(future.cancel(true)).isTrue();
            gate.countDown();

            assertThat(seenAtTheEnd.get()).containsSame(ACME);
            assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
            assertClean(raw);
        }

        @Test
        void cancel_whileQueued_neverRunsTheTask() throws Exception {
            ExecutorService raw = open(Executors.newSingleThreadExecutor());
            CountDownLatch gate = new CountDownLatch(1);
            AtomicInteger runs = new AtomicInteger();
            Future<?> plug = raw.submit(() -> awaitUninterruptibly(gate));
            Future<?> future =
                    TenantContext.call(ACME, () -> TenantTasks.wrap(raw).submit(runs::incrementAndGet));

            assertThat(future.cancel(false)).isTrue();
            gate.countDown();
            Object nothing = plug.get();

            assertThat(nothing).isNull();
            assertClean(raw);
            assertThat(runs).hasValue(0);
        }

        @Test
        void callerRuns_taskCapturedWithNone_runsWithNoneOnTheTenantsThread() throws Exception {
            ThreadPoolExecutor raw = open(saturated());
            AtomicReference<Optional<Tenant>> seen = new AtomicReference<>();
            AtomicReference<Thread> thread = new AtomicReference<>();
            Runnable captured = TenantTasks.wrap((Runnable) () -> {
                thread.set(Thread.currentThread());
                seen.set(TenantContext.find());
            });

            TenantContext.run(GLOBEX, () -> {
                raw.execute(captured);
                assertThat(TenantContext.require()).isSameAs(GLOBEX);
            });

            assertThat(thread.get()).isSameAs(Thread.currentThread());
            assertThat(seen.get()).isEmpty();
        }

        @Test
        void callerRuns_taskHandedIn_runsWithItsTenantAndTheCallerKeepsIts() throws Exception {
            ExecutorService carrying = TenantTasks.wrap(open(saturated()));
            AtomicReference<Optional<Tenant>> seen = new AtomicReference<>();

            TenantContext.run(ACME, () -> {
                carrying.execute(() -> seen.set(TenantContext.find()));
                assertThat(TenantContext.require()).isSameAs(ACME);
            });

            assertThat(seen.get()).containsSame(ACME);
        }

        /** A pool whose only thread is busy and that runs what it cannot take on the thread that hands it in. */
        private static ThreadPoolExecutor saturated() throws InterruptedException {
            var pool = new ThreadPoolExecutor(
                    1,
                    1,
                    1,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Executors.defaultThreadFactory(),
                    new ThreadPoolExecutor.CallerRunsPolicy());
            CountDownLatch busy = new CountDownLatch(1);
            pool.execute(() -> {
                busy.countDown();
                awaitUninterruptibly(new CountDownLatch(1), 1);
            });
            busy.await();
            return pool;
        }
    }

    @Nested
    final class Lifecycle {

        @Test
        void shutdown_ofTheWrapped_endsTheOneInside() throws Exception {
            ExecutorService raw = open(Executors.newSingleThreadExecutor());
            ExecutorService carrying = TenantTasks.wrap(raw);
            assertThat(carrying.isShutdown()).isFalse();
            assertThat(carrying.isTerminated()).isFalse();
            assertThat(carrying.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();

            carrying.shutdown();

            assertThat(raw.isShutdown()).isTrue();
            assertThat(carrying.isShutdown()).isTrue();
            assertThat(carrying.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(carrying.isTerminated()).isTrue();
        }

        @Test
        void shutdown_ofTheOneInside_endsTheWrapped() throws Exception {
            ExecutorService raw = open(Executors.newSingleThreadExecutor());
            ExecutorService carrying = TenantTasks.wrap(raw);

            raw.shutdown();

            assertThat(carrying.isShutdown()).isTrue();
            assertThat(carrying.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void handIn_afterShutdown_isRejectedAndTheCallerKeepsItsTenant() {
            ExecutorService carrying = TenantTasks.wrap(open(Executors.newSingleThreadExecutor()));
            carrying.shutdown();

            TenantContext.run(ACME, () -> {
                assertThatExceptionOfType(RejectedExecutionException.class)
                        .isThrownBy(() -> carrying.execute(() -> {}));
                assertThat(TenantContext.require()).isSameAs(ACME);
            });
        }

        @Test
        void shutdownNow_queuedTasks_comeBackAndStillCarryTheirTenant() throws Exception {
            ExecutorService carrying = TenantTasks.wrap(open(Executors.newSingleThreadExecutor()));
            CountDownLatch busy = new CountDownLatch(1);
            AtomicReference<Optional<Tenant>> seen = new AtomicReference<>();
            carrying.execute(() -> {
                busy.countDown();
                awaitUninterruptibly(new CountDownLatch(1), 1);
            });
            busy.await();
            TenantContext.run(ACME, () -> carrying.execute(() -> seen.set(TenantContext.find())));

            List<Runnable> left = carrying.shutdownNow();
            TenantContext.run(GLOBEX, () -> left.forEach(Runnable::run));

            assertThat(left).hasSize(1);
            assertThat(seen.get()).containsSame(ACME);
        }

        @ParameterizedTest
        @EnumSource
        void close_ofTheWrapped_endsTheOneInside(Pools pool) throws Exception {
            ExecutorService raw = open(pool.open());

            close(TenantTasks.wrap(raw));

            assertThat(raw.isTerminated()).isTrue();
        }

        @Test
        void close_ofTheWrappedScheduled_endsTheOneInside() throws Exception {
            ScheduledExecutorService raw = open(Executors.newScheduledThreadPool(1));

            close(TenantTasks.wrap(raw));

            assertThat(raw.isTerminated()).isTrue();
        }

        @Test
        void close_ofTheWrappedCommonPool_isIgnoredAsTheCommonPoolDoes() throws Exception {
            ExecutorService carrying = TenantTasks.wrap((ExecutorService) ForkJoinPool.commonPool());
            CompletableFuture<String> closed = new CompletableFuture<>();
            Method close = closeMethod();
            Thread closing = new Thread(() -> {
                try {
                    close.invoke(carrying);
                    closed.complete("closed");
                } catch (ReflectiveOperationException e) {
                    closed.completeExceptionally(e);
                }
            });
            closing.setDaemon(true);
            closing.start();

            assertThat(closed.get(60, TimeUnit.SECONDS)).isEqualTo("closed");
            assertThat(ForkJoinPool.commonPool().isShutdown()).isFalse();
        }

        private static void close(ExecutorService executor) throws ReflectiveOperationException {
            closeMethod().invoke(executor);
        }

        private static Method closeMethod() throws NoSuchMethodException {
            assumeTrue(
                    Runtime.version().feature() >= 19,
                    "executors close since JDK 19, this is " + Runtime.version().feature());
            return ExecutorService.class.getMethod("close");
        }
    }
}
