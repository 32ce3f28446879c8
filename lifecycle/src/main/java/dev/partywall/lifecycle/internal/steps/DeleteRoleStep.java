package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.aws.TenantRoleMaker;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.util.Optional;

/** Deletes the tenant's own role with its policies, where it has one: its sessions can do nothing from then on. */
public final class DeleteRoleStep implements Step {

    private final Optional<TenantRoleMaker> roles;

    /** With what makes roles of single tenants; where that is absent tenants share one. */
    public DeleteRoleStep(Optional<TenantRoleMaker> roles) {
        this.roles = roles;
    }

    @Override
    public String name() {
        return "delete-role";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        if (record.role().isEmpty()) {
            return record;
        }
        String role = record.role().get();
        roles.orElseThrow(() -> missing(record, role)).deleteOwn(record.tenant(), role);
        return Parameters.with(record, Names.ROLE, role);
    }

    private static LifecycleException missing(TenantRecord record, String role) {
        return new LifecycleException(
                ErrorCode.OPERATION_REFUSED,
                record.tenant(),
                false,
                "it has the role " + role
                        + ", and this TenantLifecycle was built without the setting 'tenantRoles'; finish it"
                        + " with one that has it",
                null);
    }
}
