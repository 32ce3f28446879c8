package dev.partywall.core.internal;

import java.util.Objects;
import java.util.concurrent.Executor;

/** Carries the tenant with each task. */
public final class TenantExecutor implements Executor {

    private final Executor executor;

    /** Carries the tenant to the threads of {@code executor}. */
    public TenantExecutor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(CapturedTenant.capture().carry(task));
    }
}
