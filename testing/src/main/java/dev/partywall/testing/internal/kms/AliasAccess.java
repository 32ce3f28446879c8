package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import java.util.List;
import java.util.Map;

/**
 * Access to aliases: the same action is asked for on the alias, where only IAM policies count, and on every key that the
 * operation concerns (https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html).
 */
final class AliasAccess {

    private final KeyRegistry keys;
    private final KeyResolver resolver;
    private final KeyQuestions questions;

    AliasAccess(KeyRegistry keys, KeyQuestions questions) {
        this.keys = keys;
        this.resolver = new KeyResolver(keys);
        this.questions = questions;
    }

    Map<String, AccessModel> models() {
        return Map.of(
                "CreateAlias", this::createAlias, "UpdateAlias", this::updateAlias, "DeleteAlias", this::deleteAlias);
    }

    private List<AccessCheck> createAlias(KmsRequest request, Identity caller) {
        String name = AliasName.in(request);
        return List.of(onAlias(request, name), onKey(request, resolver.target(request), caller));
    }

    private List<AccessCheck> updateAlias(KmsRequest request, Identity caller) {
        String name = AliasName.in(request);
        KmsKey target = resolver.target(request);
        KmsKey current = resolver.byAlias(name);
        return List.of(onAlias(request, name), onKey(request, current, caller), onKey(request, target, caller));
    }

    private List<AccessCheck> deleteAlias(KmsRequest request, Identity caller) {
        String name = AliasName.in(request);
        return List.of(onAlias(request, name), onKey(request, resolver.byAlias(name), caller));
    }

    /** The documentation disagrees on whether kms:CallerAccount has a value here. */
    private AccessCheck onAlias(KmsRequest request, String name) {
        ConditionKeys conditions = ConditionKeys.none().unknown("kms:CallerAccount");
        return AccessCheck.of("kms:" + request.operation(), keys.account().arn("kms", name), conditions.build());
    }

    private AccessCheck onKey(KmsRequest request, KmsKey key, Identity caller) {
        return questions.ask(request.operation(), key, questions.keysOf(key, caller));
    }
}
