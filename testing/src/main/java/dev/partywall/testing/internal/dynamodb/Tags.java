package dev.partywall.testing.internal.dynamodb;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tags in requests (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html). */
final class Tags {

    private static final int MAX_TAGS = 50;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;

    private Tags() {}

    /**
     * A list of Key and Value.
     *
     * @throws RequestRefusedException if one of them cannot be a tag
     */
    static Map<String, String> of(@Nullable Object list) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Object element : DynamoDbJson.list(list)) {
            Map<?, ?> tag = DynamoDbJson.object(element);
            String key = DynamoDbJson.text(tag.get("Key")).orElse("");
            String value = DynamoDbJson.text(tag.get("Value"))
                    .orElseThrow(() -> RequestRefusedException.constraint("tags.value", "null", "not be null"));
            if (key.isEmpty() || key.length() > MAX_KEY || value.length() > MAX_VALUE || key.startsWith("aws:")) {
                throw RequestRefusedException.validation("This is not a tag that can be set: '" + key + "'");
            } else if (tags.put(key, value) != null) {
                throw RequestRefusedException.validation("The tag '" + key + "' is there twice");
            }
        }
        return tags;
    }

    /** Tags with others added. */
    static Map<String, String> added(Map<String, String> tags, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(tags);
        all.putAll(more);
        if (all.size() > MAX_TAGS) {
            throw RequestRefusedException.validation("One resource can have " + MAX_TAGS + " tags");
        }
        return all;
    }

    /** Tags with some taken away. */
    static Map<String, String> removed(Map<String, String> tags, List<String> keys) {
        Map<String, String> rest = new LinkedHashMap<>(tags);
        Set<String> gone = new HashSet<>(keys);
        rest.keySet().removeIf(gone::contains);
        return rest;
    }

    /** Tags as answers have them. */
    static List<Map<String, String>> list(Map<String, String> tags) {
        return tags.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(tag -> Map.of("Key", tag.getKey(), "Value", tag.getValue()))
                .toList();
    }
}
