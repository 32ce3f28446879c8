package dev.partywall.testing.internal;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who makes a call, as of now: a policy that was changed since the session began counts as changed.
 *
 * @param caller as policies name it
 * @param arn as GetCallerIdentity and messages name it: of a session the assumed-role ARN
 * @param account the account, twelve digits; empty of the anonymous
 * @param userId the value of {@code aws:userid}; empty of the anonymous
 * @param tags the principal tags: of a session the session tags over the role's
 * @param keys further condition keys of the caller by name, such as {@code aws:TokenIssueTime}, {@code aws:username},
 *     {@code aws:SourceIdentity}, {@code aws:FederatedProvider}; what is not here is absent
 * @param transitiveTagKeys keys of the session tags that a chained session inherits
 * @param policies the identity policies: of a session those of its role
 * @param permissionsBoundary its boundary
 * @param sessionPolicies the policies passed with the session
 */
public record Identity(
        Caller caller,
        String arn,
        String account,
        String userId,
        Map<String, String> tags,
        Map<String, String> keys,
        List<String> transitiveTagKeys,
        List<AttachedPolicy> policies,
        Optional<AttachedPolicy> permissionsBoundary,
        List<AttachedPolicy> sessionPolicies) {

    /** Copies maps and lists. */
    public Identity {
        tags = Map.copyOf(tags);
        keys = Map.copyOf(keys);
        transitiveTagKeys = List.copyOf(transitiveTagKeys);
        policies = List.copyOf(policies);
        sessionPolicies = List.copyOf(sessionPolicies);
    }

    /** Nobody in particular. */
    public static Identity anonymous() {
        return bare(new Caller.Anonymous(), "anonymous", "", "");
    }

    /** Someone without tags and policies: the root user, a service. */
    public static Identity bare(Caller caller, String arn, String account, String userId) {
        return new Identity(
                caller, arn, account, userId, Map.of(), Map.of(), List.of(), List.of(), Optional.empty(), List.of());
    }

    /** Whether it is a session of a role. */
    public boolean isRoleSession() {
        return caller instanceof Caller.RoleSession;
    }
}
