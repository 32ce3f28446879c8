package dev.partywall.lifecycle;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import org.jspecify.annotations.Nullable;

/**
 * An operation on a tenant could not begin, or could not end. {@link #isRetryable()} says whether calling it again helps: it
 * then goes on where it stopped. Where it does not help, what an onboarding or a migration had made was taken back.
 */
public final class LifecycleException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * For the lifecycle.
     *
     * @param code what is wrong, 520 to 529
     * @param tenant on whom
     * @param retryable whether the same call may succeed later with nothing changed
     * @param problem what is wrong and what to do; no secrets
     * @param cause the failure behind this one, if any
     */
    public LifecycleException(
            ErrorCode code, TenantId tenant, boolean retryable, String problem, @Nullable Throwable cause) {
        super(code, tenant, retryable, "Tenant " + tenant + ": " + problem, cause);
    }
}
