package dev.partywall.lifecycle.internal.steps;

import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.aws.TenantRoleMaker;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.util.Optional;

/** Makes the tenant's own role, where tenants have such. */
public final class RoleStep implements Step {

    private final Optional<TenantRoleMaker> roles;

    /** With what makes roles of single tenants; where that is absent tenants share one. */
    public RoleStep(Optional<TenantRoleMaker> roles) {
        this.roles = roles;
    }

    @Override
    public String name() {
        return "role";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        return record.withRole(roles.map(maker -> maker.create(record.tenant(), Parameters.operation(record))));
    }

    @Override
    public TenantRecord undo(TenantRecord record, Notes notes) {
        roles.ifPresent(maker -> maker.delete(record.tenant(), Parameters.operation(record)));
        return record.withRole(Optional.empty());
    }

    /** The onboarding was taken back while this process made the role. */
    @Override
    public void disown(TenantRecord mine, TenantRecord stored) {
        if (Parameters.isTakenBack(mine, stored)) {
            roles.ifPresent(maker -> maker.delete(mine.tenant(), Parameters.operation(mine)));
        }
    }
}
