package dev.partywall.lifecycle.internal.registry;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Makes a registry's table. */
final class DynamoDbTable {

    private static final Map<String, ScalarAttributeType> TYPES = Map.of(
            DynamoDbRow.PARTITION_KEY, ScalarAttributeType.S,
            DynamoDbRow.SORT_KEY, ScalarAttributeType.N);

    private static final Map<String, KeyType> KEYS =
            Map.of(DynamoDbRow.PARTITION_KEY, KeyType.HASH, DynamoDbRow.SORT_KEY, KeyType.RANGE);

    private final String table;
    private final DynamoDbClient client;

    DynamoDbTable(String table, DynamoDbClient client) {
        this.table = table;
        this.client = client;
    }

    void create() {
        try {
            client.createTable(CreateTableRequest.builder()
                    .tableName(table)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(attribute(DynamoDbRow.PARTITION_KEY), attribute(DynamoDbRow.SORT_KEY))
                    .keySchema(key(DynamoDbRow.PARTITION_KEY), key(DynamoDbRow.SORT_KEY))
                    .build());
        } catch (ResourceInUseException exists) {
            requireRegistry(exists);
        }
        try (var waiter = client.waiter()) {
            waiter.waitUntilTableExists(request -> request.tableName(table));
        }
    }

    private void requireRegistry(ResourceInUseException exists) {
        TableDescription found =
                client.describeTable(request -> request.tableName(table)).table();
        Set<AttributeDefinition> attributes = Set.copyOf(found.attributeDefinitions());
        Map<String, KeyType> keys = found.keySchema().stream()
                .collect(Collectors.toMap(KeySchemaElement::attributeName, KeySchemaElement::keyType));
        boolean typed = TYPES.keySet().stream().allMatch(name -> attributes.contains(attribute(name)));
        if (!typed || !keys.equals(KEYS)) {
            throw new DynamoDbFailures(table).otherSchema(exists);
        }
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(TYPES.get(name))
                .build();
    }

    private static KeySchemaElement key(String name) {
        return KeySchemaElement.builder()
                .attributeName(name)
                .keyType(KEYS.get(name))
                .build();
    }
}
