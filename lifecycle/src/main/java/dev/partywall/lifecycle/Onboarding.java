package dev.partywall.lifecycle;

import dev.partywall.core.TenantId;
import java.util.Map;
import java.util.Optional;

/**
 * What a new tenant is to have.
 *
 * @param tenant who
 * @param tier under whose KMS key its branch key is to be
 * @param ownedKey for {@link Tier#BRING_YOUR_OWN_KEY}: the ARN of the tenant's KMS key, in the Region of the lifecycle's client
 * @param attributes such as plan or region, which become session tags
 */
public record Onboarding(TenantId tenant, Tier tier, Optional<String> ownedKey, Map<String, String> attributes) {

    /**
     * Checks that a key is there where it has to be, and nowhere else, and copies the attributes.
     *
     * @param tenant who
     * @param tier under whose KMS key its branch key is to be
     * @param ownedKey the ARN of the tenant's KMS key
     * @param attributes which become session tags
     * @throws InvalidLifecycleSettingException if the key is missing, is one too many, or is not the ARN of a KMS key
     */
    public Onboarding {
        RootKeyTarget.check(tier, ownedKey);
        attributes = Map.copyOf(attributes);
    }

    /**
     * A tenant under the root key that tenants share.
     *
     * @param tenant who
     * @return what it is to have
     */
    public static Onboarding pool(TenantId tenant) {
        return new Onboarding(tenant, Tier.POOL, Optional.empty(), Map.of());
    }

    /**
     * A tenant under a KMS key of its own, which is made for it.
     *
     * @param tenant who
     * @return what it is to have
     */
    public static Onboarding silo(TenantId tenant) {
        return new Onboarding(tenant, Tier.SILO, Optional.empty(), Map.of());
    }

    /**
     * A tenant under a KMS key that it owns.
     *
     * @param tenant who
     * @param keyArn the ARN of the key; its key policy lets this account use it
     * @return what it is to have
     */
    public static Onboarding bringYourOwnKey(TenantId tenant, String keyArn) {
        return new Onboarding(tenant, Tier.BRING_YOUR_OWN_KEY, Optional.of(keyArn), Map.of());
    }

    /**
     * The same with other attributes.
     *
     * @param changed the attributes
     * @return the new description
     */
    public Onboarding withAttributes(Map<String, String> changed) {
        return new Onboarding(tenant, tier, ownedKey, changed);
    }
}
