package dev.partywall.testing.internal;

import dev.partywall.policy.AttachedPolicy;
import java.util.List;

/**
 * One question to IAM, without what the caller brings along: the authorizer adds the keys of the caller and of the request
 * at large.
 *
 * @param action the action, such as {@code dynamodb:GetItem}
 * @param resource the resource's ARN, or {@code *}
 * @param keys the condition keys of the service and the resource
 * @param resourcePolicies the policies of the resource, and its grants written as policies
 * @param resourceMustAllow whether those must allow, as with KMS keys and trust policies
 */
public record AccessCheck(
        String action,
        String resource,
        ServiceKeys keys,
        List<AttachedPolicy> resourcePolicies,
        boolean resourceMustAllow) {

    /** Copies the policies. */
    public AccessCheck {
        resourcePolicies = List.copyOf(resourcePolicies);
    }

    /** A question about a resource that has no policy of its own. */
    public static AccessCheck of(String action, String resource, ServiceKeys keys) {
        return new AccessCheck(action, resource, keys, List.of(), false);
    }
}
