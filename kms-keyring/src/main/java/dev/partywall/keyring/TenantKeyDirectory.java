package dev.partywall.keyring;

import dev.partywall.core.TenantId;

/**
 * Under which KMS key each tenant's branch key is, where that differs by tenant (silo, bring your own key), and which versions
 * of it still open messages.
 *
 * <p>Asked on each opening of a message, and before each use of KMS, so it answers from memory and waits for nobody. Must be
 * safe for many threads. One that fails in any way has refused.
 *
 * <p><b>Guarantees of the keyring.</b> A row of the key store that is wrapped by a KMS key which is not the tenant's is refused
 * before KMS is asked: whoever can write to the table cannot put a branch key of their own in a tenant's place.
 */
@FunctionalInterface
public interface TenantKeyDirectory {

    /**
     * The rules of a tenant.
     *
     * @param tenant whose
     * @return what holds for its branch key now
     * @throws dev.partywall.core.TenantNotServedException if nothing is known of the tenant
     */
    TenantKeyRules rulesOf(TenantId tenant);

    /**
     * The same root key for all tenants.
     *
     * @param rootKeyArn the ARN of a symmetric KMS key
     * @return the directory
     * @throws InvalidKeySettingException if it is not the ARN of a KMS key
     */
    static TenantKeyDirectory ofOne(String rootKeyArn) {
        TenantKeyRules all = TenantKeyRules.of(rootKeyArn);
        return tenant -> all;
    }
}
