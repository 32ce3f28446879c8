package dev.partywall.core;

/** An operation needs a tenant and none is bound to the running code; nothing was done. There is no default tenant. */
public final class NoTenantException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    NoTenantException() {
        super(
                ErrorCode.NO_TENANT_BOUND,
                null,
                false,
                "No tenant is bound to this thread. Run the code inside TenantContext.run(tenant, ...), and carry the"
                        + " tenant to other threads with TenantTasks.wrap(...).",
                null);
    }
}
