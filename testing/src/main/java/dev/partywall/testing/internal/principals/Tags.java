package dev.partywall.testing.internal.principals;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tags of principals: keys that differ in case only are the same key
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules).
 */
public final class Tags {

    private Tags() {}

    /** A copy; of keys that differ in case only the last counts, as it is written. */
    public static Map<String, String> copy(Map<String, String> tags) {
        return merge(Map.of(), tags);
    }

    /** Tags, and others that take the place of those with the same key. */
    public static Map<String, String> merge(Map<String, String> tags, Map<String, String> others) {
        TreeMap<String, String> merged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        merged.putAll(tags);
        others.forEach((key, value) -> {
            merged.remove(key); // so that the key is written as the newer one writes it
            merged.put(key, value);
        });
        return Collections.unmodifiableMap(merged);
    }

    /** Tags without those with these keys. */
    public static Map<String, String> without(Map<String, String> tags, Iterable<String> keys) {
        TreeMap<String, String> rest = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        rest.putAll(tags);
        keys.forEach(rest::remove);
        return Collections.unmodifiableMap(rest);
    }
}
