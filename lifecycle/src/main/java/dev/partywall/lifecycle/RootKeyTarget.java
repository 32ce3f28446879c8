package dev.partywall.lifecycle;

import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.TenantKeyRules;
import java.util.Optional;

/**
 * Where a tenant's branch key is to move.
 *
 * @param tier under whose KMS key
 * @param ownedKey for {@link Tier#BRING_YOUR_OWN_KEY}: the ARN of the tenant's KMS key
 * @param isNewKey for {@link Tier#SILO}: a new KMS key even if the tenant has one of its own
 */
public record RootKeyTarget(Tier tier, Optional<String> ownedKey, boolean isNewKey) {

    /**
     * Checks that a key is there where it has to be, and nowhere else.
     *
     * @param tier under whose KMS key
     * @param ownedKey the ARN of the tenant's KMS key
     * @param isNewKey a new KMS key even if the tenant has one of its own
     * @throws InvalidLifecycleSettingException if the key is missing, is one too many, or is not the ARN of a KMS key
     */
    public RootKeyTarget {
        check(tier, ownedKey);
    }

    /**
     * The root key that tenants share: the one that the lifecycle was built with, which may be another than the tenant's
     * present one.
     *
     * @return the target
     */
    public static RootKeyTarget pool() {
        return new RootKeyTarget(Tier.POOL, Optional.empty(), false);
    }

    /**
     * A KMS key of the tenant's own, made for it unless it has one.
     *
     * @return the target
     */
    public static RootKeyTarget silo() {
        return new RootKeyTarget(Tier.SILO, Optional.empty(), false);
    }

    /**
     * A new KMS key of the tenant's own, in place of the one that it has.
     *
     * @return the target
     */
    public static RootKeyTarget newSiloKey() {
        return new RootKeyTarget(Tier.SILO, Optional.empty(), true);
    }

    /**
     * A KMS key that the tenant owns.
     *
     * @param keyArn the ARN of the key
     * @return the target
     */
    public static RootKeyTarget ownedKey(String keyArn) {
        return new RootKeyTarget(Tier.BRING_YOUR_OWN_KEY, Optional.of(keyArn), false);
    }

    static void check(Tier tier, Optional<String> ownedKey) {
        if (ownedKey.isPresent() != (tier == Tier.BRING_YOUR_OWN_KEY)) {
            throw InvalidLifecycleSettingException.setting(
                    "ownedKey",
                    "is the ARN of the tenant's KMS key for tier BRING_YOUR_OWN_KEY, and empty for the others");
        }
        ownedKey.ifPresent(RootKeyTarget::requireKeyArn);
    }

    private static void requireKeyArn(String arn) {
        try {
            TenantKeyRules.of(arn);
        } catch (InvalidKeySettingException notKeyArn) {
            throw InvalidLifecycleSettingException.setting(
                    "ownedKey",
                    "takes the ARN of a KMS key, arn:<partition>:kms:<region>:<account>:key/<id>; an alias could be moved to"
                            + " another key");
        }
    }
}
