package dev.partywall.abac;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import org.jspecify.annotations.Nullable;

/** A call to AWS would not have gone out as the tenant that it is made for; it was not sent. */
public final class CallNotScopedException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * For the scope of clients.
     *
     * @param code what is wrong
     * @param tenant for whom the call was made, if that is known
     * @param problem what is wrong and what to do; no secrets
     */
    public CallNotScopedException(ErrorCode code, @Nullable TenantId tenant, String problem) {
        super(code, tenant, false, (tenant == null ? "" : "Tenant " + tenant + ": ") + problem, null);
    }
}
