package dev.partywall.testing;

import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Decision;
import dev.partywall.policy.PolicySet;

/**
 * What IAM said to one of the questions that a call raised.
 *
 * @param request the question: caller, action, resource and condition keys
 * @param policies all policies that applied
 * @param decision the outcome, with its trace
 */
public record LabDecision(AuthorizationRequest request, PolicySet policies, Decision decision) {

    /**
     * The action.
     *
     * @return such as {@code dynamodb:GetItem}
     */
    public String action() {
        return request.action();
    }

    /**
     * The resource.
     *
     * @return its ARN, or {@code *}
     */
    public String resource() {
        return request.resource();
    }
}
