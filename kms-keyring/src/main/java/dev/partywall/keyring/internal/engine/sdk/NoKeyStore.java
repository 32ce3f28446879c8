package dev.partywall.keyring.internal.engine.sdk;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.keystore.model.Discovery;
import software.amazon.cryptography.keystore.model.KMSConfiguration;
import software.amazon.cryptography.keystore.model.KeyStoreConfig;

/**
 * The key store of a hierarchical keyring that must not use it: its clients refuse every operation by the default methods
 * of their interfaces.
 */
final class NoKeyStore {

    private NoKeyStore() {}

    static KeyStore create(String logicalName) {
        return KeyStore.builder()
                .KeyStoreConfig(KeyStoreConfig.builder()
                        .ddbTableName(logicalName)
                        .logicalKeyStoreName(logicalName)
                        .ddbClient(new NoDynamoDb())
                        .kmsClient(new NoKms())
                        .kmsConfiguration(KMSConfiguration.builder()
                                .discovery(Discovery.builder().build())
                                .build())
                        .build())
                .build();
    }

    private static final class NoDynamoDb implements DynamoDbClient {
        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static final class NoKms implements KmsClient {
        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
