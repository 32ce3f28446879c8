package dev.partywall.benchmarks;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.keystore.model.KMSConfiguration;
import software.amazon.cryptography.keystore.model.KeyStoreConfig;

/** A key store with one tenant in an AWS inside this JVM, and the three ways to seal the tenant's records. */
final class SealingLab implements AutoCloseable {

    private static final String TABLE = "tenant-keys";
    private static final String PURPOSE = "invoices";
    private static final TenantId TENANT = TenantId.of("acme");

    private final AwsLab lab = AwsLab.start();
    private final String rootKey = lab.createKey();
    private final TenantKeyring keyring = TenantKeyring.builder()
            .keyStore(TABLE, lab.dynamoDb())
            .rootKey(rootKey, lab.kms())
            .build();
    private final PartywallSealing partywall = new PartywallSealing(TENANT, keyring.encryptor(PURPOSE));
    private final EncryptionSdkSealing encryptionSdk;
    private final RawAesGcmSealing rawAesGcm = new RawAesGcmSealing(TENANT, PURPOSE);

    SealingLab() {
        keyring.branchKeys().createKeyStore();
        keyring.branchKeys().create(TENANT);
        encryptionSdk = new EncryptionSdkSealing(TENANT, PURPOSE, encryptionSdkKeyStore());
    }

    private KeyStore encryptionSdkKeyStore() {
        return KeyStore.builder()
                .KeyStoreConfig(KeyStoreConfig.builder()
                        .ddbTableName(TABLE)
                        .logicalKeyStoreName(TABLE)
                        .ddbClient(lab.dynamoDb())
                        .kmsClient(lab.kms())
                        .kmsConfiguration(
                                KMSConfiguration.builder().kmsKeyArn(rootKey).build())
                        .build())
                .build();
    }

    PartywallSealing partywall() {
        return partywall;
    }

    EncryptionSdkSealing encryptionSdk() {
        return encryptionSdk;
    }

    RawAesGcmSealing rawAesGcm() {
        return rawAesGcm;
    }

    /** How many calls reached KMS and DynamoDB so far. */
    int awsCalls() {
        return lab.calls().count();
    }

    @Override
    public void close() {
        keyring.close();
        lab.close();
    }
}
