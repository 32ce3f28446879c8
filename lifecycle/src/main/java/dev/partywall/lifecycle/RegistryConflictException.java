package dev.partywall.lifecycle;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;

/** The record that was to be stored is not the newest any more, so nothing was stored. Read it again, and decide again. */
public final class RegistryConflictException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * For registries.
     *
     * @param tenant whose record
     * @param version the version that was to be replaced
     */
    public RegistryConflictException(TenantId tenant, long version) {
        super(
                ErrorCode.REGISTRY_CONFLICT,
                tenant,
                false,
                version == 0
                        ? "Tenant " + tenant
                                + ": the registry has the tenant already, so nothing was stored. Read its record."
                        : "Tenant " + tenant + ": version " + version
                                + " of its record is not the newest any more, so nothing was stored. Read it again.",
                null);
    }
}
