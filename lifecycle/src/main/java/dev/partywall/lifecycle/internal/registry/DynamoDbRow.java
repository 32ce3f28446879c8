package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The rows of a registry's table: a tenant's own at ({@code tenant id}, 0), the feed's at ({@code #feed}, its sequence), and
 * the number of the newest at ({@code #feed}, 0). A tenant id begins with a letter or a digit, so {@code #feed} is nobody's.
 */
final class DynamoDbRow {

    static final String PARTITION_KEY = "tenant";
    static final String SORT_KEY = "sequence";
    static final String FEED = "#feed";
    static final String VERSION = "version";
    static final String BODY = "body";
    /** Of a tenant's row: where the feed has the tenant. */
    static final String FEED_SEQUENCE = "feedSequence";
    /** Of a tenant's row: the marks of the newest writes, the newest last. */
    static final String WRITES = "writes";
    /** Of the counter: the sequence of the newest row of the feed. */
    static final String LAST = "last";

    private DynamoDbRow() {}

    static Map<String, AttributeValue> keyOf(TenantId tenant) {
        return key(tenant.value(), 0);
    }

    static Map<String, AttributeValue> keyOfCounter() {
        return key(FEED, 0);
    }

    static Map<String, AttributeValue> keyOfFeed(long sequence) {
        return key(FEED, sequence);
    }

    private static Map<String, AttributeValue> key(String partition, long sequence) {
        return Map.of(PARTITION_KEY, AttributeValue.fromS(partition), SORT_KEY, number(sequence));
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    /** A number that a registry wrote, or -1: a registry writes none below 0. */
    static long number(Map<String, AttributeValue> row, String attribute) {
        AttributeValue value = row.get(attribute);
        return value == null || value.n() == null ? -1 : parse(value.n());
    }

    private static long parse(String number) {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException notOurs) {
            return -1;
        }
    }

    static @Nullable String text(Map<String, AttributeValue> row, String attribute) {
        AttributeValue value = row.get(attribute);
        return value == null ? null : value.s();
    }

    static List<String> texts(Map<String, AttributeValue> row, String attribute) {
        AttributeValue value = row.get(attribute);
        List<String> texts = new ArrayList<>();
        if (value != null && value.hasL()) {
            value.l().stream().map(AttributeValue::s).forEach(texts::add);
        }
        return texts;
    }
}
