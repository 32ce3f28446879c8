package dev.partywall.examples.isolation;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** One table for all tenants. */
final class InvoiceTable {

    private InvoiceTable() {}

    static void create(DynamoDbClient dynamoDb) {
        dynamoDb.createTable(r -> r.tableName("invoices")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("tenant"), text("number"))
                .keySchema(key("tenant", KeyType.HASH), key("number", KeyType.RANGE)));
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
