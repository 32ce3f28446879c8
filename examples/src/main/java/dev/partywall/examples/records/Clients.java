package dev.partywall.examples.records;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Clients that act as the same principals.
 *
 * @param kms to the root key's Region
 * @param dynamoDb to the tables' Region
 */
record Clients(KmsClient kms, DynamoDbClient dynamoDb) implements AutoCloseable {

    @Override
    public void close() {
        kms.close();
        dynamoDb.close();
    }
}
