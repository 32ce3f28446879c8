package dev.partywall.testing.internal.dynamodb;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads Query and Scan. */
final class QueryRequests {

    private final ItemRequests items;
    private final Tables tables;

    QueryRequests(ItemRequests items, Tables tables) {
        this.items = items;
        this.tables = tables;
    }

    /**
     * Query. The leading keys of an index are those of its own partition key: LeadingKeys and FirstPartitionKeyValues are
     * the same, and the second to fourth of a resource, which can only be an index, continue them
     * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html).
     */
    DataAccess query(Map<?, ?> request) {
        TableReference table = items.table(request);
        String index = index(request);
        Optional<String> key = table.isAtHome()
                ? tables.find(table.name()).flatMap(schema -> schema.partitionKey(index))
                : Optional.empty();
        LeadingKeys leadingKeys =
                key.map(name -> KeyCondition.of(request, name)).orElse(LeadingKeys.UNKNOWN);
        return read("Query", table, index, leadingKeys, request);
    }

    /** Scan, which has no leading keys: it "returns all items regardless of the leading keys". */
    DataAccess scan(Map<?, ?> request) {
        return read("Scan", items.table(request), index(request), LeadingKeys.NONE, request);
    }

    private static DataAccess read(
            String action, TableReference table, @Nullable String index, LeadingKeys leadingKeys, Map<?, ?> request) {
        DataAccess access = DataAccess.of(action, table, index, leadingKeys, attributes(request));
        return ItemParameters.withSelect(access, request);
    }

    private static Finding attributes(Map<?, ?> request) {
        Map<?, ?> names = ItemRequests.names(request);
        return Expression.CONDITION
                .attributes(request.get("KeyConditionExpression"), names)
                .and(Expression.CONDITION.attributes(request.get("FilterExpression"), names))
                .and(ItemRequests.keyNames(request.get("KeyConditions")))
                .and(ItemRequests.keyNames(request.get("QueryFilter")))
                .and(ItemRequests.keyNames(request.get("ScanFilter")))
                .and(ItemRequests.keyNames(request.get("ExclusiveStartKey")))
                .and(ItemRequests.projected(request));
    }

    private static @Nullable String index(Map<?, ?> request) {
        Object name = request.get("IndexName");
        return name == null ? null : TableReference.index(name);
    }
}
