package dev.partywall.abac.internal.lint;

import dev.partywall.policy.ActionElement;
import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Caller;
import dev.partywall.policy.Condition;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyEvaluator;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PolicyVersion;
import dev.partywall.policy.ResourceElement;
import dev.partywall.policy.SourceRange;
import dev.partywall.policy.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the evaluator about single elements of statements. Keeps what it made of them; not safe for use by many threads. */
final class Conditions {

    static final String ACCOUNT = "111122223333";

    /** The role that policies are thought to be attached to. */
    static final Caller TENANT_SESSION = new Caller.RoleSession(
            ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":role/app", "arn:aws:sts::" + ACCOUNT + ":assumed-role/app/session");

    private static final SourceRange NOWHERE = new SourceRange(1, 1, 1, 1);
    private static final ActionElement ALL_ACTIONS = new ActionElement(false, List.of("*"));
    private static final ResourceElement ALL_RESOURCES = new ResourceElement(false, List.of("*"));

    private final Map<Object, PolicySet> prepared = new HashMap<>();

    /** Whether a condition holds in the current language. */
    boolean holds(Condition condition, Facts facts) {
        PolicySet policies =
                prepared.computeIfAbsent(condition, key -> policies(ALL_ACTIONS, ALL_RESOURCES, List.of(condition)));
        return allows(policies, "any:Any", "*", facts);
    }

    /** Whether an Action or NotAction means an action. */
    boolean means(ActionElement element, String action) {
        PolicySet policies = prepared.computeIfAbsent(element, key -> policies(element, ALL_RESOURCES, List.of()));
        return allows(policies, action, "*", Facts.NONE);
    }

    /** Whether a statement's Resource or NotResource means a resource; one without means all. */
    boolean means(Statement statement, String resource, Facts facts) {
        return statement
                .resource()
                .map(element -> means(element, resource, facts))
                .orElse(true);
    }

    /** Whether a pattern means a resource. */
    boolean means(String pattern, String resource, Facts facts) {
        return means(new ResourceElement(false, List.of(pattern)), resource, facts);
    }

    private boolean means(ResourceElement element, String resource, Facts facts) {
        PolicySet policies = prepared.computeIfAbsent(element, key -> policies(ALL_ACTIONS, element, List.of()));
        return allows(policies, "any:Any", resource, facts);
    }

    private static PolicySet policies(ActionElement actions, ResourceElement resources, List<Condition> conditions) {
        Statement statement = new Statement(
                0,
                Optional.empty(),
                Effect.ALLOW,
                Optional.empty(),
                actions,
                Optional.of(resources),
                conditions,
                NOWHERE);
        PolicyDocument document = new PolicyDocument(
                PolicyType.IDENTITY, Optional.of(PolicyVersion.V2012_10_17), Optional.empty(), List.of(statement));
        return PolicySet.NONE.withIdentity(List.of(new AttachedPolicy("element", document)));
    }

    private static boolean allows(PolicySet policies, String action, String resource, Facts facts) {
        AuthorizationRequest request =
                new AuthorizationRequest(TENANT_SESSION, action, resource, ACCOUNT, facts.toContext());
        return PolicyEvaluator.decide(policies, request).isAllowed();
    }
}
