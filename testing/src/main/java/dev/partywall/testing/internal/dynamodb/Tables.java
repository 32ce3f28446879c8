package dev.partywall.testing.internal.dynamodb;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The tables that exist, learnt from what DynamoDB answers to the calls that make, change and delete them. Nobody else
 * reaches this DynamoDB, so a table that is not here does not exist. Changes are made under the {@link SchemaGate} only.
 */
final class Tables {

    private final ConcurrentMap<String, TableSchema> byName = new ConcurrentHashMap<>();

    /** A table by name. */
    Optional<TableSchema> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The tags of a table, if it is one of the lab's. */
    Map<String, String> tagsOf(TableReference table) {
        return table.isAtHome() ? find(table.name()).map(TableSchema::tags).orElse(Map.of()) : Map.of();
    }

    /**
     * Learns from a call that DynamoDB granted.
     *
     * @param description the table as DynamoDB describes it in its answer
     * @param newTags of a new table
     */
    void learn(String operation, Map<?, ?> description, Map<String, String> newTags) {
        String name = DynamoDbJson.text(description.get("TableName"))
                .orElseThrow(() -> new IllegalStateException("DynamoDB describes a table without a name"));
        switch (operation) {
            case "CreateTable" -> put(name, description, newTags);
            case "UpdateTable" ->
                put(name, description, find(name).map(TableSchema::tags).orElse(Map.of()));
            case "DeleteTable" -> byName.remove(name);
            default -> throw new IllegalArgumentException(operation + " does not change tables");
        }
    }

    private void put(String name, Map<?, ?> description, Map<String, String> tags) {
        TableSchema schema = TableSchema.of(description, tags)
                .orElseThrow(() -> new IllegalStateException("DynamoDB describes a table without a key"));
        byName.put(name, schema);
    }

    /** Replaces the tags of a table. Returns false if there is no such table. */
    boolean tag(String name, Map<String, String> tags) {
        return byName.computeIfPresent(name, (unused, known) -> known.withTags(tags)) != null;
    }
}
