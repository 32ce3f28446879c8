package dev.partywall.examples.records;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** Looks at, makes and deletes whole tables. */
record Tables(DynamoDbClient dynamoDb) {

    private static final List<KeySchemaElement> RECORDS_SCHEMA =
            List.of(key(RecordsTable.TENANT, KeyType.HASH), key(RecordsTable.ID, KeyType.RANGE));

    boolean exists(String table) {
        try {
            dynamoDb.describeTable(request -> request.tableName(table));
            return true;
        } catch (ResourceNotFoundException absent) {
            return false;
        }
    }

    boolean isEmpty(String table) {
        return dynamoDb.scan(request -> request.tableName(table)
                                .limit(1)
                                .select(Select.COUNT)
                                .consistentRead(true))
                        .count()
                == 0;
    }

    boolean isRecordsTable(String table) {
        return dynamoDb.describeTable(request -> request.tableName(table))
                .table()
                .keySchema()
                .equals(RECORDS_SCHEMA);
    }

    void createRecordsTable(String table) {
        dynamoDb.createTable(request -> request.tableName(table)
                .keySchema(RECORDS_SCHEMA)
                .attributeDefinitions(text(RecordsTable.TENANT), text(RecordsTable.ID))
                .billingMode(BillingMode.PAY_PER_REQUEST));
    }

    void awaitReady(String table) {
        try (var waiter = dynamoDb.waiter()) {
            waiter.waitUntilTableExists(request -> request.tableName(table));
        }
    }

    void delete(String table) {
        dynamoDb.deleteTable(request -> request.tableName(table));
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }
}
