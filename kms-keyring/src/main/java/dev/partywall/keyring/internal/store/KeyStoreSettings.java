package dev.partywall.keyring.internal.store;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** Where the branch keys are, and what wraps them. */
public record KeyStoreSettings(
        String table, String logicalName, DynamoDbClient dynamoDb, String rootKeyArn, KmsClient kms) {}
