package dev.partywall.core.internal;

import dev.partywall.core.Tenant;
import io.micrometer.context.ThreadLocalAccessor;

/**
 * Carries the bound tenant through Reactor and observability by micrometer's context propagation.
 *
 * <p>Found by the {@link java.util.ServiceLoader} when {@code io.micrometer:context-propagation} is on the class path;
 * application code does not call it. A snapshot taken with no tenant bound clears the tenant where the snapshot is
 * taken with {@code clearMissing(true)}; with the default, a thread keeps what it has, so prefer {@code clearMissing}.
 */
public final class TenantThreadLocalAccessor implements ThreadLocalAccessor<Tenant> {

    /** The key of the tenant in a context: {@value}. */
    public static final String KEY = "dev.partywall.tenant";

    /** For the {@link java.util.ServiceLoader}. */
    public TenantThreadLocalAccessor() {}

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    @SuppressWarnings("NullAway") // micrometer: null where no value is present
    public Tenant getValue() {
        return BoundTenant.get();
    }

    @Override
    public void setValue(Tenant tenant) {
        BoundTenant.set(tenant);
    }

    @Override
    public void setValue() {
        BoundTenant.set(null);
    }
}
