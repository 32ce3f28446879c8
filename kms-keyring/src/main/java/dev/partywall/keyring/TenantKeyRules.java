package dev.partywall.keyring;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What holds for a tenant's branch key.
 *
 * @param rootKeyArn the KMS key that wraps it, and new versions of it. It may belong to another account; KMS is asked by the
 *     keyring's client, so it must be in that client's Region
 * @param formerRootKeyArns KMS keys that some rows may still be wrapped by, while they move to {@code rootKeyArn}
 * @param retired versions that open no messages any more
 */
public record TenantKeyRules(String rootKeyArn, Set<String> formerRootKeyArns, Set<BranchKeyVersion> retired) {

    private static final Pattern KEY_ARN =
            Pattern.compile("arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,64}");

    /**
     * Checks the ARNs and copies the sets.
     *
     * @param rootKeyArn the KMS key that wraps the branch key
     * @param formerRootKeyArns KMS keys that some rows may still be wrapped by
     * @param retired versions that open no messages any more
     * @throws InvalidKeySettingException if one is not the ARN of a KMS key
     */
    public TenantKeyRules {
        requireKeyArn(rootKeyArn);
        formerRootKeyArns = Set.copyOf(formerRootKeyArns);
        formerRootKeyArns.forEach(TenantKeyRules::requireKeyArn);
        retired = Set.copyOf(retired);
    }

    /**
     * A branch key under one root key, with no version retired.
     *
     * @param rootKeyArn the ARN of a symmetric KMS key; a key ARN, not an alias, so that nobody who can move an alias can
     *     move the root
     * @return the rules
     * @throws InvalidKeySettingException if it is not the ARN of a KMS key
     */
    public static TenantKeyRules of(String rootKeyArn) {
        return new TenantKeyRules(rootKeyArn, Set.of(), Set.of());
    }

    /**
     * Whether a row of the tenant's branch key may be wrapped by this KMS key.
     *
     * @param keyArn the ARN that the row names
     * @return true if it is the root key, or a former one
     */
    public boolean allows(String keyArn) {
        return rootKeyArn.equals(keyArn) || formerRootKeyArns.contains(keyArn);
    }

    private static void requireKeyArn(String arn) {
        if (!KEY_ARN.matcher(arn).matches()) {
            throw InvalidKeySettingException.setting(
                    "rootKey",
                    "takes the ARN of a KMS key, arn:<partition>:kms:<region>:<account>:key/<id>; an alias could be moved"
                            + " to another key");
        }
    }
}
