package dev.partywall.core;

/**
 * Code that runs for one tenant asked to run for another; nothing was done.
 *
 * <p>{@link #tenant()} is the tenant that was bound, {@link #requested()} the one that was refused.
 */
public final class TenantMismatchException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /** The id of the tenant that was refused. */
    private final String requested;

    TenantMismatchException(TenantId bound, TenantId requested) {
        super(
                ErrorCode.TENANT_MISMATCH,
                bound,
                false,
                "Tenant " + bound + " is bound to this thread, so tenant " + requested
                        + " was refused. Let the block of "
                        + bound + " end first; work that spans tenants binds them one after the other, never one inside"
                        + " the other.",
                null);
        this.requested = requested.value();
    }

    /**
     * The tenant that was refused.
     *
     * @return the id asked for
     */
    public TenantId requested() {
        return TenantId.of(requested);
    }
}
