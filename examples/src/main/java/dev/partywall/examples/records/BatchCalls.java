package dev.partywall.examples.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * BatchWriteItem and BatchGetItem to the end: what DynamoDB leaves unprocessed is asked for again.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html">BatchWriteItem</a>
 */
final class BatchCalls {

    /** The most that BatchWriteItem takes. */
    static final int MAX_WRITES = 25;

    /** The most that BatchGetItem takes. */
    static final int MAX_READS = 100;

    private static final int MAX_ATTEMPTS = 12;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Backoff backoff;

    BatchCalls(DynamoDbClient dynamoDb, String table, Backoff backoff) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.backoff = backoff;
    }

    /** Writes at most {@link #MAX_WRITES}. */
    void write(List<WriteRequest> requests) {
        List<WriteRequest> left = requests;
        for (int attempt = 0; !left.isEmpty(); attempt++) {
            pauseBefore(attempt, left.size());
            Map<String, List<WriteRequest>> ask = Map.of(table, left);
            left = dynamoDb.batchWriteItem(request -> request.requestItems(ask))
                    .unprocessedItems()
                    .getOrDefault(table, List.of());
        }
    }

    /** Reads at most {@link #MAX_READS}, consistently, in no order; items that do not exist are left out. */
    List<Map<String, AttributeValue>> read(List<Map<String, AttributeValue>> keys) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        List<Map<String, AttributeValue>> left = keys;
        for (int attempt = 0; !left.isEmpty(); attempt++) {
            pauseBefore(attempt, left.size());
            BatchGetItemResponse response = dynamoDb.batchGetItem(request(left));
            List<Map<String, AttributeValue>> got = response.responses().getOrDefault(table, List.of());
            items.addAll(got);
            KeysAndAttributes unprocessed = response.unprocessedKeys().get(table);
            left = unprocessed == null ? List.of() : unprocessed.keys();
            // 16 MB a response: an answer that brings items is progress, not throttling.
            attempt = got.isEmpty() ? attempt : -1;
        }
        return items;
    }

    private BatchGetItemRequest request(List<Map<String, AttributeValue>> keys) {
        return BatchGetItemRequest.builder()
                .requestItems(Map.of(
                        table,
                        KeysAndAttributes.builder()
                                .keys(keys)
                                .consistentRead(true)
                                .build()))
                .build();
    }

    private void pauseBefore(int attempt, int left) {
        if (attempt == MAX_ATTEMPTS) {
            throw new AwsTroubleException("DynamoDB left " + left + " items of table '" + table + "' unprocessed "
                    + MAX_ATTEMPTS + " times: the table's throughput is too small; use fewer --threads or raise it");
        }
        if (attempt > 0) {
            backoff.pause(attempt);
        }
    }
}
