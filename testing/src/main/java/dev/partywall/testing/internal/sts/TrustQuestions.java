package dev.partywall.testing.internal.sts;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.Principals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What STS asks before a role is assumed: the action itself, {@code sts:TagSession} if the session gets tags, and {@code
 * sts:SetSourceIdentity} if it gets a source identity. The trust policy must allow each of them
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html).
 *
 * @param action such as {@code sts:AssumeRole}
 * @param roleArn as the request names it
 * @param tagged whether the session gets tags, passed or inherited
 * @param sourced whether it gets a source identity, passed or inherited
 */
record TrustQuestions(String action, String roleArn, boolean tagged, boolean sourced) {

    /** The questions. A role that does not exist trusts nobody. */
    List<AccessCheck> of(Principals principals, ServiceKeys.Builder keys) {
        Optional<Entity> role = principals.roleByArn(roleArn);
        Map<String, String> tags = role.map(Entity::tags).orElse(Map.of());
        ServiceKeys all = keys.withTags("aws:ResourceTag/", tags)
                .withTags("iam:ResourceTag/", tags)
                .build();
        List<AttachedPolicy> trust =
                role.stream().map(found -> TrustPolicy.of(found, principals)).toList();
        List<String> actions = new ArrayList<>(List.of(action));
        if (tagged) {
            actions.add("sts:TagSession");
        }
        if (sourced) {
            actions.add("sts:SetSourceIdentity");
        }
        return actions.stream()
                .map(asked -> new AccessCheck(asked, roleArn, all, trust, true))
                .toList();
    }
}
