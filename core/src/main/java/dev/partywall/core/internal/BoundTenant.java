package dev.partywall.core.internal;

import dev.partywall.core.Tenant;
import org.jspecify.annotations.Nullable;

/**
 * The tenant bound to the current thread: the only static state of Partywall.
 *
 * <p>Not an inheritable thread-local: a thread that a pool makes while a tenant is bound would keep that tenant for
 * its whole life.
 */
public final class BoundTenant {

    private static final ThreadLocal<Tenant> HOLDER = new ThreadLocal<>();

    private BoundTenant() {}

    /** The bound tenant or null. */
    public static @Nullable Tenant get() {
        return HOLDER.get();
    }

    /** Binds a tenant, or none; clearing removes the thread's entry rather than leaving one that holds null. */
    public static void set(@Nullable Tenant tenant) {
        if (tenant == null) {
            HOLDER.remove();
        } else {
            HOLDER.set(tenant);
        }
    }
}
