package dev.partywall.testing.internal.dynamodb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which attribute is the partition key of which table and index, learnt from the calls that make them:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
final class TableKeys {

    private static final String TABLE = "";

    /** By table, then by index; the table itself under the empty name. */
    private final ConcurrentMap<String, Map<String, String>> byTable = new ConcurrentHashMap<>();

    /** Learns from a call that DynamoDB granted. */
    void learn(String operation, Map<String, Object> request) {
        String table = DynamoDbJson.tableName(request.get("TableName")).orElse("");
        switch (operation) {
            case "CreateTable" -> byTable.put(table, keysOf(request));
            case "UpdateTable" -> byTable.computeIfPresent(table, (name, known) -> withNewIndexes(known, request));
            case "DeleteTable" -> byTable.remove(table);
            default -> {}
        }
    }

    /** The partition key of a table, or of its index. */
    Optional<String> partitionKey(String table, @Nullable String index) {
        return Optional.ofNullable(byTable.getOrDefault(table, Map.of()).get(index == null ? TABLE : index));
    }

    private static Map<String, String> keysOf(Map<String, Object> createTable) {
        Map<String, String> keys = new HashMap<>();
        addKey(keys, TABLE, createTable);
        addIndexes(keys, DynamoDbJson.list(createTable.get("LocalSecondaryIndexes")));
        addIndexes(keys, DynamoDbJson.list(createTable.get("GlobalSecondaryIndexes")));
        return Map.copyOf(keys);
    }

    private static Map<String, String> withNewIndexes(Map<String, String> known, Map<String, Object> updateTable) {
        Map<String, String> keys = new HashMap<>(known);
        addIndexes(
                keys,
                DynamoDbJson.list(updateTable.get("GlobalSecondaryIndexUpdates")).stream()
                        .<Object>map(update ->
                                DynamoDbJson.object(DynamoDbJson.object(update).get("Create")))
                        .toList());
        return Map.copyOf(keys);
    }

    private static void addIndexes(Map<String, String> keys, List<?> indexes) {
        for (Object element : indexes) {
            Map<?, ?> index = DynamoDbJson.object(element);
            if (index.get("IndexName") instanceof String name) {
                addKey(keys, name, index);
            }
        }
    }

    private static void addKey(Map<String, String> keys, String index, Map<?, ?> definition) {
        for (Object element : DynamoDbJson.list(definition.get("KeySchema"))) {
            Map<?, ?> key = DynamoDbJson.object(element);
            if ("HASH".equals(key.get("KeyType")) && key.get("AttributeName") instanceof String name) {
                keys.put(index, name);
            }
        }
    }
}
