package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import org.jspecify.annotations.Nullable;

/**
 * A job's memory failed. {@link #isRetryable()} says whether the same call may succeed later. Of a save that failed it is not
 * known whether it was stored.
 */
public final class JobStoreException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * For stores.
     *
     * @param code {@code REENCRYPTION_STATE_MALFORMED} or {@code REENCRYPTION_STATE_UNAVAILABLE}
     * @param tenant whose job, if it is about one
     * @param retryable whether the same call may succeed later with nothing changed
     * @param problem what is wrong and what to do; no secrets
     * @param cause the store's failure, if there is one
     */
    public JobStoreException(
            ErrorCode code, @Nullable TenantId tenant, boolean retryable, String problem, @Nullable Throwable cause) {
        super(code, tenant, retryable, (tenant == null ? "" : "Tenant " + tenant + ": ") + problem, cause);
    }
}
