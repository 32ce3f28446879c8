package dev.partywall.lifecycle.internal.aws;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.SiloKeys;
import dev.partywall.lifecycle.TenantRoles;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

/** IAM roles of single tenants. */
public final class TenantRoleMaker {

    private static final int LONGEST_NAME = 64;
    private static final String POLICY = "partywall-tenant";

    private final IamClient iam;
    private final TenantRoles settings;

    /** Makes roles by these settings. */
    public TenantRoleMaker(IamClient iam, TenantRoles settings) {
        this.iam = iam;
        this.settings = settings;
    }

    /** The ARN of the tenant's role, made or brought to what the settings say. */
    public String create(TenantId tenant, UUID operation) {
        String name = name(tenant);
        Role role = AwsCall.of(tenant, "iam:CreateRole and iam:TagRole", () -> {
            try {
                return iam.createRole(request(tenant, operation)).role();
            } catch (EntityAlreadyExistsException madeBefore) {
                return bringUpToDate(tenant, requireOwn(tenant, operation, name));
            }
        });
        AwsCall.of(
                tenant,
                "iam:PutRolePolicy",
                () -> iam.putRolePolicy(put -> put.roleName(name)
                        .policyName(POLICY)
                        .policyDocument(settings.identityPolicy().toCompactJson())));
        return role.arn();
    }

    private CreateRoleRequest request(TenantId tenant, UUID operation) {
        return CreateRoleRequest.builder()
                .roleName(name(tenant))
                .path(settings.path())
                .assumeRolePolicyDocument(settings.trustPolicy().toCompactJson())
                .permissionsBoundary(settings.permissionsBoundary())
                .tags(tag(settings.tenantTag(), tenant.value()), tag(SiloKeys.OPERATION_TAG, operation.toString()))
                .build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private Role bringUpToDate(TenantId tenant, Role role) {
        AwsCall.of(
                tenant,
                "iam:UpdateAssumeRolePolicy",
                () -> iam.updateAssumeRolePolicy(update -> update.roleName(role.roleName())
                        .policyDocument(settings.trustPolicy().toCompactJson())));
        AwsCall.of(
                tenant,
                "iam:PutRolePermissionsBoundary",
                () -> iam.putRolePermissionsBoundary(
                        put -> put.roleName(role.roleName()).permissionsBoundary(settings.permissionsBoundary())));
        return role;
    }

    /** A role of that name that somebody else made is nobody's to change. */
    private Role requireOwn(TenantId tenant, UUID operation, String name) {
        Role role = iam.getRole(get -> get.roleName(name)).role();
        if (!isOf(role, tenant, operation)) {
            throw new LifecycleException(
                    ErrorCode.OPERATION_REFUSED,
                    tenant,
                    false,
                    "the role " + role.arn()
                            + " has the name that its role would have, and this onboarding did not make it;"
                            + " remove it, or set another namePrefix",
                    null);
        }
        return role;
    }

    private boolean isOf(Role role, TenantId tenant, UUID operation) {
        return role.path().equals(settings.path())
                && has(role, settings.tenantTag(), tenant.value())
                && has(role, SiloKeys.OPERATION_TAG, operation.toString());
    }

    private static boolean has(Role role, String key, String value) {
        return role.tags().stream()
                .anyMatch(tag -> tag.key().equals(key) && tag.value().equals(value));
    }

    /** Removes the role that an operation made, with its policies, however much of it there is; no other role. */
    public void delete(TenantId tenant, UUID operation) {
        delete(tenant, name(tenant), role -> isOf(role, tenant, operation));
    }

    /** Removes the role of a tenant, with its policies, whichever operation made it. */
    public void deleteOwn(TenantId tenant, String arn) {
        delete(tenant, TenantNames.ofRole(arn), role -> {
            requireOf(tenant, arn, role);
            return true;
        });
    }

    private void delete(TenantId tenant, String name, Predicate<Role> which) {
        AwsCall.of(tenant, "iam:DeleteRole", () -> {
            Optional<Role> found = unlessGone(
                            () -> iam.getRole(get -> get.roleName(name)).role())
                    .filter(which);
            found.ifPresent(role -> deletePolicies(name));
            return found.flatMap(role -> unlessGone(() -> iam.deleteRole(delete -> delete.roleName(name))));
        });
    }

    private void requireOf(TenantId tenant, String arn, Role role) {
        if (!role.arn().equals(arn) || !has(role, settings.tenantTag(), tenant.value())) {
            throw new LifecycleException(
                    ErrorCode.OPERATION_REFUSED,
                    tenant,
                    false,
                    "the role " + role.arn()
                            + " has the name of its role, and not its path or tag; remove it by hand, then call"
                            + " TenantLifecycle.shred again",
                    null);
        }
    }

    private void deletePolicies(String role) {
        iam.listRolePoliciesPaginator(list -> list.roleName(role)).policyNames().stream()
                .forEach(policy -> unlessGone(() ->
                        iam.deleteRolePolicy(delete -> delete.roleName(role).policyName(policy))));
        iam.listAttachedRolePoliciesPaginator(list -> list.roleName(role)).attachedPolicies().stream()
                .forEach(policy -> unlessGone(() ->
                        iam.detachRolePolicy(detach -> detach.roleName(role).policyArn(policy.policyArn()))));
    }

    private static <T> Optional<T> unlessGone(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (NoSuchEntityException gone) {
            return Optional.empty();
        }
    }

    private String name(TenantId tenant) {
        return TenantNames.of(settings.namePrefix(), tenant, LONGEST_NAME);
    }
}
