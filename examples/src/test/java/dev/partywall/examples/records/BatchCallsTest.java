package dev.partywall.examples.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

final class BatchCallsTest {

    private final List<Integer> pauses = new ArrayList<>();

    private BatchCalls calls(DynamoDbClient dynamoDb) {
        return new BatchCalls(dynamoDb, "records", pauses::add);
    }

    @Test
    void write_itemsLeftUnprocessed_areWrittenLater() {
        Throttled dynamoDb = new Throttled(10);

        calls(dynamoDb).write(puts(25));

        assertThat(dynamoDb.written).hasSize(25).doesNotHaveDuplicates();
        assertThat(pauses).containsExactly(1, 2);
    }

    @Test
    void write_nothingIsEverProcessed_givesUp() {
        assertThatExceptionOfType(AwsTroubleException.class)
                .isThrownBy(() -> calls(new Throttled(0)).write(puts(3)))
                .withMessageContaining("left 3 items of table 'records' unprocessed");
    }

    @Test
    void read_keysLeftUnprocessed_areReadAtOnceAsLongAsItemsCome() {
        assertThat(calls(new Throttled(7))
                        .read(IntStream.range(0, 20)
                                .mapToObj(BatchCallsTest::key)
                                .toList()))
                .hasSize(20)
                .doesNotHaveDuplicates();
        assertThat(pauses).isEmpty();
    }

    @Test
    void read_nothingIsEverProcessed_givesUp() {
        assertThatExceptionOfType(AwsTroubleException.class)
                .isThrownBy(() -> calls(new Throttled(0)).read(List.of(key(1))));
    }

    private static Map<String, AttributeValue> key(int i) {
        return Map.of("id", AttributeValue.fromN(Integer.toString(i)));
    }

    private static List<WriteRequest> puts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> WriteRequest.builder()
                        .putRequest(put -> put.item(key(i)))
                        .build())
                .toList();
    }

    /** Processes so many items of each call. */
    private static final class Throttled implements DynamoDbClient {

        private final int atOnce;
        private final List<WriteRequest> written = new ArrayList<>();

        Throttled(int atOnce) {
            this.atOnce = atOnce;
        }

        @Override
        public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
            List<WriteRequest> asked = request.requestItems().getOrDefault("records", List.of());
            int processed = Math.min(atOnce, asked.size());
            written.addAll(asked.subList(0, processed));
            List<WriteRequest> left = asked.subList(processed, asked.size());
            return BatchWriteItemResponse.builder()
                    .unprocessedItems(left.isEmpty() ? Map.of() : Map.of("records", left))
                    .build();
        }

        @Override
        public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
            var asked = request.requestItems().values().iterator().next();
            int processed = Math.min(atOnce, asked.keys().size());
            var left = asked.keys().subList(processed, asked.keys().size());
            return BatchGetItemResponse.builder()
                    .responses(Map.of("records", asked.keys().subList(0, processed)))
                    .unprocessedKeys(
                            left.isEmpty()
                                    ? Map.of()
                                    : Map.of(
                                            "records",
                                            asked.toBuilder().keys(left).build()))
                    .build();
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }
}
