package dev.partywall.abac.internal.policies;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.InvalidPolicySettingException;
import dev.partywall.abac.internal.policies.Grant.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * KMS, called directly: data keys and ciphertexts by their encryption context
 * (https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context).
 *
 * <p>Condition keys have no case and encryption contexts have, so {@code kms:EncryptionContextKeys} says which keys there may be
 * at all: without it {@code Tenant} could stand beside {@code tenant}. ReEncrypt is two actions, and each is bound by the
 * context of its side.
 */
public final class KeyGrants {

    private static final List<String> READ = List.of("kms:Decrypt");
    private static final List<String> WRITE =
            List.of("kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext");
    private static final List<String> CHANGE = List.of("kms:ReEncryptFrom", "kms:ReEncryptTo");

    private KeyGrants() {}

    /** What a key takes. */
    public static List<Grant> of(String key, AccessLevel access, String contextKey, List<String> otherKeys) {
        Arn.parse("key", key, "kms").requireResource("key", Names.KEY);
        Names.require("contextKey", contextKey, Names.PLAIN);
        otherKeys.forEach(other -> Names.require("otherContextKeys", other, Names.PLAIN));
        requireOneCase(contextKey, otherKeys);
        List<String> actions = new ArrayList<>(Levels.of(access, READ, WRITE));
        if (access == AccessLevel.READ_WRITE) {
            actions.addAll(CHANGE);
        }
        List<Bound> bounds = context(contextKey, otherKeys);
        return List.of(Grant.allow(Part.KEYS, "OwnCiphertexts" + Levels.name(access), actions, List.of(key), bounds));
    }

    /** Of two pairs that differ only in case it is not documented which one a condition key means. */
    private static void requireOneCase(String contextKey, List<String> otherKeys) {
        if (otherKeys.stream().anyMatch(other -> other.equalsIgnoreCase(contextKey) && !other.equals(contextKey))) {
            throw InvalidPolicySettingException.setting(
                    "otherContextKeys", "has \"" + contextKey + "\" in another case; leave it out");
        }
    }

    private static List<Bound> context(String contextKey, List<String> otherKeys) {
        List<String> keys = new ArrayList<>(otherKeys);
        keys.add(contextKey);
        return contextBounds(
                List.of(Bound.equal("kms:EncryptionContext:" + contextKey, TenantTemplate.PLACE)),
                keys.stream().distinct().sorted().toList());
    }

    /** Values that a context must have, and the keys that it may have. */
    static List<Bound> contextBounds(List<Bound> values, List<String> keys) {
        List<Bound> bounds = new ArrayList<>(values);
        bounds.addAll(Bound.each("StringEquals", "kms:EncryptionContextKeys", keys));
        return bounds;
    }
}
