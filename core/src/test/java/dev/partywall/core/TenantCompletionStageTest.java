package dev.partywall.core;

import static dev.partywall.core.Threads.assertClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link TenantTasks} on the steps of completion stages. */
@Timeout(240)
final class TenantCompletionStageTest {

    private static final Tenant ACME =
            Tenant.of("acme").withAttribute("tier", "gold").withActor("user-7");
    private static final Tenant GLOBEX = Tenant.of("globex");

    private final List<ExecutorService> opened = new ArrayList<>();
    private final ExecutorService raw = open(Executors.newSingleThreadExecutor());

    @AfterEach
    void nothing_afterEveryTest_isLeftOnThisThread() {
        opened.forEach(ExecutorService::shutdownNow);
        assertThat(TenantContext.find()).isEmpty();
    }

    private <E extends ExecutorService> E open(E executor) {
        opened.add(executor);
        return executor;
    }

    /** A step attached while ACME is bound to a stage that another tenant's code completes. */
    private void assertCarried(Step step) throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<Optional<Tenant>> seen = new CompletableFuture<>();
        CompletableFuture<?> result = TenantContext.call(ACME, () -> step.attach(source, seen));
        assertThat(seen).isNotDone();

        TenantContext.run(GLOBEX, () -> {
            source.complete("done");
            Object ended = result.get();
            assertThat(ended).isIn("next", null);
            assertThat(TenantContext.require()).isSameAs(GLOBEX);
        });

        assertThat(seen.get()).containsSame(ACME);
        assertClean(raw);
    }

    @FunctionalInterface
    private interface Step {
        CompletableFuture<?> attach(CompletableFuture<String> source, CompletableFuture<Optional<Tenant>> seen);
    }

    private static String next(CompletableFuture<Optional<Tenant>> seen) {
        seen.complete(TenantContext.find());
        return "next";
    }

    @Test
    void thenApply_wrappedFunction_hasTheTenantOfItsMaking() throws Exception {
        assertCarried((source, seen) -> source.thenApply(TenantTasks.wrapFunction(value -> next(seen))));
    }

    @Test
    void thenCompose_wrappedFunction_hasTheTenantOfItsMaking() throws Exception {
        assertCarried((source, seen) ->
                source.thenCompose(TenantTasks.wrapFunction(value -> CompletableFuture.completedFuture(next(seen)))));
    }

    @Test
    void handle_wrappedBiFunction_hasTheTenantOfItsMaking() throws Exception {
        assertCarried((source, seen) ->
                source.handle(TenantTasks.<String, Throwable, String>wrapBiFunction((value, failure) -> next(seen))));
    }

    @Test
    void thenCombine_wrappedBiFunction_hasTheTenantOfItsMaking() throws Exception {
        assertCarried((source, seen) -> source.thenCombine(
                CompletableFuture.completedFuture("other"), TenantTasks.wrapBiFunction((value, other) -> next(seen))));
    }

    @Test
    void thenAccept_wrappedConsumer_hasTheTenantOfItsMaking() throws Exception {
        assertCarried((source, seen) -> source.thenAccept(TenantTasks.wrapConsumer(value -> next(seen))));
    }

    @Test
    void thenAcceptBoth_wrappedBiConsumer_hasTheTenantOfItsMaking() throws Exception {
        assertCarried((source, seen) -> source.thenAcceptBoth(
                CompletableFuture.completedFuture("other"), TenantTasks.wrapBiConsumer((value, other) -> next(seen))));
    }

    @Test
    void whenComplete_wrappedBiConsumer_hasTheTenantOfItsMaking() throws Exception {
        assertCarried((source, seen) -> source.thenApply(value -> "next")
                .whenComplete(TenantTasks.<String, Throwable>wrapBiConsumer((value, failure) -> next(seen))));
    }

    @Test
    void thenRun_wrappedRunnable_hasTheTenantOfItsMaking() throws Exception {
        assertCarried((source, seen) -> source.thenRun(TenantTasks.wrap((Runnable) () -> next(seen))));
    }

    @Test
    void exceptionally_wrappedFunction_hasTheTenantOfItsMaking() throws Exception {
        assertCarried(
                (source, seen) -> source.<String>thenApply(value -> Threads.fail(new IllegalStateException("broken")))
                        .exceptionally(TenantTasks.wrapFunction(failure -> next(seen))));
    }

    @Test
    void thenApplyAsync_wrappedFunctionOnARawExecutor_hasTheTenantOfItsMaking() throws Exception {
        assertCarried((source, seen) -> source.thenApplyAsync(TenantTasks.wrapFunction(value -> next(seen)), raw));
    }

    @Test
    void supplyAsync_wrappedExecutor_hasTheTenantOfTheHandIn() throws Exception {
        CompletableFuture<Optional<Tenant>> seen = TenantContext.call(
                ACME, () -> CompletableFuture.supplyAsync(TenantContext::find, TenantTasks.wrap((Executor) raw)));

        assertThat(seen.get()).containsSame(ACME);
        assertClean(raw);
    }

    @Test
    void supplyAsync_wrappedSupplierOnTheCommonPool_hasTheTenantOfItsMaking() throws Exception {
        CompletableFuture<Optional<Tenant>> seen = TenantContext.call(
                ACME, () -> CompletableFuture.supplyAsync(TenantTasks.wrapSupplier(TenantContext::find)));

        assertThat(seen.get()).containsSame(ACME);
    }

    @Test
    void thenApplyAsync_eachStepOnAWrappedExecutor_keepsTheTenantThroughTheChain() throws Exception {
        Executor carrying = TenantTasks.wrap((Executor) raw);
        List<Optional<Tenant>> seen = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<List<Optional<Tenant>>> chain = TenantContext.call(
                ACME,
                () -> CompletableFuture.supplyAsync(
                                () -> {
                                    seen.add(TenantContext.find());
                                    return 1;
                                },
                                carrying)
                        .thenApplyAsync(
                                TenantTasks.wrapFunction(value -> {
                                    seen.add(TenantContext.find());
                                    return value + 1;
                                }),
                                carrying)
                        .thenApply(TenantTasks.wrapFunction(value -> {
                            seen.add(TenantContext.find());
                            return seen;
                        })));

        assertThat(chain.get()).hasSize(3).allMatch(Optional.of(ACME)::equals);
        assertClean(raw);
    }

    @Test
    void thenApply_stepThatThrows_leavesTheCompletingThreadItsTenant() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> result = TenantContext.call(
                ACME,
                () -> source.thenApply(
                        TenantTasks.wrapFunction(value -> Threads.<String>fail(new IllegalStateException("broken")))));

        TenantContext.run(GLOBEX, () -> {
            source.complete("done");
            assertThat(TenantContext.require()).isSameAs(GLOBEX);
        });

        assertThat(catchThrowable(result::join))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("broken");
    }
}
