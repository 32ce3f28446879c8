package dev.partywall.keyring.internal.store;

import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.TenantKeyDirectory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** Where the branch keys are, and what wraps them. */
public record KeyStoreSettings(
        String table, String logicalName, DynamoDbClient dynamoDb, TenantKeyDirectory keys, KmsClient kms) {

    /** The root key for words: what is said of a failure must not fail. */
    String rootKeyInWords(@Nullable TenantId tenant) {
        if (tenant == null) {
            return "the root key";
        }
        try {
            return "root key " + keys.rulesOf(tenant).rootKeyArn();
        } catch (TenantIsolationException unknown) {
            return "its root key";
        }
    }
}
