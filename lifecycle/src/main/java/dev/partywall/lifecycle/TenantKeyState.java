package dev.partywall.lifecycle;

import dev.partywall.keyring.BranchKeyVersion;
import java.util.Optional;
import java.util.Set;

/**
 * What the registry says of a tenant's branch key.
 *
 * @param rootKey the ARN of the KMS key that wraps the branch key, and new versions of it; empty until onboarding has one
 * @param formerRootKey while the branch key moves to {@code rootKey}: the ARN of the KMS key that it comes from
 * @param retired versions below the tenant's minimum version for decryption: messages under them are refused
 */
public record TenantKeyState(Optional<String> rootKey, Optional<String> formerRootKey, Set<BranchKeyVersion> retired) {

    /**
     * Copies the set.
     *
     * @param rootKey the ARN of the KMS key that wraps the branch key
     * @param formerRootKey the ARN of the KMS key that the branch key comes from
     * @param retired versions whose messages are refused
     */
    public TenantKeyState {
        retired = Set.copyOf(retired);
    }

    /**
     * No key yet.
     *
     * @return the state at the beginning of an onboarding
     */
    public static TenantKeyState none() {
        return new TenantKeyState(Optional.empty(), Optional.empty(), Set.of());
    }

    /**
     * A branch key under a root key, with no version retired.
     *
     * @param rootKey the ARN of the KMS key
     * @return the state
     */
    public static TenantKeyState under(String rootKey) {
        return new TenantKeyState(Optional.of(rootKey), Optional.empty(), Set.of());
    }
}
