package dev.partywall.lifecycle;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import org.jspecify.annotations.Nullable;

/**
 * The registry could not be read or written. A save that ended so may have been stored all the same: read the record again
 * before the next.
 */
public final class TenantRegistryException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * For registries.
     *
     * @param code one of {@code REGISTRY_UNAVAILABLE}, {@code REGISTRY_ACCESS_DENIED}, {@code REGISTRY_MISSING},
     *     {@code REGISTRY_RECORD_MALFORMED}, {@code REGISTRY_SET_BACK}
     * @param tenant whose record, if it is about one
     * @param retryable whether the same call may succeed later with nothing changed
     * @param problem what is wrong and what to do; no secrets
     * @param cause the store's failure
     */
    public TenantRegistryException(
            ErrorCode code, @Nullable TenantId tenant, boolean retryable, String problem, @Nullable Throwable cause) {
        super(code, tenant, retryable, (tenant == null ? "" : "Tenant " + tenant + ": ") + problem, cause);
    }
}
