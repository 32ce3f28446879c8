package dev.partywall.testing.internal.sts;

import dev.partywall.testing.internal.protocol.QueryForm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The session tags of a request (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html): at most 50, keys
 * of up to 128 and values of up to 256 characters; keys that differ in case only are the same key.
 *
 * @param tags key by key as written
 * @param transitive the keys of those that chained sessions inherit
 */
record SessionTags(Map<String, String> tags, List<String> transitive) {

    private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
    private static final Pattern VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final int MAX_TAGS = 50;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;

    /** Copies and checks the tags. */
    SessionTags {
        if (tags.size() > MAX_TAGS) {
            throw StsException.constraint(
                    "'[" + tags.size() + " tags]'", "tags", "have length less than or equal to " + MAX_TAGS);
        }
        tags.forEach(SessionTags::check);
        tags = Collections.unmodifiableMap(tags);
        transitive = List.copyOf(transitive);
        requireAmong(tags, transitive);
    }

    private static void check(String key, String value) {
        StsRequest.requireLength(key, "tags.1.member.key", 1, MAX_KEY);
        StsRequest.requirePattern(KEY, key, "tags.1.member.key");
        StsRequest.requireLength(value, "tags.1.member.value", 0, MAX_VALUE);
        StsRequest.requirePattern(VALUE, value, "tags.1.member.value");
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw StsException.invalidParameter("Tag keys beginning with aws: are reserved for AWS.");
        }
    }

    private static void requireAmong(Map<String, String> tags, List<String> transitive) {
        if (!transitive.stream().allMatch(tags::containsKey)) {
            throw StsException.invalidParameter(
                    "The specified transitive tag key must be included in the requested tags.");
        }
    }

    /** The members {@code Tags} and {@code TransitiveTagKeys} of a request. */
    static SessionTags in(StsRequest request) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (QueryForm entry : request.form().structures("Tags")) {
            StsRequest tag = new StsRequest(entry);
            pairs.add(Map.entry(tag.required("Key", 1, MAX_KEY), tag.required("Value", 0, MAX_VALUE)));
        }
        return of(pairs, request.form().texts("TransitiveTagKeys"));
    }

    /** Tags in order of appearance. */
    static SessionTags of(List<Map.Entry<String, String>> pairs, List<String> transitive) {
        TreeMap<String, String> tags = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> pair : pairs) {
            if (tags.put(pair.getKey(), pair.getValue()) != null) {
                throw StsException.invalidParameter(
                        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
        Set<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        keys.addAll(transitive);
        return new SessionTags(tags, List.copyOf(keys));
    }
}
