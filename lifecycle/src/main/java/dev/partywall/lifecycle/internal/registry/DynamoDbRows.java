package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.TenantId;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** The calls of a registry to its table. Every read is strongly consistent. */
final class DynamoDbRows {

    private final String table;
    private final DynamoDbClient client;
    private final StoredRecords records;

    DynamoDbRows(DynamoDbSettings settings) {
        this.table = settings.table();
        this.client = settings.client();
        this.records = new StoredRecords("table '" + table + "'");
    }

    Map<String, AttributeValue> get(Map<String, AttributeValue> key) {
        return client.getItem(request -> request.tableName(table).key(key).consistentRead(true))
                .item();
    }

    DynamoDbTenantRow tenant(TenantId tenant) {
        Map<String, AttributeValue> row = get(DynamoDbRow.keyOf(tenant));
        if (row.isEmpty()) {
            return DynamoDbTenantRow.ABSENT;
        }
        DynamoDbTenantRow found = DynamoDbTenantRow.of(row);
        if (found.version() < 1 || found.feedSequence() < 1) {
            throw records.incomplete(tenant, "its record");
        }
        return found;
    }

    /** The sequence of the newest row of the feed; a save may be under way. */
    long counter() {
        return counter(get(DynamoDbRow.keyOfCounter()));
    }

    /**
     * The same, unless a save is under way, which a transactional read tells.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html">Amazon DynamoDB
     *     transactions: isolation levels, transaction conflicts</a>
     */
    OptionalLong settledCounter() {
        TransactGetItem item = TransactGetItem.builder()
                .get(get -> get.tableName(table).key(DynamoDbRow.keyOfCounter()))
                .build();
        try {
            return OptionalLong.of(counter(client.transactGetItems(request -> request.transactItems(item))
                    .responses()
                    .get(0)
                    .item()));
        } catch (TransactionCanceledException canceled) {
            if (DynamoDbFailures.isContention(canceled)) {
                return OptionalLong.empty();
            }
            throw canceled;
        }
    }

    private long counter(Map<String, AttributeValue> row) {
        if (row.isEmpty()) {
            return 0;
        }
        long last = DynamoDbRow.number(row, DynamoDbRow.LAST);
        if (last < 1) {
            throw records.incomplete(null, "the number of the feed's newest row");
        }
        return last;
    }

    /** The rows of the feed with sequences from, to and between the given ones. */
    QueryResponse feed(long from, long to, int limit) {
        return client.query(QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression("#partition = :feed AND #sequence BETWEEN :from AND :to")
                .expressionAttributeNames(
                        Map.of("#partition", DynamoDbRow.PARTITION_KEY, "#sequence", DynamoDbRow.SORT_KEY))
                .expressionAttributeValues(Map.of(
                        ":feed", AttributeValue.fromS(DynamoDbRow.FEED),
                        ":from", DynamoDbRow.number(from),
                        ":to", DynamoDbRow.number(to)))
                .limit(limit)
                .build());
    }

    /** The token is the transaction's own: the SDK's repetitions of this call are then one write to DynamoDB. */
    void write(List<TransactWriteItem> items, String token) {
        client.transactWriteItems(request -> request.transactItems(items).clientRequestToken(token));
    }
}
