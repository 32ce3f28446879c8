package dev.partywall.testing.internal.kms;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Questions about keys. Nobody has access to a key unless its policy or a grant gives it; a statement for the account
 * leaves it to IAM policies (https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html).
 */
final class KeyQuestions {

    private final KeyRegistry keys;
    private final GrantRegistry grants;

    KeyQuestions(KeyRegistry keys, GrantRegistry grants) {
        this.keys = keys;
        this.grants = grants;
    }

    /** The condition keys that all operations on a key have. */
    ConditionKeys keysOf(KmsKey key, Identity caller) {
        return ConditionKeys.of(key, keys.aliasesOf(key), caller);
    }

    /** A question that no grant can answer. */
    AccessCheck ask(String operation, KmsKey key, ConditionKeys conditions) {
        return ask(operation, key, conditions, grant -> false);
    }

    /**
     * A question that grants can answer.
     *
     * @param covering whether a grant covers the request, but for who makes it. Constraints of grants compare the names
     *     of pairs with case, which policy conditions cannot, so they are decided here
     */
    AccessCheck ask(String operation, KmsKey key, ConditionKeys conditions, Predicate<Grant> covering) {
        List<AttachedPolicy> policies = new ArrayList<>();
        policies.add(key.policy().attachedTo(key.arn()));
        grants.on(key.id()).stream().filter(covering).map(Grant::asPolicy).forEach(policies::add);
        return new AccessCheck("kms:" + operation, key.arn(), conditions.build(), policies, true);
    }
}
