package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Access to operations that are about no key that exists: IAM policies decide. */
final class AccountAccess {

    private final KeyRegistry keys;

    AccountAccess(KeyRegistry keys) {
        this.keys = keys;
    }

    Map<String, AccessModel> models() {
        return Map.of(
                "CreateKey", this::createKey,
                "ListKeys", AccountAccess::everything,
                "ListAliases", AccountAccess::everything,
                "GenerateRandom", AccountAccess::everything);
    }

    private static List<AccessCheck> everything(KmsRequest request, Identity caller) {
        return List.of(AccessCheck.of(
                "kms:" + request.operation(), "*", ConditionKeys.none().build()));
    }

    /** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
    private List<AccessCheck> createKey(KmsRequest request, Identity caller) {
        List<AccessCheck> checks = new ArrayList<>();
        Map<String, String> tags = KeyTags.in(request);
        ConditionKeys creating = ofRequest(request, caller).withRequestTags(tags);
        KeyAccess.bypass(request, creating);
        checks.add(AccessCheck.of("kms:CreateKey", "*", creating.build()));
        if (!tags.isEmpty()) {
            ConditionKeys tagging = ofRequest(request, caller).withRequestTags(tags);
            checks.add(AccessCheck.of("kms:TagResource", newKey(), tagging.build()));
        }
        return checks;
    }

    /** The kind of key that is asked for, though it be one that the lab does not make. */
    private static ConditionKeys ofRequest(KmsRequest request, Identity caller) {
        ConditionKeys conditions = ConditionKeys.ofAnyKey(caller);
        request.text("KeySpec")
                .or(() -> request.text("CustomerMasterKeySpec"))
                .ifPresent(spec -> conditions.with("kms:KeySpec", spec).with("kms:CustomerMasterKeySpec", spec));
        request.text("KeyUsage")
                .ifPresent(usage -> conditions.with("kms:KeyUsage", usage).with("kms:CustomerMasterKeyUsage", usage));
        request.text("Origin").ifPresent(origin -> conditions.with("kms:KeyOrigin", origin));
        if (request.flag("MultiRegion")) {
            conditions.with("kms:MultiRegion", "true").with("kms:MultiRegionKeyType", "PRIMARY");
        }
        return conditions;
    }

    /**
     * A key that no policy can name: who tags keys while making them needs a permission that is not restricted to
     * particular keys (https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html).
     */
    private String newKey() {
        return keys.account().arn("kms", LockoutCheck.NEW_KEY);
    }
}
