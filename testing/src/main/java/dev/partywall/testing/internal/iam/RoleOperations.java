package dev.partywall.testing.internal.iam;

import dev.partywall.policy.PolicyType;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.principals.RoleSettings;
import dev.partywall.testing.internal.principals.StoredPolicy;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.util.Map;

/** What only roles have: a trust policy, a description, a session duration. */
final class RoleOperations {

    private final Principals principals;
    private final Entities entities;
    private final IamAccess access;

    RoleOperations(Principals principals) {
        this.principals = principals;
        this.entities = new Entities(principals);
        this.access = new IamAccess(principals);
    }

    Map<String, IamOperation> operations() {
        return Map.of(
                "UpdateRole",
                IamOperation.of(request -> access.entity("iam:UpdateRole", EntityKind.ROLE, request), this::updateRole),
                "UpdateAssumeRolePolicy",
                IamOperation.of(
                        request -> access.entity("iam:UpdateAssumeRolePolicy", EntityKind.ROLE, request),
                        this::updateTrust));
    }

    private XmlElements updateRole(IamRequest request) {
        entities.update(request, EntityKind.ROLE, role -> update(role, request));
        return Answers.nothing();
    }

    private static Entity update(Entity role, IamRequest request) {
        RoleSettings old = role.settings();
        return role.withSettings(new RoleSettings(
                old.trust(),
                old.trusted(),
                request.text("Description", 0, 1000).orElse(old.description()),
                request.number("MaxSessionDuration", 3600, 43_200).orElse(old.maxSessionDuration())));
    }

    private XmlElements updateTrust(IamRequest request) {
        StoredPolicy trust = request.policy("PolicyDocument", PolicyType.TRUST);
        Map<String, String> trusted = TrustPolicies.check(trust, principals);
        entities.update(
                request,
                EntityKind.ROLE,
                role -> role.withSettings(role.settings().withTrust(trust, trusted)));
        return Answers.nothing();
    }
}
