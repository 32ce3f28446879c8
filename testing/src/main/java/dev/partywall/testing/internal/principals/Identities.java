package dev.partywall.testing.internal.principals;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Caller;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.internal.Identity;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Users, roles and sessions as callers, with the policies that they have now. */
final class Identities {

    private final Principals principals;

    Identities(Principals principals) {
        this.principals = principals;
    }

    /** A user with a long-term access key. */
    Identity ofUser(Entity user) {
        return user(user, Map.of());
    }

    /** A user with the credentials of GetSessionToken: in everything but the kind of credentials the user. */
    Identity ofUser(Entity user, Session session) {
        return user(user, keys(session));
    }

    private Identity user(Entity user, Map<String, String> sessionKeys) {
        Map<String, String> keys = new HashMap<>(sessionKeys);
        keys.put("aws:username", user.name());
        return new Identity(
                new Caller.IamUser(account(), user.arn()),
                user.arn(),
                account(),
                user.id(),
                user.tags(),
                keys,
                List.of(),
                policies(user),
                boundary(user),
                List.of());
    }

    /** The root user with the credentials of GetSessionToken. */
    Identity ofRoot(Identity root, Session session) {
        return new Identity(
                root.caller(),
                root.arn(),
                root.account(),
                root.userId(),
                root.tags(),
                keys(session),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    /** A session of a role; its tags stand over the role's. The ARN of a session has no path. */
    Identity ofSession(Entity role, Session session) {
        String arn = "arn:aws:sts::" + account() + ":assumed-role/" + role.name() + "/" + session.name();
        return new Identity(
                new Caller.RoleSession(account(), role.arn(), arn),
                arn,
                account(),
                role.id() + ":" + session.name(),
                Tags.merge(role.tags(), session.tags()),
                keys(session),
                session.transitiveTagKeys(),
                policies(role),
                boundary(role),
                sessionPolicies(session));
    }

    /**
     * Temporary credentials always tell about MFA
     * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent);
     * the lab has none.
     */
    private static Map<String, String> keys(Session session) {
        Map<String, String> keys = new HashMap<>(session.keys());
        keys.put("aws:MultiFactorAuthPresent", "false");
        keys.put(
                "aws:TokenIssueTime",
                session.issued().truncatedTo(ChronoUnit.SECONDS).toString());
        session.sourceIdentity().ifPresent(source -> keys.put("aws:SourceIdentity", source));
        return keys;
    }

    private List<AttachedPolicy> policies(Entity entity) {
        List<AttachedPolicy> policies = new ArrayList<>();
        String owner = entity.kind().arnType() + "/" + entity.name();
        entity.inline()
                .forEach((name, policy) -> policies.add(new AttachedPolicy(owner + ": " + name, policy.document())));
        entity.attached().forEach(arn -> policies.add(managed(arn, PolicyType.IDENTITY)));
        return policies;
    }

    private Optional<AttachedPolicy> boundary(Entity entity) {
        return entity.boundary().map(arn -> managed(arn, PolicyType.PERMISSIONS_BOUNDARY));
    }

    private List<AttachedPolicy> sessionPolicies(Session session) {
        List<AttachedPolicy> policies = new ArrayList<>();
        session.policy().ifPresent(policies::add);
        session.policyArns().forEach(arn -> policies.add(managed(arn, PolicyType.SESSION)));
        return policies;
    }

    /** A policy that is gone stays as one that allows nothing, so that a session is not left without a limit. */
    private AttachedPolicy managed(String arn, PolicyType type) {
        return new AttachedPolicy(
                arn,
                principals
                        .policyByArn(arn)
                        .map(policy -> policy.inForce().as(type))
                        .orElseGet(() -> new PolicyDocument(type, Optional.empty(), Optional.empty(), List.of())));
    }

    private String account() {
        return principals.account().accountId();
    }
}
