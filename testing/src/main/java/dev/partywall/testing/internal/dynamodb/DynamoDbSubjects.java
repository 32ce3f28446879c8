package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.CallSubject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells which tables and which leading keys a request names. */
final class DynamoDbSubjects {

    private final TableKeys keys;

    DynamoDbSubjects(TableKeys keys) {
        this.keys = keys;
    }

    CallSubject of(Map<String, Object> request) {
        Collected collected = new Collected();
        collected.item(request);
        collected.query(request);
        DynamoDbJson.object(request.get("RequestItems")).forEach(collected::batch);
        for (Object action : DynamoDbJson.list(request.get("TransactItems"))) {
            DynamoDbJson.object(action).values().forEach(inner -> collected.item(DynamoDbJson.object(inner)));
        }
        return CallSubject.ofTables(List.copyOf(collected.tables), List.copyOf(collected.leadingKeys));
    }

    /** What was found so far. */
    private final class Collected {

        private final Set<String> tables = new LinkedHashSet<>();
        private final Set<String> leadingKeys = new LinkedHashSet<>();

        /** GetItem, PutItem, UpdateItem, DeleteItem, and the same inside a transaction. */
        void item(Map<?, ?> request) {
            DynamoDbJson.tableName(request.get("TableName")).ifPresent(table -> {
                tables.add(table);
                attributes(table, request.get("Key"));
                attributes(table, request.get("Item"));
            });
        }

        void query(Map<?, ?> request) {
            String index = request.get("IndexName") instanceof String name ? name : null;
            DynamoDbJson.tableName(request.get("TableName"))
                    .flatMap(table -> keys.partitionKey(table, index))
                    .flatMap(key -> KeyCondition.partitionKeyValue(request, key))
                    .ifPresent(leadingKeys::add);
        }

        /** One table of BatchGetItem, an object of keys, or of BatchWriteItem, a list of writes. */
        void batch(Object name, @Nullable Object requests) {
            DynamoDbJson.tableName(name).ifPresent(table -> {
                tables.add(table);
                DynamoDbJson.list(DynamoDbJson.object(requests).get("Keys")).forEach(key -> attributes(table, key));
                DynamoDbJson.list(requests).forEach(write -> write(table, DynamoDbJson.object(write)));
            });
        }

        private void write(String table, Map<?, ?> write) {
            attributes(table, DynamoDbJson.object(write.get("PutRequest")).get("Item"));
            attributes(table, DynamoDbJson.object(write.get("DeleteRequest")).get("Key"));
        }

        private void attributes(String table, @Nullable Object attributes) {
            keys.partitionKey(table, null)
                    .flatMap(key ->
                            DynamoDbJson.keyText(DynamoDbJson.object(attributes).get(key)))
                    .ifPresent(leadingKeys::add);
        }
    }
}
