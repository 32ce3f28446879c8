package dev.partywall.lifecycle.internal.aws;

import dev.partywall.abac.TenantPolicies;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/**
 * Denies everything to the sessions of a tenant that were issued before a moment, with an inline policy on the role that they
 * are of: its own, or those that tenants share. The moment is a part of the policy's name: one that no session can be older
 * than is done with, and makes room, for all inline policies of a role together have 10,240 characters.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html">Revoke IAM role temporary
 *     security credentials</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and STS quotas</a>
 */
public final class SessionLockDown {

    private static final Duration LONGEST_SESSION = Duration.ofHours(12);
    private static final String PREFIX = "partywall-suspended-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{1,12})-([0-9a-f]+)");

    private final IamClient iam;
    private final TenantPolicies policies;
    private final List<String> sharedRoles;

    /** Locks the sessions of these roles, where the tenant has none of its own. */
    public SessionLockDown(IamClient iam, TenantPolicies policies, List<String> sharedRoles) {
        this.iam = iam;
        this.policies = policies;
        this.sharedRoles = List.copyOf(sharedRoles);
    }

    /** Denies the sessions issued before; later ones it does not touch. */
    public void deny(TenantRecord record, Instant before, Instant now) {
        TenantId tenant = record.tenant();
        String policy = policies.lockDown(before, tenant).toCompactJson();
        String name = PREFIX + before.getEpochSecond() + "-" + TenantNames.digest(tenant);
        eachRole(record, role -> {
            delete(tenant, role, lockDown -> isOver(lockDown, now));
            put(tenant, role, name, policy);
            // Of two suspensions at once, the later one's stays.
            delete(tenant, role, lockDown -> isOf(lockDown, tenant) && moment(lockDown) < before.getEpochSecond());
        });
    }

    /** Takes that back. */
    public void allow(TenantRecord record) {
        eachRole(record, role -> delete(record.tenant(), role, lockDown -> isOf(lockDown, record.tenant())));
    }

    /** A role of the tenant's own that is gone has no sessions. */
    private void eachRole(TenantRecord record, Consumer<String> work) {
        for (String role : roles(record)) {
            try {
                work.accept(role);
            } catch (LifecycleException failure) {
                if (record.role().isEmpty() || !(failure.getCause() instanceof NoSuchEntityException)) {
                    throw failure;
                }
            }
        }
    }

    private void put(TenantId tenant, String role, String name, String policy) {
        try {
            iam.putRolePolicy(put -> put.roleName(role).policyName(name).policyDocument(policy));
        } catch (LimitExceededException full) {
            throw new LifecycleException(
                    ErrorCode.ACCOUNT_LIMIT_REACHED,
                    tenant,
                    false,
                    "role " + role
                            + " has no room for one more policy that denies the sessions of a suspended tenant; end the"
                            + " sessions of all tenants with TenantPolicies.lockDown(Instant), or wait: such a policy is"
                            + " removed by the next suspension when it is older than " + LONGEST_SESSION,
                    full);
        } catch (SdkException failure) {
            throw AwsCall.failed(tenant, "iam:PutRolePolicy", failure);
        }
    }

    private void delete(TenantId tenant, String role, Predicate<Matcher> which) {
        AwsCall.of(tenant, "iam:ListRolePolicies and iam:DeleteRolePolicy", () -> {
            for (String policy :
                    iam.listRolePoliciesPaginator(list -> list.roleName(role)).policyNames()) {
                Matcher lockDown = NAME.matcher(policy);
                if (lockDown.matches() && which.test(lockDown)) {
                    deleteOne(role, policy);
                }
            }
            return role;
        });
    }

    private void deleteOne(String role, String policy) {
        try {
            iam.deleteRolePolicy(delete -> delete.roleName(role).policyName(policy));
        } catch (NoSuchEntityException byAnother) {
            // Which is what was wanted.
        }
    }

    private static boolean isOver(Matcher lockDown, Instant now) {
        return Instant.ofEpochSecond(moment(lockDown)).plus(LONGEST_SESSION).isBefore(now);
    }

    private static long moment(Matcher lockDown) {
        return Long.parseLong(lockDown.group(1));
    }

    private static boolean isOf(Matcher lockDown, TenantId tenant) {
        return lockDown.group(2).equals(TenantNames.digest(tenant));
    }

    private List<String> roles(TenantRecord record) {
        return record.role().map(List::of).orElse(sharedRoles).stream()
                .map(TenantNames::ofRole)
                .toList();
    }
}
