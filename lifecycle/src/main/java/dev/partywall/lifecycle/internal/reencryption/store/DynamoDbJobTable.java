package dev.partywall.lifecycle.internal.reencryption.store;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.reencryption.JobStoreException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Makes the table of a job's memory. */
final class DynamoDbJobTable {

    private static final Map<String, KeyType> KEYS =
            Map.of(DynamoDbJobRows.PARTITION_KEY, KeyType.HASH, DynamoDbJobRows.SORT_KEY, KeyType.RANGE);

    private final String table;
    private final DynamoDbClient client;

    DynamoDbJobTable(String table, DynamoDbClient client) {
        this.table = table;
        this.client = client;
    }

    void create() {
        try {
            client.createTable(create -> create.tableName(table)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(attribute(DynamoDbJobRows.PARTITION_KEY), attribute(DynamoDbJobRows.SORT_KEY))
                    .keySchema(key(DynamoDbJobRows.PARTITION_KEY), key(DynamoDbJobRows.SORT_KEY)));
        } catch (ResourceInUseException exists) {
            requireOurs(exists);
        }
        try (var waiter = client.waiter()) {
            waiter.waitUntilTableExists(request -> request.tableName(table));
        }
    }

    private void requireOurs(ResourceInUseException exists) {
        TableDescription found =
                client.describeTable(request -> request.tableName(table)).table();
        Set<AttributeDefinition> attributes = Set.copyOf(found.attributeDefinitions());
        Map<String, KeyType> keys = found.keySchema().stream()
                .collect(Collectors.toMap(KeySchemaElement::attributeName, KeySchemaElement::keyType));
        boolean typed = KEYS.keySet().stream().allMatch(name -> attributes.contains(attribute(name)));
        if (!typed || !keys.equals(KEYS)) {
            throw new JobStoreException(
                    ErrorCode.REENCRYPTION_STATE_UNAVAILABLE,
                    null,
                    false,
                    "table '" + table + "' exists and is not a re-encryption's memory (partition key '"
                            + DynamoDbJobRows.PARTITION_KEY + "', a string, sort key '" + DynamoDbJobRows.SORT_KEY
                            + "', a string); name another table",
                    exists);
        }
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name) {
        return KeySchemaElement.builder()
                .attributeName(name)
                .keyType(KEYS.get(name))
                .build();
    }
}
