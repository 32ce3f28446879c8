package dev.partywall.testing.internal.kms;

import java.util.Map;
import java.util.TreeMap;

/** Tags of keys. */
final class TagOperations {

    private static final Page TAGS = new Page("Tags", 50, 50);

    private final KeyResolver resolver;

    TagOperations(KeyRegistry keys) {
        this.resolver = new KeyResolver(keys);
    }

    Map<String, KmsOperation> operations() {
        return Map.of(
                "TagResource", this::tagResource,
                "UntagResource", this::untagResource,
                "ListResourceTags", this::listResourceTags);
    }

    private Map<String, ?> tagResource(KmsRequest request) {
        if (!request.has("Tags")) {
            throw KmsRequest.missing("Tags");
        }
        Map<String, String> tags = KeyTags.in(request);
        resolver.keyReference(request, "KeyId").tag(tags);
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> untagResource(KmsRequest request) {
        Iterable<String> keys = KeyTags.keysIn(request);
        resolver.keyReference(request, "KeyId").untag(keys);
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> listResourceTags(KmsRequest request) {
        TreeMap<String, Map<String, ?>> entries = new TreeMap<>();
        resolver.keyReference(request, "KeyId").tags().forEach((key, value) -> entries.put(key, entry(key, value)));
        return TAGS.of(entries, request);
    }

    private static Map<String, ?> entry(String key, String value) {
        return new Answer().with("TagKey", key).with("TagValue", value).map();
    }
}
