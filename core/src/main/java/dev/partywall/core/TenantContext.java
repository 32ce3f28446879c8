package dev.partywall.core;

import dev.partywall.core.internal.BoundTenant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which tenant the running code works for.
 *
 * <p>A tenant is bound for a block of code and only for it:
 *
 * <pre>{@code
 * TenantContext.run(TenantId.of("acme"), () -> dao.save(invoice));
 * }</pre>
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li>The binding ends with the block, however the block ends, so a pooled thread cannot keep it.
 *   <li>Inside a block the tenant cannot change: binding the same tenant again is fine, another one is refused.
 *   <li>A new thread starts with no tenant: nothing is inherited. {@link TenantTasks} carries the tenant across threads.
 *   <li>No tenant bound is an exception where one is needed, never a default tenant.
 * </ul>
 *
 * <p>All methods may be called from any thread; the binding is the calling thread's own.
 */
public final class TenantContext {

    private TenantContext() {}

    /**
     * A block of code without a result.
     *
     * @param <X> what the block may throw
     */
    @FunctionalInterface
    public interface Action<X extends Throwable> {
        /**
         * Runs the block.
         *
         * @throws X as the block does
         */
        void run() throws X;
    }

    /**
     * A block of code with a result.
     *
     * @param <T> the result
     * @param <X> what the block may throw
     */
    @FunctionalInterface
    public interface Operation<T extends @Nullable Object, X extends Throwable> {
        /**
         * Runs the block.
         *
         * @return the block's result
         * @throws X as the block does
         */
        T call() throws X;
    }

    /**
     * Runs a block for a tenant. Where the same tenant is bound already, its attributes and actor stay in force.
     *
     * @param <X> what the block may throw
     * @param tenant for whom
     * @param action the block
     * @throws X as the block does
     * @throws TenantMismatchException if another tenant is bound; the block does not run
     */
    public static <X extends Throwable> void run(TenantId tenant, Action<X> action) throws X {
        run(boundOr(tenant), action);
    }

    /**
     * Runs a block for a tenant with its attributes and actor. Where the same tenant is bound already, the attributes
     * and the actor given here replace the outer ones for the block.
     *
     * @param <X> what the block may throw
     * @param tenant for whom
     * @param action the block
     * @throws X as the block does
     * @throws TenantMismatchException if a tenant with another id is bound; the block does not run
     */
    public static <X extends Throwable> void run(Tenant tenant, Action<X> action) throws X {
        Objects.requireNonNull(action, "action");
        Tenant outer = enter(tenant);
        try {
            action.run();
        } finally {
            BoundTenant.set(outer);
        }
    }

    /**
     * Runs a block for a tenant and returns its result. Where the same tenant is bound already, its attributes and
     * actor stay in force.
     *
     * @param <T> the result
     * @param <X> what the block may throw
     * @param tenant for whom
     * @param operation the block
     * @return the block's result
     * @throws X as the block does
     * @throws TenantMismatchException if another tenant is bound; the block does not run
     */
    public static <T extends @Nullable Object, X extends Throwable> T call(TenantId tenant, Operation<T, X> operation)
            throws X {
        return call(boundOr(tenant), operation);
    }

    /**
     * Runs a block for a tenant with its attributes and actor and returns its result. Where the same tenant is bound
     * already, the attributes and the actor given here replace the outer ones for the block.
     *
     * @param <T> the result
     * @param <X> what the block may throw
     * @param tenant for whom
     * @param operation the block
     * @return the block's result
     * @throws X as the block does
     * @throws TenantMismatchException if a tenant with another id is bound; the block does not run
     */
    public static <T extends @Nullable Object, X extends Throwable> T call(Tenant tenant, Operation<T, X> operation)
            throws X {
        Objects.requireNonNull(operation, "operation");
        Tenant outer = enter(tenant);
        try {
            return operation.call();
        } finally {
            BoundTenant.set(outer);
        }
    }

    /**
     * The bound tenant.
     *
     * @return the tenant of the block that runs
     * @throws NoTenantException if no tenant is bound
     */
    public static Tenant require() {
        Tenant bound = BoundTenant.get();
        if (bound == null) {
            throw new NoTenantException();
        }
        return bound;
    }

    /**
     * The bound tenant, if there is one.
     *
     * @return the tenant of the block that runs, or empty
     */
    public static Optional<Tenant> find() {
        return Optional.ofNullable(BoundTenant.get());
    }

    private static Tenant boundOr(TenantId tenant) {
        Tenant bound = BoundTenant.get();
        return bound != null && bound.id().equals(tenant) ? bound : Tenant.of(tenant);
    }

    private static @Nullable Tenant enter(Tenant tenant) {
        Objects.requireNonNull(tenant, "tenant");
        Tenant bound = BoundTenant.get();
        if (bound != null && !bound.id().equals(tenant.id())) {
            throw new TenantMismatchException(bound.id(), tenant.id());
        }
        BoundTenant.set(tenant);
        return bound;
    }
}
