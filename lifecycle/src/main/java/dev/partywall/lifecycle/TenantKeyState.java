package dev.partywall.lifecycle;

import dev.partywall.keyring.BranchKeyVersion;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the registry says of a tenant's branch key.
 *
 * @param rootKey the ARN of the KMS key that wraps the branch key, and new versions of it; empty until onboarding has one
 * @param formerRootKey while the branch key moves to {@code rootKey}: the ARN of the KMS key that it comes from
 * @param retired versions below the tenant's minimum version for decryption: messages under them are refused
 * @param siloKeys the ARNs of the KMS keys that were made for this tenant alone: its root key in tier {@link Tier#SILO}, and those
 *     that it moved away from. They are deleted when it is shredded
 */
public record TenantKeyState(
        Optional<String> rootKey, Optional<String> formerRootKey, Set<BranchKeyVersion> retired, Set<String> siloKeys) {

    /**
     * Copies the sets.
     *
     * @param rootKey the ARN of the KMS key that wraps the branch key
     * @param formerRootKey the ARN of the KMS key that the branch key comes from
     * @param retired versions whose messages are refused
     * @param siloKeys the KMS keys that were made for this tenant alone
     */
    public TenantKeyState {
        retired = Set.copyOf(retired);
        siloKeys = Set.copyOf(siloKeys);
    }

    /**
     * No key yet.
     *
     * @return the state at the beginning of an onboarding
     */
    public static TenantKeyState none() {
        return new TenantKeyState(Optional.empty(), Optional.empty(), Set.of(), Set.of());
    }

    /**
     * A branch key under a root key, with no version retired.
     *
     * @param rootKey the ARN of the KMS key
     * @return the state
     */
    public static TenantKeyState under(String rootKey) {
        return none().under(Optional.of(rootKey), Optional.empty());
    }

    /**
     * This state with other root keys.
     *
     * @param changed the ARN of the KMS key that wraps the branch key
     * @param former the ARN of the KMS key that it comes from
     * @return the new state; this one stays as it is
     */
    public TenantKeyState under(Optional<String> changed, Optional<String> former) {
        return new TenantKeyState(changed, former, retired, siloKeys);
    }

    /**
     * This state with other retired versions.
     *
     * @param changed versions whose messages are refused
     * @return the new state; this one stays as it is
     */
    public TenantKeyState withRetired(Set<BranchKeyVersion> changed) {
        return new TenantKeyState(rootKey, formerRootKey, changed, siloKeys);
    }

    /**
     * This state with one more KMS key that was made for the tenant alone.
     *
     * @param arn the ARN of the KMS key
     * @return the new state; this one stays as it is
     */
    public TenantKeyState withSiloKey(String arn) {
        return new TenantKeyState(
                rootKey,
                formerRootKey,
                retired,
                Stream.concat(siloKeys.stream(), Stream.of(arn)).collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * This state without a KMS key that was made for the tenant alone.
     *
     * @param arn the ARN of the KMS key
     * @return the new state; this one stays as it is
     */
    public TenantKeyState withoutSiloKey(String arn) {
        return new TenantKeyState(
                rootKey,
                formerRootKey,
                retired,
                siloKeys.stream().filter(key -> !key.equals(arn)).collect(Collectors.toUnmodifiableSet()));
    }
}
