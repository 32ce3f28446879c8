package dev.partywall.lifecycle.reencryption;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A table of all tenants, whose partition key is the tenant and whose sort key is the id. */
final class DynamoDbRecordStore implements RecordStore {

    private final DynamoDbClient client;
    private final String table;

    DynamoDbRecordStore(DynamoDbClient client, String table) {
        this(client, table, ScalarAttributeType.S);
    }

    DynamoDbRecordStore(DynamoDbClient client, String table, ScalarAttributeType sortKey) {
        this.client = client;
        this.table = table;
        client.createTable(create -> create.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attribute("tenant", ScalarAttributeType.S), attribute("id", sortKey))
                .keySchema(key("tenant", KeyType.HASH), key("id", KeyType.RANGE)));
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    DynamoDbRecordSource.Builder builder(DynamoDbClient reader) {
        return DynamoDbRecordSource.builder(reader, table, "sealed")
                .partitionKey("tenant", TENANT)
                .sortKey("id");
    }

    @Override
    public RecordSource source() {
        return builder(client).build();
    }

    @Override
    public RecordSource inParts() {
        return builder(client)
                .splitAt(
                        AttributeValue.fromS("B"),
                        AttributeValue.fromS("a"),
                        AttributeValue.fromS("record-2"),
                        AttributeValue.fromS("record-9"),
                        AttributeValue.fromS("\uFB01"))
                .build();
    }

    private static Map<String, AttributeValue> key(String tenant, String id) {
        return Map.of("tenant", AttributeValue.fromS(tenant), "id", AttributeValue.fromS(id));
    }

    @Override
    public void put(String tenant, String id, byte[] message) {
        set(key(tenant, id), "sealed", AttributeValue.fromB(SdkBytes.fromByteArray(message)));
    }

    @Override
    public void annotate(String id, String note) {
        set(key(TENANT, id), "note", AttributeValue.fromS(note));
    }

    void set(Map<String, AttributeValue> key, String attribute, AttributeValue value) {
        client.updateItem(update -> update.tableName(table)
                .key(key)
                .updateExpression("SET #attribute = :value")
                .expressionAttributeNames(Map.of("#attribute", attribute))
                .expressionAttributeValues(Map.of(":value", value)));
    }

    @Override
    public void remove(String id) {
        client.deleteItem(delete -> delete.tableName(table).key(key(TENANT, id)));
    }

    @Override
    public Map<String, byte[]> messages(String tenant) {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        client
                .queryPaginator(query -> query.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("tenant = :tenant")
                        .expressionAttributeValues(Map.of(":tenant", AttributeValue.fromS(tenant))))
                .items()
                .stream()
                .filter(item -> item.containsKey("sealed"))
                .forEach(item -> messages.put(
                        requireNonNull(item.get("id")).s(),
                        requireNonNull(item.get("sealed")).b().asByteArray()));
        return messages;
    }

    @Override
    public Optional<String> rest(String id) {
        Map<String, AttributeValue> rest = new TreeMap<>(
                client.getItem(get -> get.tableName(table).key(key(TENANT, id)).consistentRead(true))
                        .item());
        rest.remove("sealed");
        return Optional.of(rest).filter(item -> !item.isEmpty()).map(Map::toString);
    }
}
