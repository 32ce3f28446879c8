package dev.partywall.abac;

import dev.partywall.core.Tenant;

/**
 * Which role is a tenant's, where each tenant has a role of its own (RBAC). An account holds 1,000 roles, 5,000 at most
 * (<a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM quotas</a>); beyond that, tenants
 * share one role and are told apart by session tags.
 *
 * <p>Asked once a session, off the caller's thread and with no tenant bound, so it may look the role up. A tenant that moves
 * to another role uses it from its next session on, or at once after {@link TenantCredentials#evict}. Must be safe for many
 * threads.
 */
@FunctionalInterface
public interface TenantRoleDirectory {

    /**
     * The role of a tenant.
     *
     * @param tenant whose; it has only those attributes that become session tags, and an actor only if that becomes the
     *     source identity
     * @return the ARN of the role; empty if the tenant has none, which refuses the call
     */
    String roleOf(Tenant tenant);
}
