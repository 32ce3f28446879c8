package dev.partywall.lifecycle.internal.registry;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a save must know of a tenant's row as it stands.
 *
 * @param version 0 if there is no row
 * @param feedSequence where the feed has the tenant; 0 if nowhere
 * @param writes the marks of the newest writes, the newest last
 */
record DynamoDbTenantRow(long version, long feedSequence, List<String> writes) {

    /** How many marks a row keeps: so many further saves may follow a write before it cannot be told any more whose it was. */
    static final int MARKS = 16;

    static final DynamoDbTenantRow ABSENT = new DynamoDbTenantRow(0, 0, List.of());

    static DynamoDbTenantRow of(Map<String, AttributeValue> row) {
        return new DynamoDbTenantRow(
                DynamoDbRow.number(row, DynamoDbRow.VERSION),
                DynamoDbRow.number(row, DynamoDbRow.FEED_SEQUENCE),
                DynamoDbRow.texts(row, DynamoDbRow.WRITES));
    }

    /** The marks of the row that takes this one's place. */
    List<AttributeValue> writesWith(String mark) {
        List<String> kept = writes.subList(Math.max(0, writes.size() - (MARKS - 1)), writes.size());
        return Stream.concat(kept.stream(), Stream.of(mark))
                .map(AttributeValue::fromS)
                .toList();
    }

    /** Whether a write that made a version of this number could have lost its mark since. */
    boolean hasForgotten(long written) {
        return version - written >= MARKS;
    }
}
