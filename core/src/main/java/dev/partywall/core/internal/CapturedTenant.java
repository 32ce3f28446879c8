package dev.partywall.core.internal;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext.Action;
import dev.partywall.core.TenantContext.Operation;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * The tenant, or the absence of one, that a task takes along.
 *
 * <p>A task is a boundary: it replaces what the thread has and puts it back, where a nested block would be refused. A
 * worker that helps out while it waits may run a task of one tenant inside a task of another.
 *
 * @param tenant the tenant, null for none
 */
public record CapturedTenant(@Nullable Tenant tenant) {

    /** What is bound to this thread now. */
    public static CapturedTenant capture() {
        return new CapturedTenant(BoundTenant.get());
    }

    /** Runs a block with what was captured. */
    public <X extends Throwable> void run(Action<X> action) throws X {
        Tenant before = BoundTenant.get();
        BoundTenant.set(tenant);
        try {
            action.run();
        } finally {
            BoundTenant.set(before);
        }
    }

    /** Runs a block with what was captured. */
    public <T extends @Nullable Object, X extends Throwable> T call(Operation<T, X> operation) throws X {
        Tenant before = BoundTenant.get();
        BoundTenant.set(tenant);
        try {
            return operation.call();
        } finally {
            BoundTenant.set(before);
        }
    }

    /** The task, run with what was captured. */
    public Runnable carry(Runnable task) {
        Objects.requireNonNull(task, "task");
        return () -> run(task::run);
    }

    /** The task, run with what was captured. */
    public <T extends @Nullable Object> Callable<T> carry(Callable<T> task) {
        Objects.requireNonNull(task, "task");
        return () -> call(task::call);
    }

    /** The task, run with what was captured. */
    public <T extends @Nullable Object> ForkJoinTask<T> carry(ForkJoinTask<T> task) {
        Objects.requireNonNull(task, "task");
        return ForkJoinTask.adapt(carry(() -> task.invoke()));
    }
}
