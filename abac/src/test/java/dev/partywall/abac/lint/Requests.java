package dev.partywall.abac.lint;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyEvaluator;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyType;
import java.util.List;

/** Asks the evaluator, apart from the linter. */
final class Requests {

    private Requests() {}

    /** Whether a document allows a request, alone or to callers whose own policies allow everything. */
    static boolean isAllowed(PolicyDocument document, List<AttachedPolicy> session, AuthorizationRequest request) {
        List<AttachedPolicy> attached = List.of(new AttachedPolicy("linted", document));
        PolicySet alone = document.statements().get(0).principal().isPresent()
                ? PolicySet.NONE.withResource(attached, document.type() != PolicyType.RESOURCE)
                : PolicySet.NONE.withIdentity(attached);
        PolicySet delegated = PolicySet.NONE.withResource(attached, true).withIdentity(List.of(everything()));
        return decide(alone, session, request)
                || (document.statements().get(0).principal().isPresent() && decide(delegated, session, request));
    }

    private static boolean decide(PolicySet policies, List<AttachedPolicy> session, AuthorizationRequest request) {
        return PolicyEvaluator.decide(policies.withSession(session), request).isAllowed();
    }

    private static AttachedPolicy everything() {
        return new AttachedPolicy("everything", PolicyDocument.parse(PolicyType.IDENTITY, """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"""));
    }

    /** A session policy that allows nothing. */
    static AttachedPolicy nothing() {
        return new AttachedPolicy("nothing", PolicyDocument.parse(PolicyType.SESSION, """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:None", "Resource": "*"}}"""));
    }
}
