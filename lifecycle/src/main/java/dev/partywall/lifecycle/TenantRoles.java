package dev.partywall.lifecycle;

import dev.partywall.abac.PolicyPlace;
import dev.partywall.abac.TenantPolicy;
import java.util.regex.Pattern;

/**
 * How IAM roles of single tenants are made (RBAC): one role a tenant, under a path, with the tenant's id as tag, which the
 * policies compare with. An account holds 1,000 roles, 5,000 at most
 * (<a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM quotas</a>); for more tenants let
 * them share one role.
 *
 * @param path the roles' path, such as {@code /tenants/}; 1 to 512 characters, a slash at both ends
 * @param namePrefix the beginning of the roles' names; 1 to 20 characters of {@code A-Z a-z 0-9 _ + = , . @ -}. Behind it stand as
 *     much of the tenant id as there is room for, and a digest of it: IAM tells no names apart by case
 * @param tenantTag the key of the tag that holds the tenant's id, as the policies name it
 * @param trustPolicy who assumes the roles: {@code TenantPolicies.dedicatedRoleTrustPolicy}
 * @param identityPolicy what they may do: {@code TenantPolicies.identityPolicy}
 * @param permissionsBoundary the ARN of the managed policy that bounds them
 */
public record TenantRoles(
        String path,
        String namePrefix,
        String tenantTag,
        TenantPolicy trustPolicy,
        TenantPolicy identityPolicy,
        String permissionsBoundary) {

    private static final Pattern PATH = Pattern.compile("/([!-~]{1,510}/)?");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,20}");
    private static final Pattern POLICY_ARN = Pattern.compile("arn:[a-z-]+:iam::[0-9]{12}:policy/[!-~]{1,512}");

    /**
     * Checks the settings.
     *
     * @param path the roles' path
     * @param namePrefix the beginning of the roles' names
     * @param tenantTag the key of the tag that holds the tenant's id
     * @param trustPolicy who assumes the roles
     * @param identityPolicy what they may do
     * @param permissionsBoundary the ARN of the managed policy that bounds them
     * @throws InvalidLifecycleSettingException if one cannot work
     */
    public TenantRoles {
        require(PATH.matcher(path).matches(), "path", "begins and ends with a slash, such as /tenants/");
        require(
                PREFIX.matcher(namePrefix).matches(),
                "namePrefix",
                "takes 1 to 20 characters of A-Z a-z 0-9 _ + = , . @ -");
        require(trustPolicy.place() == PolicyPlace.TRUST, "trustPolicy", "takes a trust policy");
        require(identityPolicy.place() == PolicyPlace.IDENTITY, "identityPolicy", "takes an identity-based policy");
        require(
                POLICY_ARN.matcher(permissionsBoundary).matches(),
                "permissionsBoundary",
                "takes the ARN of a managed policy of the account");
    }

    private static void require(boolean condition, String setting, String problem) {
        if (!condition) {
            throw InvalidLifecycleSettingException.setting(setting, problem);
        }
    }
}
