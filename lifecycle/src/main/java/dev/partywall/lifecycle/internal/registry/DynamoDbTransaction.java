package dev.partywall.lifecycle.internal.registry;

import dev.partywall.lifecycle.TenantRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The transaction of a save: the counter, the tenant's row, its row of the feed, and its former row of the feed.
 *
 * <p>DynamoDB decides a transaction as a whole, but lets plain reads see it item by item: the counter could say n+1, and the
 * next save be done, while row n+1 of the feed is still to appear, and a reader at n+2 would have missed it. Therefore each
 * transaction also requires the newest row of the feed to be there. DynamoDB refuses that while the row's own transaction is
 * under way, so rows appear in the order of their sequences.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html">Amazon DynamoDB
 *     transactions: isolation levels</a>
 */
final class DynamoDbTransaction {

    private final String table;
    private final TenantRecord stored;
    private final String body;
    private final String mark;

    DynamoDbTransaction(String table, TenantRecord stored, String mark) {
        this.table = table;
        this.stored = stored;
        this.body = RecordJson.write(stored);
        this.mark = mark;
    }

    /** What to write if the tenant's row and the counter are these, and nothing otherwise. */
    List<TransactWriteItem> after(DynamoDbTenantRow row, long last) {
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(counter(last));
        items.add(tenant(row, last + 1));
        items.add(feed(last + 1));
        if (row.feedSequence() > 0) {
            items.add(deleteFeed(row.feedSequence()));
        }
        if (last > 0 && last != row.feedSequence()) {
            items.add(requireFeed(last));
        }
        return items;
    }

    private TransactWriteItem counter(long last) {
        Map<String, AttributeValue> item = new HashMap<>(DynamoDbRow.keyOfCounter());
        item.put(DynamoDbRow.LAST, DynamoDbRow.number(last + 1));
        return put(last == 0 ? put(item) : only(put(item), DynamoDbRow.LAST, last));
    }

    private TransactWriteItem tenant(DynamoDbTenantRow row, long sequence) {
        Map<String, AttributeValue> item = new HashMap<>(DynamoDbRow.keyOf(stored.tenant()));
        item.put(DynamoDbRow.VERSION, DynamoDbRow.number(stored.version()));
        item.put(DynamoDbRow.FEED_SEQUENCE, DynamoDbRow.number(sequence));
        item.put(DynamoDbRow.WRITES, AttributeValue.fromL(row.writesWith(mark)));
        item.put(DynamoDbRow.BODY, AttributeValue.fromS(body));
        return put(row.version() == 0 ? put(item) : only(put(item), DynamoDbRow.VERSION, row.version()));
    }

    private TransactWriteItem feed(long sequence) {
        Map<String, AttributeValue> item = new HashMap<>(DynamoDbRow.keyOfFeed(sequence));
        item.put(DynamoDbRow.BODY, AttributeValue.fromS(body));
        return put(put(item));
    }

    /** A row that must not be there yet. */
    private Put.Builder put(Map<String, AttributeValue> item) {
        return Put.builder()
                .tableName(table)
                .item(item)
                .conditionExpression("attribute_not_exists(#key)")
                .expressionAttributeNames(Map.of("#key", DynamoDbRow.PARTITION_KEY));
    }

    /** A row that must be there with this number. */
    private static Put.Builder only(Put.Builder put, String attribute, long expected) {
        return put.conditionExpression("#attribute = :expected")
                .expressionAttributeNames(Map.of("#attribute", attribute))
                .expressionAttributeValues(Map.of(":expected", DynamoDbRow.number(expected)));
    }

    private static TransactWriteItem put(Put.Builder put) {
        return TransactWriteItem.builder().put(put.build()).build();
    }

    private TransactWriteItem deleteFeed(long sequence) {
        Delete delete = Delete.builder()
                .tableName(table)
                .key(DynamoDbRow.keyOfFeed(sequence))
                .conditionExpression("attribute_exists(#key)")
                .expressionAttributeNames(Map.of("#key", DynamoDbRow.PARTITION_KEY))
                .build();
        return TransactWriteItem.builder().delete(delete).build();
    }

    private TransactWriteItem requireFeed(long sequence) {
        ConditionCheck check = ConditionCheck.builder()
                .tableName(table)
                .key(DynamoDbRow.keyOfFeed(sequence))
                .conditionExpression("attribute_exists(#key)")
                .expressionAttributeNames(Map.of("#key", DynamoDbRow.PARTITION_KEY))
                .build();
        return TransactWriteItem.builder().conditionCheck(check).build();
    }
}
