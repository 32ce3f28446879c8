package dev.partywall.testing.internal.authorization;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.PolicySet;
import java.util.List;
import java.util.Map;

/** Puts another policy in the place of one, where that is attached: how a mutated policy comes into force. */
public final class PolicyOverlay {

    private volatile Map<AttachedPolicy, AttachedPolicy> replacements = Map.of();

    /** An overlay that changes nothing. */
    public PolicyOverlay() {}

    /** Runs something while one policy stands in the place of another. */
    public void with(AttachedPolicy policy, AttachedPolicy other, Runnable action) {
        replacements = Map.of(policy, other);
        try {
            action.run();
        } finally {
            replacements = Map.of();
        }
    }

    /** The policies as they are in force. */
    public PolicySet apply(PolicySet policies) {
        return apply(replacements, policies);
    }

    /** The policies with some replaced. */
    public static PolicySet apply(Map<AttachedPolicy, AttachedPolicy> replacements, PolicySet policies) {
        if (replacements.isEmpty()) {
            return policies;
        }
        return new PolicySet(
                policies.serviceControl().stream()
                        .map(level -> apply(replacements, level))
                        .toList(),
                policies.resourceControl().stream()
                        .map(level -> apply(replacements, level))
                        .toList(),
                apply(replacements, policies.resource()),
                policies.resourceMustAllow(),
                apply(replacements, policies.identity()),
                policies.permissionsBoundary().map(policy -> replacements.getOrDefault(policy, policy)),
                apply(replacements, policies.session()));
    }

    private static List<AttachedPolicy> apply(
            Map<AttachedPolicy, AttachedPolicy> replacements, List<AttachedPolicy> policies) {
        return policies.stream()
                .map(policy -> replacements.getOrDefault(policy, policy))
                .toList();
    }
}
