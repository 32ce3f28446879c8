package dev.partywall.examples.isolation;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The code under test, without Scan. */
final class InvoiceDao {

    private final Supplier<DynamoDbClient> dynamoDb;

    InvoiceDao(Supplier<DynamoDbClient> dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    public void save(String tenant, String number, String text) {
        dynamoDb.get()
                .putItem(r -> r.tableName("invoices")
                        .item(Map.of(
                                "tenant", AttributeValue.fromS(tenant),
                                "number", AttributeValue.fromS(number),
                                "text", AttributeValue.fromS(text))));
    }

    public Map<String, AttributeValue> find(String tenant, String number) {
        return dynamoDb.get()
                .getItem(r -> r.tableName("invoices")
                        .key(Map.of("tenant", AttributeValue.fromS(tenant), "number", AttributeValue.fromS(number))))
                .item();
    }

    public List<Map<String, AttributeValue>> list(String tenant) {
        return dynamoDb.get()
                .query(r -> r.tableName("invoices")
                        .keyConditionExpression("tenant = :t")
                        .expressionAttributeValues(Map.of(":t", AttributeValue.fromS(tenant))))
                .items();
    }
}
