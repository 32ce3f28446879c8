package dev.partywall.lifecycle.internal.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items of one partition key in a range of sort keys.
 *
 * @param value the partition key
 * @param range the sort keys
 */
record DynamoDbPartition(String value, SortKeyRange range) {

    /** All of them by their ids, in which all that they are is said: other settings make other partitions. */
    static Map<String, DynamoDbPartition> of(DynamoDbSourceSettings settings) {
        Map<String, DynamoDbPartition> partitions = new LinkedHashMap<>();
        for (String value : settings.tenantValues()) {
            for (SortKeyRange range : settings.range().splitAt(settings.boundaries())) {
                DynamoDbPartition partition = new DynamoDbPartition(value, range);
                partitions.put(partition.id(), partition);
            }
        }
        return partitions;
    }

    /** A bound's text begins with a letter: what is empty is no bound. */
    private String id() {
        List<String> parts = new ArrayList<>(List.of(value));
        if (!range.equals(SortKeyRange.ALL)) {
            parts.add(range.from().map(SortKey::text).orElse(""));
            parts.add(range.to().map(SortKey::text).orElse(""));
        }
        return SourceName.of(parts);
    }

    ItemKey key(AttributeValue sort) {
        return new ItemKey(value, Optional.of(sort));
    }
}
