package dev.partywall.abac.policies;

import dev.partywall.testing.AwsLab;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Makes tables with an index by the same keys. */
final class Tables {

    private Tables() {}

    static void create(AwsLab lab, String name, String hash, String range) {
        lab.dynamoDb()
                .createTable(r -> r.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(attribute(hash), attribute(range))
                        .keySchema(keys(hash, range))
                        .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                                .indexName("by-number")
                                .keySchema(keys(hash, range))
                                .projection(p -> p.projectionType(ProjectionType.ALL))
                                .build()));
    }

    private static List<KeySchemaElement> keys(String hash, String range) {
        return List.of(
                KeySchemaElement.builder()
                        .attributeName(hash)
                        .keyType(KeyType.HASH)
                        .build(),
                KeySchemaElement.builder()
                        .attributeName(range)
                        .keyType(KeyType.RANGE)
                        .build());
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }
}
