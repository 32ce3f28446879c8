package dev.partywall.abac.internal.policies;

import dev.partywall.abac.InvalidPolicySettingException;
import java.util.List;

/**
 * What the service's own role needs to start sessions of tenants. The caller's policies are asked as well as the role's trust policy
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required).
 */
public final class ServiceText {

    private ServiceText() {}

    /** The grants for exactly these roles. */
    public static List<Grant> of(List<String> roles, String tag) {
        if (roles.isEmpty()) {
            throw InvalidPolicySettingException.setting("tenantRoles", "names no role; name the role of the tenants");
        }
        roles.forEach(arn -> Arn.parse("tenantRoles", arn, "iam").requireResource("tenantRoles", Names.ROLE));
        List<Bound> tagged = List.of(new Bound("StringLike", "aws:RequestTag/" + tag, List.of("?*")));
        return List.of(
                allow("AssumeRoleOfTenants", List.of("sts:AssumeRole", "sts:TagSession"), roles, tagged),
                allow("SetSourceIdentity", List.of("sts:SetSourceIdentity"), roles, List.of()));
    }

    private static Grant allow(String sid, List<String> actions, List<String> roles, List<Bound> bounds) {
        return Grant.allow(Grant.Part.GUARDS, sid, actions, roles, bounds);
    }
}
