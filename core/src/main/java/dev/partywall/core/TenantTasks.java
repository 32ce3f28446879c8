package dev.partywall.core;

import dev.partywall.core.internal.CapturedTenant;
import dev.partywall.core.internal.TenantExecutor;
import dev.partywall.core.internal.TenantExecutorService;
import dev.partywall.core.internal.TenantScheduledExecutorService;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries the bound tenant to other threads.
 *
 * <p>A task captures the tenant that is bound when it is <em>wrapped</em>; an executor captures the tenant that is bound
 * when a task is <em>handed in</em>. The task runs with exactly that, on whatever thread, and the thread has afterwards
 * what it had before, whether the task returns, throws or is cancelled. A task captured with no tenant bound runs with
 * none: it does not pick up the tenant of a thread that happens to run it.
 *
 * <p>Executors of every kind are carried: fixed pools, {@link java.util.concurrent.ForkJoinPool}, scheduled executors and
 * the virtual-thread executors of newer JDKs. A wrapped executor shares its life with the one inside: closing either
 * closes both.
 *
 * <p>Steps of a {@link java.util.concurrent.CompletionStage} are carried by wrapping each function, or by giving each
 * {@code ...Async} step a wrapped executor; a step without either runs on the thread that completes the stage before it
 * and has that thread's tenant. <b>Hand every task of a shared {@link java.util.concurrent.ForkJoinPool} through a wrapped
 * executor:</b> a worker that waits in {@code join()} runs other tasks of its pool meanwhile, and one that is not wrapped
 * would see the waiting task's tenant.
 *
 * <p>A task forked inside a wrapped {@link ForkJoinTask} is a task of its own: wrap it too.
 *
 * <p>Reactor and observability libraries carry the tenant by micrometer's context propagation, under the key
 * {@code dev.partywall.tenant}, when {@code io.micrometer:context-propagation} is on the class path. A snapshot that was
 * taken with no tenant bound clears the tenant of a thread only if it was made with {@code clearMissing(true)}: make it so.
 *
 * <p>All wrapped objects are as safe for many threads as what they wrap.
 */
public final class TenantTasks {

    private TenantTasks() {}

    /**
     * A task that runs with the tenant bound now.
     *
     * @param task the task
     * @return the carrying task
     */
    public static Runnable wrap(Runnable task) {
        return CapturedTenant.capture().carry(task);
    }

    /**
     * A task that runs with the tenant bound now.
     *
     * @param <T> the result
     * @param task the task
     * @return the carrying task
     */
    public static <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
        return CapturedTenant.capture().carry(task);
    }

    /**
     * A task that runs with the tenant bound now. Fork the wrapped task, not the one inside.
     *
     * @param <T> the result
     * @param task the task, not yet forked
     * @return the carrying task
     */
    public static <T extends @Nullable Object> ForkJoinTask<T> wrap(ForkJoinTask<T> task) {
        return CapturedTenant.capture().carry(task);
    }

    /**
     * A supplier that runs with the tenant bound now.
     *
     * @param <T> the result
     * @param supplier the supplier
     * @return the carrying supplier
     */
    public static <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<T> supplier) {
        Objects.requireNonNull(supplier, "supplier");
        CapturedTenant captured = CapturedTenant.capture();
        return () -> captured.call(supplier::get);
    }

    /**
     * A function that runs with the tenant bound now, for steps such as {@code thenApply} and {@code thenCompose}.
     *
     * @param <A> the argument
     * @param <T> the result
     * @param function the function
     * @return the carrying function
     */
    public static <A extends @Nullable Object, T extends @Nullable Object> Function<A, T> wrapFunction(
            Function<A, T> function) {
        Objects.requireNonNull(function, "function");
        CapturedTenant captured = CapturedTenant.capture();
        return argument -> captured.call(() -> function.apply(argument));
    }

    /**
     * A function that runs with the tenant bound now, for steps such as {@code handle} and {@code thenCombine}.
     *
     * @param <A> the first argument
     * @param <B> the second argument
     * @param <T> the result
     * @param function the function
     * @return the carrying function
     */
    public static <A extends @Nullable Object, B extends @Nullable Object, T extends @Nullable Object>
            BiFunction<A, B, T> wrapBiFunction(BiFunction<A, B, T> function) {
        Objects.requireNonNull(function, "function");
        CapturedTenant captured = CapturedTenant.capture();
        return (first, second) -> captured.call(() -> function.apply(first, second));
    }

    /**
     * A consumer that runs with the tenant bound now, for steps such as {@code thenAccept}.
     *
     * @param <A> the argument
     * @param consumer the consumer
     * @return the carrying consumer
     */
    public static <A extends @Nullable Object> Consumer<A> wrapConsumer(Consumer<A> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        CapturedTenant captured = CapturedTenant.capture();
        return argument -> captured.run(() -> consumer.accept(argument));
    }

    /**
     * A consumer that runs with the tenant bound now, for steps such as {@code whenComplete}.
     *
     * @param <A> the first argument
     * @param <B> the second argument
     * @param consumer the consumer
     * @return the carrying consumer
     */
    public static <A extends @Nullable Object, B extends @Nullable Object> BiConsumer<A, B> wrapBiConsumer(
            BiConsumer<A, B> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        CapturedTenant captured = CapturedTenant.capture();
        return (first, second) -> captured.run(() -> consumer.accept(first, second));
    }

    /**
     * An executor whose tasks run with the tenant that was bound when they were handed in.
     *
     * @param executor the executor that runs them
     * @return the carrying executor
     */
    public static Executor wrap(Executor executor) {
        return new TenantExecutor(executor);
    }

    /**
     * An executor whose tasks run with the tenant that was bound when they were handed in. Takes fixed pools,
     * {@link java.util.concurrent.ForkJoinPool} and virtual-thread executors alike.
     *
     * @param executor the executor that runs them
     * @return the carrying executor
     */
    public static ExecutorService wrap(ExecutorService executor) {
        return new TenantExecutorService(executor);
    }

    /**
     * An executor whose tasks run, each time, with the tenant that was bound when they were scheduled.
     *
     * @param executor the executor that runs them
     * @return the carrying executor
     */
    public static ScheduledExecutorService wrap(ScheduledExecutorService executor) {
        return new TenantScheduledExecutorService(executor);
    }
}
