package dev.partywall.policy;

import java.util.List;
import java.util.Optional;

/**
 * All policies that apply to a request.
 *
 * @param serviceControl level by level from the root to the account; every level must allow; no level: no organization
 * @param resourceControl likewise
 * @param resource the policies of the resource, and its grants written as policies
 * @param resourceMustAllow whether nothing is allowed that the resource's policy does not allow: so with KMS keys and
 *     with the trust policy of a role. A statement for the caller's account then leaves it to identity policies
 * @param identity the caller's
 * @param permissionsBoundary the caller's, if it has one
 * @param session those passed with the session; none at all: empty
 */
public record PolicySet(
        List<List<AttachedPolicy>> serviceControl,
        List<List<AttachedPolicy>> resourceControl,
        List<AttachedPolicy> resource,
        boolean resourceMustAllow,
        List<AttachedPolicy> identity,
        Optional<AttachedPolicy> permissionsBoundary,
        List<AttachedPolicy> session) {

    /** No policy at all: denies everything. */
    public static final PolicySet NONE =
            new PolicySet(List.of(), List.of(), List.of(), false, List.of(), Optional.empty(), List.of());

    /**
     * Copies the lists.
     *
     * @param serviceControl level by level from the root to the account; every level must allow; no level: no organization
     * @param resourceControl likewise
     * @param resource the policies of the resource, and its grants written as policies
     * @param resourceMustAllow whether nothing is allowed that the resource's policy does not allow: so with KMS keys and
     *     with the trust policy of a role. A statement for the caller's account then leaves it to identity policies
     * @param identity the caller's
     * @param permissionsBoundary the caller's, if it has one
     * @param session those passed with the session; none at all: empty
     */
    public PolicySet {
        serviceControl = serviceControl.stream().map(List::copyOf).toList();
        resourceControl = resourceControl.stream().map(List::copyOf).toList();
        resource = List.copyOf(resource);
        identity = List.copyOf(identity);
        session = List.copyOf(session);
    }

    /**
     * This set with other identity policies.
     *
     * @param policies the caller's
     * @return a new set
     */
    public PolicySet withIdentity(List<AttachedPolicy> policies) {
        return new PolicySet(
                serviceControl, resourceControl, resource, resourceMustAllow, policies, permissionsBoundary, session);
    }

    /**
     * This set with other policies of the resource.
     *
     * @param policies the resource's
     * @param mustAllow whether they must allow
     * @return a new set
     */
    public PolicySet withResource(List<AttachedPolicy> policies, boolean mustAllow) {
        return new PolicySet(
                serviceControl, resourceControl, policies, mustAllow, identity, permissionsBoundary, session);
    }

    /**
     * This set with a permissions boundary.
     *
     * @param policy the boundary, or empty
     * @return a new set
     */
    public PolicySet withPermissionsBoundary(Optional<AttachedPolicy> policy) {
        return new PolicySet(serviceControl, resourceControl, resource, resourceMustAllow, identity, policy, session);
    }

    /**
     * This set with other session policies.
     *
     * @param policies those passed with the session
     * @return a new set
     */
    public PolicySet withSession(List<AttachedPolicy> policies) {
        return new PolicySet(
                serviceControl, resourceControl, resource, resourceMustAllow, identity, permissionsBoundary, policies);
    }

    /**
     * This set with other service control policies.
     *
     * @param levels level by level
     * @return a new set
     */
    public PolicySet withServiceControl(List<List<AttachedPolicy>> levels) {
        return new PolicySet(
                levels, resourceControl, resource, resourceMustAllow, identity, permissionsBoundary, session);
    }

    /**
     * This set with other resource control policies.
     *
     * @param levels level by level
     * @return a new set
     */
    public PolicySet withResourceControl(List<List<AttachedPolicy>> levels) {
        return new PolicySet(
                serviceControl, levels, resource, resourceMustAllow, identity, permissionsBoundary, session);
    }
}
