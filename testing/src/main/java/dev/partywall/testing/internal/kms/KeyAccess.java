package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Access to operations that manage one key: the action of the operation's name, on the key. */
final class KeyAccess {

    private final KeyResolver resolver;
    private final KeyQuestions questions;

    KeyAccess(KeyRegistry keys, KeyQuestions questions) {
        this.resolver = new KeyResolver(keys);
        this.questions = questions;
    }

    Map<String, AccessModel> models() {
        Map<String, AccessModel> models = new HashMap<>();
        for (String plain : List.of(
                "UpdateKeyDescription",
                "EnableKey",
                "CancelKeyDeletion",
                "DisableKeyRotation",
                "GetKeyRotationStatus",
                "RotateKeyOnDemand",
                "ListKeyRotations",
                "GetKeyPolicy",
                "ListKeyPolicies",
                "ListResourceTags")) {
            models.put(plain, managing((request, conditions) -> {}));
        }
        models.put(
                "DisableKey", managing((request, conditions) -> conditions.unknown("kms:TrailingDaysWithoutKeyUsage")));
        models.put("ScheduleKeyDeletion", managing(KeyAccess::scheduleKeyDeletion));
        models.put("EnableKeyRotation", managing(KeyAccess::enableKeyRotation));
        models.put("PutKeyPolicy", managing(KeyAccess::bypass));
        models.put("TagResource", managing((request, conditions) -> conditions.withRequestTags(KeyTags.in(request))));
        models.put("UntagResource", managing(KeyAccess::untagResource));
        models.put("DescribeKey", this::describeKey);
        return models;
    }

    /** Adds the condition keys that only one operation has. */
    @FunctionalInterface
    private interface Special {
        void add(KmsRequest request, ConditionKeys conditions);
    }

    private AccessModel managing(Special special) {
        return (request, caller) -> {
            KmsKey key = resolver.keyReference(request, "KeyId");
            ConditionKeys conditions = questions.keysOf(key, caller);
            special.add(request, conditions);
            return List.of(questions.ask(request.operation(), key, conditions));
        };
    }

    private List<AccessCheck> describeKey(KmsRequest request, Identity caller) {
        KmsKey key = resolver.anyReference(request, "KeyId");
        ConditionKeys conditions = questions.keysOf(key, caller);
        AliasName.usedIn(request, "KeyId").ifPresent(alias -> conditions.with("kms:RequestAlias", alias));
        return List.of(questions.ask("DescribeKey", key, conditions, grant -> grant.permits("DescribeKey")));
    }

    /** Conditions hold of a parameter's default too: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
    private static void scheduleKeyDeletion(KmsRequest request, ConditionKeys conditions) {
        int days = request.number("PendingWindowInDays", 7, 30).orElse(KeyOperations.USUAL_WINDOW_DAYS);
        conditions
                .with("kms:ScheduleKeyDeletionPendingWindowInDays", Integer.toString(days))
                .unknown("kms:TrailingDaysWithoutKeyUsage");
    }

    private static void enableKeyRotation(KmsRequest request, ConditionKeys conditions) {
        int days = request.number("RotationPeriodInDays", 90, 2560).orElse(KeyMaterials.DEFAULT_PERIOD_DAYS);
        conditions.with("kms:RotationPeriodInDays", Integer.toString(days));
    }

    /**
     * The flag's key is the exception: a request without the flag has none
     * (https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-bypass-policy-lockout-safety-check).
     */
    static void bypass(KmsRequest request, ConditionKeys conditions) {
        if (request.has(LockoutCheck.BYPASS)) {
            conditions.with("kms:" + LockoutCheck.BYPASS, Boolean.toString(request.flag(LockoutCheck.BYPASS)));
        }
    }

    /** KMS supports aws:RequestTag here too, but the request names no values: what they are compared with is unknown. */
    private static void untagResource(KmsRequest request, ConditionKeys conditions) {
        conditions.withAll("aws:TagKeys", KeyTags.keysIn(request)).unknown("aws:RequestTag/");
    }
}
