package dev.partywall.core;

import static dev.partywall.core.Threads.assertClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link TenantTasks} where workers help each other while they wait. */
@Timeout(240)
final class TenantForkJoinTest {

    private static final Tenant ACME =
            Tenant.of("acme").withAttribute("tier", "gold").withActor("user-7");
    private static final Tenant GLOBEX = Tenant.of("globex");

    private final List<ExecutorService> opened = new ArrayList<>();
    private final ForkJoinPool raw = open(new ForkJoinPool(1));
    private final ExecutorService carrying = TenantTasks.wrap((ExecutorService) raw);

    @AfterEach
    void nothing_afterEveryTest_isLeftOnThisThread() {
        opened.forEach(ExecutorService::shutdownNow);
        assertThat(TenantContext.find()).isEmpty();
    }

    private <E extends ExecutorService> E open(E executor) {
        opened.add(executor);
        return executor;
    }

    @Test
    void join_ofAnotherTenantsTaskByTheOnlyWorker_eachHasItsOwn() throws Exception {
        ForkJoinTask<List<Object>> globex =
                TenantContext.call(GLOBEX, () -> TenantTasks.wrap(ForkJoinTask.adapt(this::whoAndWhere)));

        List<Object> seen = TenantContext.call(
                        ACME,
                        () -> carrying.submit(() -> {
                            List<Object> all = new ArrayList<>(whoAndWhere());
                            all.addAll(globex.fork().join());
                            all.addAll(whoAndWhere());
                            return all;
                        }))
                .get();

        Object worker = seen.get(1);
        assertThat(seen).containsExactly(ACME, worker, GLOBEX, worker, ACME, worker);
        assertClean(raw);
    }

    @Test
    void join_ofAnotherTenantsTaskThatThrows_putsTheHelperBack() throws Exception {
        ForkJoinTask<String> globex = TenantContext.call(
                GLOBEX,
                () -> TenantTasks.wrap(
                        ForkJoinTask.adapt(() -> Threads.<String>fail(new IllegalStateException("broken")))));

        Tenant after = TenantContext.call(
                        ACME,
                        () -> carrying.submit(() -> {
                            globex.fork();
                            assertThat(catchThrowable(globex::join)).hasMessageContaining("broken");
                            return TenantContext.require();
                        }))
                .get();

        assertThat(after).isSameAs(ACME);
        assertClean(raw);
    }

    @Test
    void helpQuiesce_insideATask_runsOtherTenantsTasksWithTheirOwn() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch handedIn = new CountDownLatch(1);
        Future<List<Object>> acme = TenantContext.call(
                ACME,
                () -> carrying.submit(() -> {
                    started.countDown();
                    handedIn.await();
                    ForkJoinTask.helpQuiesce();
                    return whoAndWhere();
                }));
        started.await();
        Future<List<Object>> globex = TenantContext.call(GLOBEX, () -> carrying.submit(this::whoAndWhere));
        Future<Optional<Tenant>> none = carrying.submit(TenantContext::find);
        handedIn.countDown();

        Object worker = acme.get().get(1);
        assertThat(acme.get()).containsExactly(ACME, worker);
        assertThat(globex.get()).containsExactly(GLOBEX, worker);
        assertThat(none.get()).isEmpty();
        assertClean(raw);
    }

    @Test
    void recursion_everyForkWrapped_hasTheTenantOnEveryWorker() throws Exception {
        ForkJoinPool wide = open(new ForkJoinPool(4));

        int leaves = TenantContext.call(
                ACME, () -> wide.submit(TenantTasks.wrap(new Leaves(12))).get());

        assertThat(leaves).isEqualTo(1 << 12);
        assertClean(wide);
    }

    @Test
    void wrap_task_canBeInvokedSubmittedExecutedAndForked() throws Exception {
        List<Optional<Tenant>> seen = new ArrayList<>();
        seen.add(raw.invoke(task()));
        seen.add(raw.submit(task()).get());
        ForkJoinTask<Optional<Tenant>> executed = task();
        raw.execute(executed);
        seen.add(executed.get());
        seen.add(raw.submit(() -> task().fork().join()).get());

        assertThat(seen).hasSize(4).allMatch(Optional.of(ACME)::equals);
        assertClean(raw);
    }

    @Test
    void cancel_wrappedTaskBeforeItRuns_neverRunsTheOneInside() {
        AtomicInteger runs = new AtomicInteger();
        ForkJoinTask<Integer> wrapped =
                TenantContext.call(ACME, () -> TenantTasks.wrap(ForkJoinTask.adapt(runs::incrementAndGet)));

        assertThat(wrapped.cancel(false)).isTrue();

        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> raw.invoke(wrapped));
        assertThat(runs).hasValue(0);
    }

    private static ForkJoinTask<Optional<Tenant>> task() {
        Callable<Optional<Tenant>> find = TenantContext::find;
        return TenantContext.call(ACME, () -> TenantTasks.wrap(ForkJoinTask.adapt(find)));
    }

    private List<Object> whoAndWhere() {
        return List.of(TenantContext.require(), Thread.currentThread());
    }

    /** Counts the leaves of a binary tree; each fork is wrapped, each leaf sees the tenant. */
    private static final class Leaves extends RecursiveTask<Integer> {

        private static final long serialVersionUID = 1L;

        private final int depth;

        Leaves(int depth) {
            this.depth = depth;
        }

        @Override
        protected Integer compute() {
            assertThat(TenantContext.find()).containsSame(ACME);
            if (depth == 0) {
                return 1;
            }
            ForkJoinTask<Integer> left = TenantTasks.wrap(new Leaves(depth - 1)).fork();
            return new Leaves(depth - 1).compute() + left.join();
        }
    }
}
