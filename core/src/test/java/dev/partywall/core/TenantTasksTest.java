package dev.partywall.core;

import static dev.partywall.core.Threads.fail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(240)
final class TenantTasksTest {

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

    /** One task of the JDK's kinds, wrapped at once and run later. */
    enum Shape {
        RUNNABLE {
            @Override
            <T> Supplier<T> wrap(Supplier<T> body) {
                List<T> result = new ArrayList<>();
                Runnable wrapped = TenantTasks.wrap((Runnable) () -> result.add(body.get()));
                return () -> {
                    wrapped.run();
                    return result.get(result.size() - 1);
                };
            }
        },
        CALLABLE {
            @Override
            <T> Supplier<T> wrap(Supplier<T> body) {
                Callable<T> wrapped = TenantTasks.wrap((Callable<T>) body::get);
                return () -> {
                    try {
                        return wrapped.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                };
            }
        },
        SUPPLIER {
            @Override
            <T> Supplier<T> wrap(Supplier<T> body) {
                return TenantTasks.wrapSupplier(body);
            }
        },
        FUNCTION {
            @Override
            <T> Supplier<T> wrap(Supplier<T> body) {
                var wrapped = TenantTasks.wrapFunction((String argument) -> {
                    assertThat(argument).isEqualTo("first");
                    return body.get();
                });
                return () -> wrapped.apply("first");
            }
        },
        BI_FUNCTION {
            @Override
            <T> Supplier<T> wrap(Supplier<T> body) {
                var wrapped = TenantTasks.wrapBiFunction((String first, Integer second) -> {
                    assertThat(first).isEqualTo("first");
                    assertThat(second).isEqualTo(2);
                    return body.get();
                });
                return () -> wrapped.apply("first", 2);
            }
        },
        CONSUMER {
            @Override
            <T> Supplier<T> wrap(Supplier<T> body) {
                List<T> result = new ArrayList<>();
                var wrapped = TenantTasks.wrapConsumer((String argument) -> {
                    assertThat(argument).isEqualTo("first");
                    result.add(body.get());
                });
                return () -> {
                    wrapped.accept("first");
                    return result.get(result.size() - 1);
                };
            }
        },
        BI_CONSUMER {
            @Override
            <T> Supplier<T> wrap(Supplier<T> body) {
                List<T> result = new ArrayList<>();
                var wrapped = TenantTasks.wrapBiConsumer((String first, Integer second) -> {
                    assertThat(first).isEqualTo("first");
                    assertThat(second).isEqualTo(2);
                    result.add(body.get());
                });
                return () -> {
                    wrapped.accept("first", 2);
                    return result.get(result.size() - 1);
                };
            }
        },
        FORK_JOIN_TASK {
            @Override
            <T> Supplier<T> wrap(Supplier<T> body) {
                return TenantTasks.wrap(ForkJoinTask.adapt(body::get))::invoke;
            }
        };

        abstract <T> Supplier<T> wrap(Supplier<T> body);
    }

    @Nested
    final class SingleTasks {

        @ParameterizedTest
        @EnumSource
        void wrap_anyShape_runsWithTheTenantBoundWhenWrapped(Shape shape) throws Exception {
            ExecutorService raw = open(Executors.newSingleThreadExecutor());
            Supplier<Optional<Tenant>> wrapped = TenantContext.call(ACME, () -> shape.wrap(TenantContext::find));

            assertThat(raw.submit(wrapped::get).get()).containsSame(ACME);
            assertThat(raw.submit(TenantContext::find).get()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void wrap_runOnAThreadOfAnotherTenant_replacesItAndPutsItBack(Shape shape) {
            Supplier<Tenant> wrapped = TenantContext.call(ACME, () -> shape.wrap(TenantContext::require));

            TenantContext.run(GLOBEX, () -> {
                assertThat(wrapped.get()).isSameAs(ACME);
                assertThat(TenantContext.require()).isSameAs(GLOBEX);
            });
        }

        @ParameterizedTest
        @EnumSource
        void wrap_runWhereTheSameTenantHasOtherAttributes_hasThoseOfTheWrapping(Shape shape) {
            Supplier<Tenant> wrapped = TenantContext.call(ACME, () -> shape.wrap(TenantContext::require));
            Tenant plain = Tenant.of("acme");

            TenantContext.run(plain, () -> {
                assertThat(wrapped.get()).isSameAs(ACME);
                assertThat(TenantContext.require()).isSameAs(plain);
            });
        }

        @ParameterizedTest
        @EnumSource
        void wrap_withNoTenant_runsWithNoneOnAThreadThatHasOne(Shape shape) {
            Supplier<Optional<Tenant>> wrapped = shape.wrap(TenantContext::find);

            TenantContext.run(GLOBEX, () -> {
                assertThat(wrapped.get()).isEmpty();
                assertThat(TenantContext.require()).isSameAs(GLOBEX);
            });
        }

        @ParameterizedTest
        @EnumSource
        void wrap_taskThatThrows_passesItOnAndPutsTheThreadBack(Shape shape) {
            for (Throwable failure : List.of(new IllegalStateException("unchecked"), new AssertionError("error"))) {
                Supplier<String> wrapped = TenantContext.call(ACME, () -> shape.wrap(() -> fail(failure)));

                TenantContext.run(GLOBEX, () -> {
                    assertThat(catchThrowable(wrapped::get)).isSameAs(failure);
                    assertThat(TenantContext.require()).isSameAs(GLOBEX);
                });
                Supplier<String> again = TenantContext.call(ACME, () -> shape.wrap(() -> fail(failure)));
                assertThat(catchThrowable(again::get)).isSameAs(failure);
                assertThat(TenantContext.find()).isEmpty();
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORK_JOIN_TASK") // runs once by its nature
        void wrap_runManyTimes_hasTheTenantEachTime(Shape shape) {
            Supplier<Optional<Tenant>> wrapped = TenantContext.call(ACME, () -> shape.wrap(TenantContext::find));

            for (int i = 0; i < 3; i++) {
                assertThat(wrapped.get()).containsSame(ACME);
                assertThat(TenantContext.find()).isEmpty();
            }
        }

        @ParameterizedTest
        @EnumSource
        void wrap_taskThatBinds_keepsTheRulesOfNesting(Shape shape) {
            Supplier<Tenant> wrapped = TenantContext.call(
                    ACME,
                    () -> shape.wrap(() -> {
                        assertThatExceptionOfType(TenantMismatchException.class)
                                .isThrownBy(() -> TenantContext.run(GLOBEX, () -> {}));
                        return TenantContext.call(ACME.id(), TenantContext::require);
                    }));

            assertThat(wrapped.get()).isSameAs(ACME);
        }

        @Test
        void wrap_callableThatThrowsAChecked_passesTheSameOn() {
            IOException failure = new IOException("disk");
            Callable<String> wrapped = TenantContext.call(
                    ACME,
                    () -> TenantTasks.wrap((Callable<String>) () -> {
                        throw failure;
                    }));

            assertThat(catchThrowable(wrapped::call)).isSameAs(failure);
            assertThat(TenantContext.find()).isEmpty();
        }

        @Test
        void wrap_insideAWrappedTask_takesTheTaskTenantAlong() {
            Supplier<Supplier<Tenant>> outer = TenantContext.call(
                    ACME, () -> TenantTasks.wrapSupplier(() -> TenantTasks.wrapSupplier(TenantContext::require)));

            Supplier<Tenant> inner = TenantContext.call(GLOBEX, outer::get);

            assertThat(inner.get()).isSameAs(ACME);
        }
    }
}
