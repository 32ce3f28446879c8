package dev.partywall.testing.internal.dynamodb;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What IAM needs to know of a table.
 *
 * @param partitionKey the attribute that is its partition key
 * @param indexKeys the partition keys of its indexes, by name of the index
 * @param tags its tags, which its indexes share
 */
record TableSchema(String partitionKey, Map<String, String> indexKeys, Map<String, String> tags) {

    TableSchema {
        indexKeys = Map.copyOf(indexKeys);
        tags = Map.copyOf(tags);
    }

    /** A table as DynamoDB describes it; empty if the description has no key. */
    static Optional<TableSchema> of(Map<?, ?> description, Map<String, String> tags) {
        Map<String, String> indexes = new HashMap<>();
        addIndexes(indexes, description.get("LocalSecondaryIndexes"));
        addIndexes(indexes, description.get("GlobalSecondaryIndexes"));
        return hashKey(description).map(key -> new TableSchema(key, indexes, tags));
    }

    private static void addIndexes(Map<String, String> keys, @Nullable Object descriptions) {
        for (Object element : DynamoDbJson.list(descriptions)) {
            Map<?, ?> index = DynamoDbJson.object(element);
            DynamoDbJson.text(index.get("IndexName"))
                    .ifPresent(name -> hashKey(index).ifPresent(key -> keys.put(name, key)));
        }
    }

    private static Optional<String> hashKey(Map<?, ?> description) {
        return DynamoDbJson.list(description.get("KeySchema")).stream()
                .map(DynamoDbJson::object)
                .filter(key -> "HASH".equals(key.get("KeyType")))
                .flatMap(key -> DynamoDbJson.text(key.get("AttributeName")).stream())
                .findFirst();
    }

    /** The partition key of the table, or of its index. */
    Optional<String> partitionKey(@Nullable String index) {
        return index == null ? Optional.of(partitionKey) : Optional.ofNullable(indexKeys.get(index));
    }

    /** The same table with other tags. */
    TableSchema withTags(Map<String, String> other) {
        return new TableSchema(partitionKey, indexKeys, other);
    }

    /** Whether a request means the same in both. */
    boolean hasKeysOf(TableSchema other) {
        return partitionKey.equals(other.partitionKey) && indexKeys.equals(other.indexKeys);
    }
}
