package dev.partywall.testing.internal.kms;

import dev.partywall.policy.Decision;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.authorization.Authorizer;
import java.util.List;
import java.util.Set;

/**
 * Keeps callers from locking themselves out: whoever sets a key policy must be allowed to change it again
 * (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key). Whether IAM
 * policies that the key policy leaves it to allow it counts too.
 */
final class LockoutCheck {

    static final String BYPASS = "BypassPolicyLockoutSafetyCheck";

    /** Stands for a key that is yet to be made. */
    static final String NEW_KEY = "key/00000000-0000-0000-0000-000000000000";

    private static final Set<String> SETTING_POLICIES = Set.of("CreateKey", "PutKeyPolicy");

    private final KeyRegistry keys;
    private final KeyResolver resolver;
    private final Authorizer authorizer;

    LockoutCheck(KeyRegistry keys, Authorizer authorizer) {
        this.keys = keys;
        this.resolver = new KeyResolver(keys);
        this.authorizer = authorizer;
    }

    /**
     * Checks a request that sets a key policy; others pass.
     *
     * @throws KmsException if its caller could not set another one
     */
    void require(KmsRequest request, Identity caller, LabRequest http) {
        if (SETTING_POLICIES.contains(request.operation()) && !request.flag(BYPASS)) {
            KeyPolicy.in(request).ifPresent(policy -> require(question(request, policy, caller), caller, http));
        }
    }

    private void require(AccessCheck question, Identity caller, LabRequest http) {
        Decision decision =
                authorizer.decide(caller, http, List.of(question)).get(0).decision();
        if (decision instanceof Decision.Unmodelled unmodelled) {
            throw KmsException.unmodelled(String.join("; ", unmodelled.missing()));
        }
        if (!decision.isAllowed()) {
            throw KmsException.malformedPolicy(
                    "The new key policy will not allow you to update the key policy in the future.");
        }
    }

    private AccessCheck question(KmsRequest request, KeyPolicy policy, Identity caller) {
        String arn = keys.account().arn("kms", NEW_KEY);
        ConditionKeys conditions;
        if (request.operation().equals("PutKeyPolicy")) {
            KmsKey key = resolver.keyReference(request, "KeyId");
            arn = key.arn();
            conditions = ConditionKeys.of(key, keys.aliasesOf(key), caller);
        } else {
            conditions = ConditionKeys.ofAnyKey(caller).withPairs("aws:ResourceTag/", KeyTags.in(request));
        }
        return new AccessCheck("kms:PutKeyPolicy", arn, conditions.build(), List.of(policy.attachedTo(arn)), true);
    }
}
