package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.LabAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads requests for single items, and what batches and transactions are made of. */
final class ItemRequests {

    private final LabAccount home;
    private final Tables tables;

    ItemRequests(LabAccount home, Tables tables) {
        this.home = home;
        this.tables = tables;
    }

    /** The table that a request names. */
    TableReference table(Map<?, ?> request) {
        return TableReference.of(home, "TableName", request.get("TableName"));
    }

    /** GetItem, and Get in a transaction. */
    DataAccess get(Map<?, ?> request) {
        TableReference table = table(request);
        Finding attributes = keyNames(request.get("Key")).and(projected(request));
        return ItemParameters.withSelect(
                DataAccess.of("GetItem", table, null, keys(table, List.of(orEmpty(request.get("Key")))), attributes),
                request);
    }

    /** PutItem, UpdateItem, DeleteItem and ConditionCheckItem: those that take a Key or an Item. */
    DataAccess write(String action, Map<?, ?> request) {
        TableReference table = table(request);
        Object item = orEmpty(action.equals("PutItem") ? request.get("Item") : request.get("Key"));
        Map<?, ?> names = names(request);
        Finding attributes = keyNames(item)
                .and(Expression.UPDATE.attributes(request.get("UpdateExpression"), names))
                .and(Expression.CONDITION.attributes(request.get("ConditionExpression"), names))
                .and(keyNames(request.get("AttributeUpdates")))
                .and(keyNames(request.get("Expected")));
        return ItemParameters.withReturnValues(
                DataAccess.of(action, table, null, keys(table, List.of(item)), attributes), request);
    }

    /** One table of BatchGetItem. */
    DataAccess batchGet(Object name, Map<?, ?> request) {
        TableReference table = TableReference.of(home, "RequestItems", name);
        List<?> keys = DynamoDbJson.list(request.get("Keys"));
        Finding attributes = projected(request);
        for (Object key : keys) {
            attributes = attributes.and(keyNames(key));
        }
        return ItemParameters.withSelect(
                DataAccess.of("BatchGetItem", table, null, keys(table, keys), attributes), request);
    }

    /** One table of BatchWriteItem. */
    DataAccess batchWrite(Object name, List<?> writes) {
        TableReference table = TableReference.of(home, "RequestItems", name);
        List<Object> items = new ArrayList<>();
        for (Object element : writes) {
            Map<?, ?> write = DynamoDbJson.object(element);
            Object put = DynamoDbJson.object(write.get("PutRequest")).get("Item");
            Object deleted = DynamoDbJson.object(write.get("DeleteRequest")).get("Key");
            if (write.size() != 1 || (put == null) == (deleted == null)) {
                throw RequestRefusedException.validation("A write request is either a PutRequest or a DeleteRequest");
            }
            items.add(put == null ? orEmpty(deleted) : put);
        }
        Finding attributes = items.stream().map(ItemRequests::keyNames).reduce(Finding.none(), Finding::and);
        return DataAccess.of("BatchWriteItem", table, null, keys(table, items), attributes);
    }

    /** The partition keys of items or of their keys; unknown if the lab does not know the table. */
    private LeadingKeys keys(TableReference table, List<?> items) {
        Optional<TableSchema> schema = table.isAtHome() ? tables.find(table.name()) : Optional.empty();
        return schema.map(known -> items.stream()
                        .map(item -> DynamoDbJson.object(item).get(known.partitionKey()))
                        .map(ItemRequests::orEmpty)
                        .toList())
                .map(LeadingKeys::of)
                .orElse(LeadingKeys.UNKNOWN);
    }

    /** The names of the members of a key, an item, or an older parameter that goes by attributes. */
    static Finding keyNames(@Nullable Object members) {
        return members == null || members instanceof Map<?, ?>
                ? Finding.of(DynamoDbJson.names(members))
                : Finding.unknown();
    }

    /** What a request wants to have returned, if it says so. */
    static Finding projected(Map<?, ?> request) {
        List<?> old = DynamoDbJson.list(request.get("AttributesToGet"));
        return Expression.PROJECTION
                .attributes(request.get("ProjectionExpression"), names(request))
                .and(Finding.of(old.stream().map(Object::toString).toList()));
    }

    static Map<?, ?> names(Map<?, ?> request) {
        return DynamoDbJson.object(request.get("ExpressionAttributeNames"));
    }

    private static Object orEmpty(@Nullable Object value) {
        return value == null ? Map.of() : value;
    }
}
