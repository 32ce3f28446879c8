package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabAccount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Key policies as documents: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html */
final class KeyPolicy {

    /** https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
    private static final int MAX_BYTES = 32 * 1024;

    private static final int MAX_WIRE_LENGTH = 131_072;

    private KeyPolicy() {}

    /** The policy in a request, checked. */
    static Optional<String> in(KmsRequest request) {
        Optional<String> policy = request.text("Policy", 1, MAX_WIRE_LENGTH);
        policy.ifPresent(KeyPolicy::check);
        return policy;
    }

    private static void check(String policy) {
        byte[] bytes = policy.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw KmsException.limitExceeded("A key policy has at most " + MAX_BYTES + " bytes.");
        }
        if (!parse(bytes).containsKey("Statement")) {
            throw KmsException.malformedPolicy("The key policy has no Statement.");
        }
    }

    private static Map<String, Object> parse(byte[] policy) {
        try {
            return Json.parse(policy);
        } catch (IOException e) {
            throw KmsException.malformedPolicy("The key policy is not a JSON object.");
        }
    }

    /**
     * What a key has by default: the account's IAM policies decide.
     * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
     */
    static String ofAccount(LabAccount account) {
        return """
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
                }""".formatted(account.accountId());
    }
}
