package dev.partywall.testing.internal.kms;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator.Quantifier;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.internal.LabAccount;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A key policy: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 *
 * @param text as it was sent
 * @param document what it says
 */
record KeyPolicy(String text, PolicyDocument document) {

    /** https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
    private static final int MAX_BYTES = 32 * 1024;

    private static final int MAX_WIRE_LENGTH = 131_072;

    /** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#set-operators */
    private static final List<String> SINGLE_VALUED = List.of("kms:encryptioncontext:", "aws:requesttag/");

    /** https://docs.aws.amazon.com/kms/latest/developerguide/abac.html#about-abac-kms */
    private static final List<String> OF_IAM_ONLY = List.of("kms:resourcealiases", "aws:resourcetag/");

    /**
     * A policy, as strictly as IAM parses it.
     *
     * @throws PolicySyntaxException if it is none
     */
    static KeyPolicy parse(String text) {
        return new KeyPolicy(text, PolicyDocument.parse(PolicyType.KEY, text));
    }

    /** The policy in a request, checked. */
    static Optional<KeyPolicy> in(KmsRequest request) {
        return request.text("Policy", 1, MAX_WIRE_LENGTH).map(KeyPolicy::checked);
    }

    private static KeyPolicy checked(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw KmsException.limitExceeded("A key policy has at most " + MAX_BYTES + " bytes.");
        }
        try {
            KeyPolicy policy = parse(text);
            policy.refuseOverlyPermissive();
            return policy;
        } catch (PolicySyntaxException e) {
            throw KmsException.malformedPolicy(String.valueOf(e.getMessage()));
        }
    }

    /** KMS refuses in key policies what IAM takes in its own: a set operator that a request without the key passes. */
    private void refuseOverlyPermissive() {
        conditions()
                .filter(condition -> condition.operator().quantifier() == Quantifier.FOR_ALL_VALUES)
                .filter(condition -> startsWithOne(SINGLE_VALUED, condition))
                .findFirst()
                .ifPresent(condition -> {
                    throw KmsException.malformedPolicy("OverlyPermissiveCondition: Using the ForAllValues set operator"
                            + " with the single-valued condition key " + condition.key()
                            + " matches requests without it. To fix, remove ForAllValues.");
                });
    }

    /**
     * The first condition on a key that KMS supports in IAM policies only. What such a condition does in a key policy is
     * not documented.
     */
    Optional<Condition> unsupportedCondition() {
        return conditions()
                .filter(condition -> startsWithOne(OF_IAM_ONLY, condition))
                .findFirst();
    }

    private Stream<Condition> conditions() {
        return document.statements().stream().flatMap(statement -> statement.conditions().stream());
    }

    private static boolean startsWithOne(List<String> prefixes, Condition condition) {
        String key = condition.key().toLowerCase(Locale.ROOT);
        return prefixes.stream().anyMatch(key::startsWith);
    }

    /** The policy under its name in traces. */
    AttachedPolicy attachedTo(String keyArn) {
        return new AttachedPolicy("key policy of " + keyArn, document);
    }

    /**
     * What a key has by default: the account's IAM policies decide.
     * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
     */
    static KeyPolicy ofAccount(LabAccount account) {
        return parse("""
                {
                  "Version" : "2012-10-17",
                  "Id" : "key-default-1",
                  "Statement" : [ {
                    "Sid" : "Enable IAM User Permissions",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "arn:aws:iam::%s:root"
                    },
                    "Action" : "kms:*",
                    "Resource" : "*"
                  } ]
                }""".formatted(account.accountId()));
    }
}
