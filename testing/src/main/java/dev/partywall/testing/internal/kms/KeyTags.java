package dev.partywall.testing.internal.kms;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tags in requests: https://docs.aws.amazon.com/kms/latest/developerguide/tagging-keys.html */
final class KeyTags {

    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;
    private static final String RESERVED = "aws:";

    private KeyTags() {}

    /** The tags in a request, checked. */
    static Map<String, String> in(KmsRequest request) {
        Map<String, String> tags = new TreeMap<>();
        for (KmsRequest tag : request.structures("Tags")) {
            String key = checkedKey(tag.required("TagKey", 1, MAX_KEY));
            if (tags.put(key, tag.required("TagValue", 0, MAX_VALUE)) != null) {
                throw KmsException.tag("Duplicate tag keys");
            }
        }
        return tags;
    }

    /** The keys of the tags to remove, checked. */
    static List<String> keysIn(KmsRequest request) {
        if (!request.has("TagKeys")) {
            throw KmsRequest.missing("TagKeys");
        }
        return request.texts("TagKeys").stream().map(KeyTags::checkedKey).toList();
    }

    private static String checkedKey(String key) {
        if (key.toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
            throw KmsException.tag("Tag keys that start with aws: are reserved for AWS.");
        }
        return key;
    }
}
