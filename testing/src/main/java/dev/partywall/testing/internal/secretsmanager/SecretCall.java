package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.wire.Members;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request to Secrets Manager.
 *
 * @param operation the operation
 * @param members its members; may hold a secret value
 * @param newArn the ARN of the secret, should this request make one
 * @param batch what a batch is about; empty of other operations
 */
record SecretCall(String operation, Members members, String newArn, BatchSelection batch) {

    private static final int MAX_ID = 2048;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;

    String secretId() {
        return members.required("SecretId", 1, MAX_ID);
    }

    /** The tags in the request, checked (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html). */
    Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        for (Members tag : members.structures("Tags")) {
            String key = tag.required("Key", 1, MAX_KEY);
            if (tags.put(key, tag.text("Value", 0, MAX_VALUE).orElse("")) != null) {
                throw SecretErrors.invalidParameter("The tag key " + key + " stands twice in the request.");
            }
            requireNotReserved(key);
        }
        return tags;
    }

    List<String> tagKeys() {
        List<String> keys = members.texts("TagKeys");
        keys.forEach(SecretCall::requireNotReserved);
        return keys;
    }

    private static void requireNotReserved(String key) {
        if (key.regionMatches(true, 0, "aws:", 0, 4)) {
            throw SecretErrors.invalidParameter("Tag keys that start with aws: are reserved for AWS.");
        }
    }

    /** Names the operation only. */
    @Override
    public String toString() {
        return "SecretCall[" + operation + "]";
    }
}
