package dev.partywall.lifecycle.internal.source;

import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The primary key of an item. Its text is {@link KeyText} of the partition key, with the sort key's text behind a tilde if there
 * is one; a tilde within the partition key's is written as {@code %7E}.
 *
 * @param partition the value of the partition key, which is a string
 * @param sort the value of the sort key; empty in tables without
 */
record ItemKey(String partition, Optional<AttributeValue> sort) {

    private static final String BETWEEN = "~";
    private static final String TILDE = "%7E";

    String text() {
        String first = KeyText.encode(partition).orElseThrow().replace(BETWEEN, TILDE);
        return first + sort.map(value -> BETWEEN + SortKey.text(value)).orElse("");
    }

    /** The key of a text; empty if no key has this text. */
    static Optional<ItemKey> parse(String text) {
        int between = text.indexOf(BETWEEN);
        String first = between < 0 ? text : text.substring(0, between);
        Optional<String> partition = KeyText.decode(first.replace(TILDE, BETWEEN));
        if (partition.isEmpty()) {
            return Optional.empty();
        }
        Optional<AttributeValue> sort =
                between < 0 ? Optional.empty() : SortKey.parse(text.substring(between + BETWEEN.length()));
        ItemKey key = new ItemKey(partition.get(), sort);
        return Optional.of(key).filter(parsed -> parsed.text().equals(text));
    }
}
