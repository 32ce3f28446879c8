package dev.partywall.abac.policies;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Caller;
import dev.partywall.policy.Decision;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyEvaluator;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.RequestContext;
import java.util.List;
import java.util.function.UnaryOperator;

/** Decisions for services that the lab does not have, and for requests that its services cannot make. */
final class Evaluated {

    private static final Caller SESSION = new Caller.RoleSession(
            World.ACCOUNT, "arn:aws:iam::111122223333:role/app", "arn:aws:sts::111122223333:assumed-role/app/job");

    private final PolicyDocument policy;
    private final String tenant;

    Evaluated(PolicyDocument policy, String tenant) {
        this.policy = policy;
        this.tenant = tenant;
    }

    boolean allows(String action, String resource) {
        return allows(action, resource, context -> context);
    }

    boolean allows(String action, String resource, UnaryOperator<RequestContext.Builder> more) {
        return decide(action, resource, more).isAllowed();
    }

    Decision decide(String action, String resource, UnaryOperator<RequestContext.Builder> more) {
        RequestContext.Builder context = RequestContext.builder();
        if (!tenant.isEmpty()) {
            context.with("aws:PrincipalTag/TenantId", tenant);
        }
        RequestContext all = more.apply(context).build();
        return PolicyEvaluator.decide(
                PolicySet.NONE.withIdentity(List.of(new AttachedPolicy("policy", policy))),
                new AuthorizationRequest(SESSION, action, resource, World.ACCOUNT, all));
    }
}
