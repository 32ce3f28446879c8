package dev.partywall.core;

import org.jspecify.annotations.Nullable;

/**
 * A {@link TenantGate} refused a tenant: it is unknown, not onboarded yet, suspended or gone, or nobody can tell any more.
 * Nothing was done for it. {@link #code()} says which.
 */
public final class TenantNotServedException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * For gates.
     *
     * @param code one of {@code TENANT_UNKNOWN}, {@code TENANT_ONBOARDING}, {@code TENANT_SUSPENDED},
     *     {@code TENANT_OFFBOARDED}, {@code TENANT_STATE_STALE}
     * @param tenant who was refused
     * @param retryable whether the same call may succeed later with nothing changed
     * @param problem what is wrong and what to do, as the end of a sentence
     * @param cause why nobody can tell, if that is known
     */
    public TenantNotServedException(
            ErrorCode code, TenantId tenant, boolean retryable, String problem, @Nullable Throwable cause) {
        super(code, tenant, retryable, "Tenant " + tenant + ": " + problem, cause);
    }
}
