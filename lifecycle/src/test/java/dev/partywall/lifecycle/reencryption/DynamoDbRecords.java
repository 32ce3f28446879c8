package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.RecordId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Records of two partitions in one table, for tests of what happens between any two calls to AWS. */
final class DynamoDbRecords implements RecordSource {

    private final String table;
    private final String tenant;
    private final DynamoDbClient client;

    DynamoDbRecords(String table, String tenant, DynamoDbClient client) {
        this.table = table;
        this.tenant = tenant;
        this.client = client;
    }

    void put(String key, byte[] message) {
        client.putItem(put -> put.tableName(table).item(item(key, message)));
    }

    private Map<String, AttributeValue> item(String key, byte[] message) {
        return Map.of(
                "part", AttributeValue.fromS(tenant + "/" + key.charAt(0)),
                "id", AttributeValue.fromS(key),
                "message", AttributeValue.fromB(SdkBytes.fromByteArray(message)));
    }

    @Override
    public String name() {
        return "dynamodb:" + table;
    }

    @Override
    public List<String> partitions() {
        return List.of("a", "b");
    }

    @Override
    public RecordPage read(String partition, Optional<String> after, int limit) {
        QueryResponse page = typed(() -> client.query(query -> query.tableName(table)
                .consistentRead(true)
                .limit(limit)
                .keyConditionExpression("part = :part AND id > :after")
                .expressionAttributeValues(Map.of(
                        ":part", AttributeValue.fromS(tenant + "/" + partition),
                        ":after", AttributeValue.fromS(after.orElse(" "))))));
        return new RecordPage(
                page.items().stream().map(DynamoDbRecords::record).toList(),
                page.lastEvaluatedKey().isEmpty()
                        ? Optional.empty()
                        : Optional.of(text(page.lastEvaluatedKey(), "id")));
    }

    private static StoredRecord record(Map<String, AttributeValue> item) {
        return StoredRecord.of(
                text(item, "id"),
                RecordId.of(text(item, "id")),
                Objects.requireNonNull(item.get("message")).b().asByteArray());
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name)).s();
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        Map<String, AttributeValue> item = typed(() -> client.getItem(get -> get.tableName(table)
                        .consistentRead(true)
                        .key(Map.of(
                                "part", AttributeValue.fromS(tenant + "/" + key.charAt(0)),
                                "id", AttributeValue.fromS(key)))))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(record(item));
    }

    @Override
    public boolean replace(StoredRecord read, byte[] message) {
        return typed(() -> {
            try {
                client.putItem(put -> put.tableName(table)
                        .item(item(read.key(), message))
                        .conditionExpression("message = :read")
                        .expressionAttributeValues(
                                Map.of(":read", AttributeValue.fromB(SdkBytes.fromByteArray(read.message())))));
                return true;
            } catch (ConditionalCheckFailedException changed) {
                return false;
            }
        });
    }

    private static <T> T typed(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw new RecordSourceException(ErrorCode.RECORD_SOURCE_UNAVAILABLE, true, "DynamoDB failed", failure);
        }
    }
}
