package dev.partywall.policy.golden;

import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Caller;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.Decision;
import dev.partywall.policy.PolicyEvaluator;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.RequestContext;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A question to IAM together with the policies that answer it.
 *
 * @param policies all policies
 * @param caller who asks
 * @param action the action
 * @param resource the ARN
 * @param resourceAccount the owner
 * @param context what is said about each key; a key that is not named is absent
 */
public record Scenario(
        PolicySet policies,
        Caller caller,
        String action,
        String resource,
        String resourceAccount,
        Map<String, ContextValue> context) {

    /** Copies the context. */
    public Scenario {
        context = Map.copyOf(context);
    }

    /** The same question with other policies. */
    public Scenario withPolicies(PolicySet other) {
        return new Scenario(other, caller, action, resource, resourceAccount, context);
    }

    Scenario withAction(String other) {
        return new Scenario(policies, caller, other, resource, resourceAccount, context);
    }

    /** The same question with another value of a key. */
    public Scenario withKey(String key, ContextValue value) {
        Map<String, ContextValue> other = new TreeMap<>(context);
        other.put(key, value);
        return new Scenario(policies, caller, action, resource, resourceAccount, other);
    }

    Decision decide() {
        return PolicyEvaluator.decide(
                policies, new AuthorizationRequest(caller, action, resource, resourceAccount, requestContext()));
    }

    /** The outcome without the statement: what must not change when order changes. */
    public Outcome outcome() {
        return Outcome.of(decide());
    }

    private RequestContext requestContext() {
        RequestContext.Builder builder = RequestContext.builder();
        context.forEach((key, value) -> {
            if (value instanceof ContextValue.Single single) {
                builder.with(key, single.value());
            } else if (value instanceof ContextValue.Multiple multiple) {
                builder.withAll(key, multiple.values());
            }
        });
        return builder.absent(key -> !isUnmodelled(key)).build();
    }

    private boolean isUnmodelled(String lowerCaseKey) {
        return context.entrySet().stream()
                .anyMatch(entry -> entry.getValue() instanceof ContextValue.Unmodelled
                        && entry.getKey().toLowerCase(Locale.ROOT).equals(lowerCaseKey));
    }
}
