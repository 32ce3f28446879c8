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
import java.util.List;
import java.util.Optional;

/** Asks the evaluator about one element of a statement. */
final class Conditions {

    static final String ACCOUNT = "111122223333";

    /** The role that policies are thought to be attached to. */
    static final Caller TENANT_SESSION = new Caller.RoleSession(
            ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":role/app", "arn:aws:sts::" + ACCOUNT + ":assumed-role/app/session");

    private static final SourceRange NOWHERE = new SourceRange(1, 1, 1, 1);
    private static final ActionElement ALL_ACTIONS = new ActionElement(false, List.of("*"));
    private static final ResourceElement ALL_RESOURCES = new ResourceElement(false, List.of("*"));

    private Conditions() {}

    /** Whether a condition holds in the current language. */
    static boolean holds(Condition condition, Facts facts) {
        return allows(ALL_ACTIONS, ALL_RESOURCES, List.of(condition), "any:Any", "*", facts);
    }

    /** Whether an Action or NotAction means an action. */
    static boolean means(ActionElement element, String action) {
        return allows(element, ALL_RESOURCES, List.of(), action, "*", Facts.NONE);
    }

    /** Whether a statement's Resource or NotResource means a resource; one without means all. */
    static boolean means(Statement statement, String resource, Facts facts) {
        return statement
                .resource()
                .map(element -> allows(ALL_ACTIONS, element, List.of(), "any:Any", resource, facts))
                .orElse(true);
    }

    /** Whether a pattern means a resource. */
    static boolean means(String pattern, String resource, Facts facts) {
        ResourceElement element = new ResourceElement(false, List.of(pattern));
        return allows(ALL_ACTIONS, element, List.of(), "any:Any", resource, facts);
    }

    private static boolean allows(
            ActionElement actions,
            ResourceElement resources,
            List<Condition> conditions,
            String action,
            String resource,
            Facts facts) {
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
        PolicySet policies = PolicySet.NONE.withIdentity(List.of(new AttachedPolicy("element", document)));
        AuthorizationRequest request =
                new AuthorizationRequest(TENANT_SESSION, action, resource, ACCOUNT, facts.toContext());
        return PolicyEvaluator.decide(policies, request).isAllowed();
    }
}
