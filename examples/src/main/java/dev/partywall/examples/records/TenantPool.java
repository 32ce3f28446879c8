package dev.partywall.examples.records;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantTasks;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A few threads that work for all tenants, each task for one; whoever hands in too much waits. For one caller. */
final class TenantPool implements AutoCloseable {

    private static final int TASKS_PER_THREAD = 4;
    private static final long PATIENCE_SECONDS = 60;

    private final ExecutorService threads;
    private final Semaphore room;
    private final int capacity;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    TenantPool(int size) {
        this.threads = TenantTasks.wrap(Executors.newFixedThreadPool(size));
        this.capacity = size * TASKS_PER_THREAD;
        this.room = new Semaphore(capacity);
    }

    /** Runs a task for a tenant. Fails with the failure of an earlier task. */
    void submit(TenantId tenant, Runnable task) {
        requireNoFailure();
        room.acquireUninterruptibly();
        // The wrapped pool captures the tenant that is bound here and binds it on the thread that runs the task.
        TenantContext.run(tenant, () -> threads.execute(() -> runAndMakeRoom(task)));
    }

    private void runAndMakeRoom(Runnable task) {
        try {
            if (failure.get() == null) {
                task.run();
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        } finally {
            room.release();
        }
    }

    /** Waits until all tasks have ended. Fails with the failure of one. */
    void await() {
        room.acquireUninterruptibly(capacity);
        room.release(capacity);
        requireNoFailure();
    }

    private void requireNoFailure() {
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Drops what has not begun and waits for the rest. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
