package dev.partywall.policy;

import static java.util.Objects.requireNonNull;

import dev.partywall.policy.internal.Evaluation;
import dev.partywall.policy.internal.Explanation;
import dev.partywall.policy.internal.Verdict;

/**
 * Decides requests as IAM documents it. Pure: no I/O, no clock, no state. Safe for use by many threads.
 *
 * <p>A statement matches, does not match, or its match is unknown: because a condition key is
 * {@linkplain ContextValue.Unmodelled unmodelled}, or because AWS does not document what happens. An outcome that hangs on
 * an unknown match is {@link Decision.Unmodelled}; an unknown match neither lets a request through nor hides a denial.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
public final class PolicyEvaluator {

    private PolicyEvaluator() {}

    /**
     * Decides a request.
     *
     * @param policies all policies that apply
     * @param request the request
     * @return the outcome
     */
    public static Decision decide(PolicySet policies, AuthorizationRequest request) {
        Verdict verdict = Evaluation.decide(policies, request);
        return switch (verdict.outcome()) {
            case ALLOWED -> new Decision.Allowed(policies, request);
            case EXPLICITLY_DENIED ->
                new Decision.ExplicitlyDenied(
                        policies, request, requireNonNull(verdict.layer()), requireNonNull(verdict.statement()));
            case IMPLICITLY_DENIED -> new Decision.ImplicitlyDenied(policies, request, requireNonNull(verdict.layer()));
            case UNMODELLED -> new Decision.Unmodelled(policies, request, Explanation.missing(policies, request));
        };
    }
}
