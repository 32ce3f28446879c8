package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.TenantCredentialsException;
import dev.partywall.abac.TenantRoleDirectory;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A directory whose roles must each be one tenant's: without session tags two tenants of one role could not be told apart. Remembers whose
 * a role was until that tenant is evicted; an account has some thousand roles at most.
 */
final class RolesOfOneTenant implements TenantRoleDirectory {

    private final TenantRoleDirectory directory;
    private final ConcurrentMap<String, TenantId> owners = new ConcurrentHashMap<>();

    RolesOfOneTenant(TenantRoleDirectory directory) {
        this.directory = directory;
    }

    @Override
    public String roleOf(Tenant tenant) {
        String role = directory.roleOf(tenant);
        TenantId owner = role.isEmpty() ? null : owners.putIfAbsent(role, tenant.id());
        if (owner != null && !owner.equals(tenant.id())) {
            throw new TenantCredentialsException(
                    ErrorCode.ROLE_MISSING,
                    tenant.id(),
                    false,
                    "the role directory gives it the role of another tenant, " + owner
                            + "; without session tags nothing would tell the two apart: give each a role of its own, or leave out"
                            + " withoutSessionTags",
                    null);
        }
        return role;
    }

    /** The tenant's roles may become others'. */
    void forget(TenantId tenant) {
        owners.values().removeIf(tenant::equals);
    }
}
