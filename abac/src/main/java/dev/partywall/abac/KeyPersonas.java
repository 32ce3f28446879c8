package dev.partywall.abac;

import dev.partywall.abac.internal.policies.Arn;
import dev.partywall.abac.internal.policies.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who has which part in a key hierarchy, by the ARNs of roles. No role may have two parts.
 *
 * @param keyAdministrators manage the root key and cannot use it
 * @param tenantServices the roles of tenants' sessions: decrypt the branch key of the tenant in the session's tag
 * @param keyStoreAdministrators make and rotate the branch key of the tenant in the session's tag, and never see one
 * @param auditors see metadata only
 * @see <a href="https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/keystore-least-privilege.html">Key
 *     stores: least privileged permissions</a>
 */
public record KeyPersonas(
        List<String> keyAdministrators,
        List<String> tenantServices,
        List<String> keyStoreAdministrators,
        List<String> auditors) {

    /**
     * Checks the roles and puts each list in order.
     *
     * @param keyAdministrators manage the root key and cannot use it
     * @param tenantServices the roles of tenants' sessions
     * @param keyStoreAdministrators make and rotate branch keys
     * @param auditors see metadata only
     * @throws InvalidPolicySettingException if an ARN is not that of a role, a role has two parts, or no role of tenants'
     *     sessions is named
     */
    public KeyPersonas {
        keyAdministrators = roles("keyAdministrators", keyAdministrators);
        tenantServices = roles("tenantServices", tenantServices);
        keyStoreAdministrators = roles("keyStoreAdministrators", keyStoreAdministrators);
        auditors = roles("auditors", auditors);
        if (tenantServices.isEmpty()) {
            throw InvalidPolicySettingException.setting("tenantServices", "names no role; nobody could decrypt");
        }
        Set<String> seen = new HashSet<>();
        Stream.of(keyAdministrators, tenantServices, keyStoreAdministrators, auditors)
                .flatMap(List::stream)
                .filter(role -> !seen.add(role))
                .findFirst()
                .ifPresent(KeyPersonas::refuse);
    }

    private static void refuse(String role) {
        throw InvalidPolicySettingException.setting(
                "personas", role + " has two parts in the key hierarchy; give each a role of its own");
    }

    private static List<String> roles(String setting, List<String> arns) {
        arns.forEach(arn -> Arn.parse(setting, arn, "iam").requireResource(setting, Names.ROLE));
        return arns.stream().distinct().sorted().toList();
    }
}
