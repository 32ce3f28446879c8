package dev.partywall.core;

import static dev.partywall.core.Threads.assertClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link TenantTasks} on scheduled executor services. */
@Timeout(240)
final class TenantScheduledExecutorServiceTest {

    private static final Tenant ACME =
            Tenant.of("acme").withAttribute("tier", "gold").withActor("user-7");

    private final List<ExecutorService> opened = new ArrayList<>();
    private final ScheduledExecutorService raw = open(Executors.newScheduledThreadPool(1));
    private final ScheduledExecutorService carrying = TenantTasks.wrap(raw);

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
    void schedule_callable_hasTheTenantOfTheScheduling() throws Exception {
        ScheduledFuture<Optional<Tenant>> future =
                TenantContext.call(ACME, () -> carrying.schedule(TenantContext::find, 5, TimeUnit.MILLISECONDS));

        assertThat(future.get()).containsSame(ACME);
        assertClean(raw);
    }

    @Test
    void schedule_runnable_hasTheTenantOfTheScheduling() throws Exception {
        CompletableFuture<Optional<Tenant>> seen = new CompletableFuture<>();
        ScheduledFuture<?> future = TenantContext.call(
                ACME,
                () -> carrying.schedule(
                        (Runnable) () -> seen.complete(TenantContext.find()), 5, TimeUnit.MILLISECONDS));

        assertThat(seen.get()).containsSame(ACME);
        Object nothing = future.get();
        assertThat(nothing).isNull();
        assertClean(raw);
    }

    @Test
    void schedule_longDelay_isHonouredAndCanBeCancelled() {
        ScheduledFuture<?> future = TenantContext.call(ACME, () -> carrying.schedule(() -> {}, 1, TimeUnit.HOURS));

        assertThat(future.getDelay(TimeUnit.MINUTES)).isBetween(58L, 60L);
        assertThat(future.cancel(false)).isTrue();
    }

    @Test
    void scheduleAtFixedRate_everyRun_hasTheTenantOfTheScheduling() throws Exception {
        periodic((task) -> carrying.scheduleAtFixedRate(task, 0, 1, TimeUnit.MILLISECONDS));
    }

    @Test
    void scheduleWithFixedDelay_everyRun_hasTheTenantOfTheScheduling() throws Exception {
        periodic((task) -> carrying.scheduleWithFixedDelay(task, 0, 1, TimeUnit.MILLISECONDS));
    }

    @Test
    void scheduleAtFixedRate_noTenantBound_runsWithNoneBetweenRunsOfOthers() throws Exception {
        List<Optional<Tenant>> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch runs = new CountDownLatch(3);
        ScheduledFuture<?> none = carrying.scheduleAtFixedRate(
                () -> {
                    seen.add(TenantContext.find());
                    runs.countDown();
                },
                0,
                2,
                TimeUnit.MILLISECONDS);
        ScheduledFuture<?> acme =
                TenantContext.call(ACME, () -> carrying.scheduleAtFixedRate(() -> {}, 1, 2, TimeUnit.MILLISECONDS));

        runs.await();
        none.cancel(false);
        acme.cancel(false);

        assertThat(seen).hasSizeGreaterThanOrEqualTo(3).allMatch(Optional::isEmpty);
        assertClean(raw);
    }

    @Test
    void scheduleAtFixedRate_runThatThrows_endsTheSeriesAndLeavesNothing() throws Exception {
        ScheduledFuture<?> future = TenantContext.call(
                ACME,
                () -> carrying.scheduleAtFixedRate(
                        () -> Threads.<String>fail(new IllegalStateException("broken")), 0, 1, TimeUnit.MILLISECONDS));

        assertThat(catchThrowable(future::get))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("broken");
        assertClean(raw);
    }

    private void periodic(Function<Runnable, ScheduledFuture<?>> schedule) throws Exception {
        List<Optional<Tenant>> seen = Collections.synchronizedList(new ArrayList<>());
        List<Optional<Tenant>> between = new ArrayList<>();
        CountDownLatch runs = new CountDownLatch(5);
        ScheduledFuture<?> future = TenantContext.call(
                ACME,
                () -> schedule.apply(() -> {
                    seen.add(TenantContext.find());
                    runs.countDown();
                }));

        for (int i = 0; i < 5; i++) {
            between.add(raw.submit(TenantContext::find).get());
        }
        runs.await();
        future.cancel(false);

        assertThat(between).allMatch(Optional::isEmpty);
        assertThat(seen).hasSizeGreaterThanOrEqualTo(5).allMatch(Optional.of(ACME)::equals);
        assertClean(raw);
    }
}
