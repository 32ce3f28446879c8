package dev.partywall.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.CarriageHarness.Report;
import dev.partywall.core.internal.BoundTenant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A million tasks of a thousand tenants through every carrier: no task sees another tenant, no thread keeps one.
 *
 * <p>Replay with {@code -Dpartywall.seed=...}. First the harness has to catch carriers that leak on purpose.
 */
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TenantCarriageStressTest {

    private static final int TASKS = 1_000_000;
    private static final int PLANTED_TASKS = 5_000;
    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());

    /** The carriers of {@link TenantTasks}. */
    enum Sound {
        FIXED_POOL {
            @Override
            Carrier open(Runnable check) {
                ExecutorService raw = WatchedPools.fixed(Executors.defaultThreadFactory(), check);
                ExecutorService carrying = TenantTasks.wrap(raw);
                return new Carrier(raw, (work, variant) -> submit(raw, carrying, work, variant));
            }
        },
        SCHEDULED_POOL {
            @Override
            Carrier open(Runnable check) {
                ScheduledExecutorService raw = WatchedPools.scheduled(check);
                ScheduledExecutorService carrying = TenantTasks.wrap(raw);
                return new Carrier(raw, (work, variant) -> {
                    int delay = variant % 300;
                    return switch (variant % 3) {
                        case 0 -> carrying.schedule(work.callable(), delay, TimeUnit.MICROSECONDS);
                        case 1 -> carrying.schedule(work.runnable(), delay, TimeUnit.MICROSECONDS);
                        default -> submit(raw, carrying, work, variant);
                    };
                });
            }
        },
        FORK_JOIN_POOL {
            @Override
            Carrier open(Runnable check) {
                ForkJoinPool raw = WatchedPools.forkJoin(check);
                ExecutorService carrying = TenantTasks.wrap((ExecutorService) raw);
                return new Carrier(
                        raw,
                        (work, variant) -> submit(
                                raw, carrying, variant % 3 == 0 ? new Joining(carrying, work) : work, variant / 3));
            }
        },
        COMPLETABLE_FUTURE {
            @Override
            Carrier open(Runnable check) {
                ExecutorService raw = WatchedPools.fixed(Executors.defaultThreadFactory(), check);
                return new Carrier(raw, (work, variant) -> {
                    CompletableFuture<?> future = stage(raw, work, variant);
                    CompletableFuture<?> looked =
                            future.handle(TenantTasks.<Object, Throwable, String>wrapBiFunction((result, failure) -> {
                                work.look();
                                return "looked";
                            }));
                    assertThat(looked).isNotNull();
                    return future;
                });
            }
        },
        VIRTUAL_THREADS {
            @Override
            Carrier open(Runnable check) {
                ExecutorService raw = WatchedPools.virtual(check);
                ExecutorService carrying = TenantTasks.wrap(raw);
                return new Carrier(raw, (work, variant) -> submit(raw, carrying, work, variant));
            }
        };

        abstract Carrier open(Runnable check);

        static List<Sound> ofThisJdk() {
            List<Sound> all = new ArrayList<>(List.of(values()));
            if (Runtime.version().feature() < 21) {
                all.remove(VIRTUAL_THREADS);
            }
            return all;
        }

        private static Future<?> submit(ExecutorService raw, ExecutorService carrying, Carrier.Work work, int variant) {
            return switch (variant % 5) {
                case 0 -> carrying.submit(work.callable());
                case 1 -> carrying.submit(work.runnable());
                case 2 -> carrying.submit(work.runnable(), "done");
                case 3 -> raw.submit(TenantTasks.wrap(work.callable()));
                default -> {
                    FutureTask<Object> task = new FutureTask<>(work.callable());
                    carrying.execute(task);
                    yield task;
                }
            };
        }

        private static CompletableFuture<?> stage(ExecutorService raw, Carrier.Work work, int variant) {
            Runnable runnable = work.runnable();
            return switch (variant % 4) {
                case 0 -> CompletableFuture.runAsync(runnable, TenantTasks.wrap(raw));
                case 1 -> CompletableFuture.supplyAsync(TenantTasks.wrapSupplier(() -> run(runnable)), raw);
                case 2 ->
                    CompletableFuture.completedFuture("source")
                            .thenApplyAsync(TenantTasks.wrapFunction(source -> run(runnable)), raw);
                default ->
                    CompletableFuture.supplyAsync(() -> "source", raw)
                            .thenAcceptAsync(TenantTasks.wrapConsumer(source -> runnable.run()), raw);
            };
        }

        private static String run(Runnable runnable) {
            runnable.run();
            return "done";
        }
    }

    /** Work that another worker may do while this one waits for it, and helps with other tenants' work meanwhile. */
    private record Joining(ExecutorService carrying, Carrier.Work work) implements Carrier.Work {

        @Override
        public void run() throws Exception {
            Future<?> child = carrying.submit(work.callable());
            work.look();
            assertThat(Carrier.await(child)).isEqualTo("done");
            work.look();
        }

        @Override
        public void look() {
            work.look();
        }
    }

    /** Carriers that leak, each in a way that a real one might. */
    enum Leaking {
        FORGETS_TO_RESTORE(true) {
            @Override
            Carrier open(Runnable check) {
                return fixed(check, work -> {
                    Tenant captured = BoundTenant.get();
                    return () -> {
                        BoundTenant.set(captured);
                        return work.call();
                    };
                });
            }
        },
        FORGETS_TO_RESTORE_AFTER_A_FAILURE(true) {
            @Override
            Carrier open(Runnable check) {
                return fixed(check, work -> {
                    Tenant captured = BoundTenant.get();
                    return () -> {
                        Tenant before = BoundTenant.get();
                        BoundTenant.set(captured);
                        Object result = work.call();
                        BoundTenant.set(before);
                        return result;
                    };
                });
            }
        },
        KEEPS_WHAT_THE_THREAD_HAS_WHERE_NONE_WAS_CAPTURED(true) {
            @Override
            Carrier open(Runnable check) {
                return fixed(check, work -> {
                    Tenant captured = BoundTenant.get();
                    return () -> {
                        if (captured != null) {
                            BoundTenant.set(captured);
                        }
                        return work.call();
                    };
                });
            }
        },
        CARRIES_NOTHING(false) {
            @Override
            Carrier open(Runnable check) {
                return fixed(check, work -> work);
            }
        },
        READS_THE_TENANT_WHEN_RUN(false) {
            @Override
            Carrier open(Runnable check) {
                AtomicReference<@Nullable Tenant> latest = new AtomicReference<>();
                return fixed(check, work -> {
                    latest.set(BoundTenant.get());
                    return () -> {
                        BoundTenant.set(latest.get());
                        try {
                            return work.call();
                        } finally {
                            BoundTenant.set(null);
                        }
                    };
                });
            }
        },
        INHERITS_THE_TENANT_OF_THE_THREADS_MAKER(true) {
            @Override
            Carrier open(Runnable check) {
                ThreadFactory inheriting = task -> {
                    Tenant maker = BoundTenant.get();
                    return new Thread(() -> {
                        BoundTenant.set(maker);
                        task.run();
                    });
                };
                ExecutorService raw = WatchedPools.fixed(inheriting, check);
                return new Carrier(raw, (work, variant) -> raw.submit(work.callable()));
            }
        },
        FORGETS_TO_RESTORE_IN_A_FORK_JOIN_POOL(true) {
            @Override
            Carrier open(Runnable check) {
                ForkJoinPool raw = WatchedPools.forkJoin(check);
                return new Carrier(raw, (work, variant) -> {
                    Tenant captured = BoundTenant.get();
                    return raw.submit(() -> {
                        BoundTenant.set(captured);
                        return work.callable().call();
                    });
                });
            }
        },
        CLEARS_INSTEAD_OF_RESTORING(false) {
            @Override
            Carrier open(Runnable check) {
                ForkJoinPool raw = WatchedPools.forkJoin(check);
                return new Carrier(
                        raw,
                        (work, variant) -> raw.submit(clearing(() -> {
                            Future<?> child = raw.submit(clearing(work.callable()));
                            Object result = child.get();
                            work.look();
                            return result;
                        })));
            }

            private static Callable<Object> clearing(Callable<Object> work) {
                Tenant captured = BoundTenant.get();
                return () -> {
                    BoundTenant.set(captured);
                    try {
                        return work.call();
                    } finally {
                        BoundTenant.set(null);
                    }
                };
            }
        };

        private final boolean leavesResidue;

        Leaking(boolean leavesResidue) {
            this.leavesResidue = leavesResidue;
        }

        abstract Carrier open(Runnable check);

        private static Carrier fixed(Runnable check, Carriage carriage) {
            ExecutorService raw = WatchedPools.fixed(Executors.defaultThreadFactory(), check);
            return new Carrier(raw, (work, variant) -> raw.submit(carriage.carry(work.callable())));
        }

        @FunctionalInterface
        private interface Carriage {
            Callable<Object> carry(Callable<Object> work);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void harness_leakingCarrier_isCaught(Leaking carrier) throws Exception {
        Report report = CarriageHarness.send(SEED, PLANTED_TASKS, carrier::open);

        assertThat(report.submitted()).isEqualTo(PLANTED_TASKS);
        assertThat(report.wrong() + report.residue())
                .as("leaks of %s, %s", carrier, replay())
                .isPositive();
        if (carrier.leavesResidue) {
            assertThat(report.residue())
                    .as("residue of %s, %s", carrier, replay())
                    .isPositive();
        } else {
            assertThat(report.wrong())
                    .as("wrong tenants of %s, %s", carrier, replay())
                    .isPositive();
        }
    }

    @Test
    @Order(2)
    void carriers_aMillionTasksOfAThousandTenants_leakNothing() throws Exception {
        List<Sound> carriers = Sound.ofThisJdk();
        long submitted = 0;
        for (Sound carrier : carriers) {
            long begin = System.nanoTime();

            Report report = CarriageHarness.send(SEED, TASKS / carriers.size(), carrier::open);

            System.out.printf(
                    "%s in %d ms, %s: %s%n", carrier, (System.nanoTime() - begin) / 1_000_000, replay(), report);
            assertSound(carrier, report);
            submitted += report.submitted();
        }
        assertThat(submitted).isEqualTo(TASKS);
    }

    private static void assertSound(Sound carrier, Report report) {
        assertThat(report.surprises())
                .as("surprises of %s, %s", carrier, replay())
                .isEmpty();
        assertThat(report.wrong())
                .as("wrong tenants of %s, %s", carrier, replay())
                .isZero();
        assertThat(report.residue()).as("residue of %s, %s", carrier, replay()).isZero();
        assertThat(report.completed() + report.failed() + report.cancelled())
                .as("outcomes of %s, %s", carrier, replay())
                .isEqualTo(report.submitted());
        assertThat(report.looks()).isGreaterThan(report.submitted());
        assertThat(report.checks()).isGreaterThan(report.submitted());
        assertThat(report.failed()).isGreaterThan(report.submitted() / 20);
        assertThat(report.cancelledQueued()).isPositive();
        assertThat(report.cancelledRunning()).isPositive();
    }

    private static String replay() {
        return "-Dpartywall.seed=" + SEED;
    }
}
