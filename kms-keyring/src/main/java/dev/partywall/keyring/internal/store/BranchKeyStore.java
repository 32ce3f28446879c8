package dev.partywall.keyring.internal.store;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.BranchKeyLoader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.keystore.model.BranchKeyMaterials;
import software.amazon.cryptography.keystore.model.Discovery;
import software.amazon.cryptography.keystore.model.GetActiveBranchKeyInput;
import software.amazon.cryptography.keystore.model.GetBranchKeyVersionInput;
import software.amazon.cryptography.keystore.model.KMSConfiguration;
import software.amazon.cryptography.keystore.model.KeyStoreConfig;

/**
 * Reads branch keys through the material providers' key store: one DynamoDB GetItem, one KMS Decrypt.
 *
 * <p>Asks the key store itself rather than through a keyring: so failures arrive as the AWS SDK threw them, which the
 * keyring would bury in a collection of errors without a cause.
 */
public final class BranchKeyStore implements BranchKeyLoader {

    private final KeyStore keyStore;
    private final KeyStoreFailures failures;

    /** Reads the key store of these settings. */
    public BranchKeyStore(KeyStoreSettings settings) {
        this.keyStore = keyStore(settings, StoreDynamoDb.of(settings.dynamoDb()), rootKeyOfTheRow());
        this.failures = new KeyStoreFailures(settings);
    }

    /** Makes and rotates keys under one root key, and reads such. */
    static KeyStore keyStoreUnder(String rootKeyArn, KeyStoreSettings settings, DynamoDbClient dynamoDb) {
        return keyStore(
                settings,
                dynamoDb,
                KMSConfiguration.builder().kmsKeyArn(rootKeyArn).build());
    }

    /** Makes the table; no keys. */
    static KeyStore keyStoreWithoutKeys(KeyStoreSettings settings, DynamoDbClient dynamoDb) {
        return keyStore(settings, dynamoDb, rootKeyOfTheRow());
    }

    /** The key store then asks KMS for the key that a row names; {@link StoreKms} lets only the tenant's pass. */
    private static KMSConfiguration rootKeyOfTheRow() {
        return KMSConfiguration.builder().discovery(Discovery.builder().build()).build();
    }

    private static KeyStore keyStore(
            KeyStoreSettings settings, DynamoDbClient dynamoDb, KMSConfiguration configuration) {
        return KeyStore.builder()
                .KeyStoreConfig(KeyStoreConfig.builder()
                        .ddbTableName(settings.table())
                        .logicalKeyStoreName(settings.logicalName())
                        .ddbClient(dynamoDb)
                        .kmsClient(new StoreKms(settings.kms(), settings.keys()))
                        .kmsConfiguration(configuration)
                        .build())
                .build();
    }

    @Override
    public BranchKey loadActive(TenantId tenant) {
        try {
            return check(tenant, readAgainIfMoved(() -> active(tenant)));
        } catch (RowMissing missing) {
            throw failures.missing(tenant);
        } catch (RuntimeException failure) {
            throw failures.of(tenant, failure);
        }
    }

    @Override
    public BranchKey loadVersion(TenantId tenant, String version) {
        try {
            BranchKey key = check(tenant, readAgainIfMoved(() -> version(tenant, version)));
            if (!key.version().equals(version)) {
                key.retire();
                throw failures.tampered(tenant, null);
            }
            return key;
        } catch (RowMissing missing) {
            throw failures.versionMissing(tenant);
        } catch (RuntimeException failure) {
            throw failures.of(tenant, failure);
        }
    }

    private BranchKeyMaterials active(TenantId tenant) {
        return keyStore.GetActiveBranchKey(GetActiveBranchKeyInput.builder()
                        .branchKeyIdentifier(tenant.value())
                        .build())
                .branchKeyMaterials();
    }

    private BranchKeyMaterials version(TenantId tenant, String version) {
        return keyStore.GetBranchKeyVersion(GetBranchKeyVersionInput.builder()
                        .branchKeyIdentifier(tenant.value())
                        .branchKeyVersion(version)
                        .build())
                .branchKeyMaterials();
    }

    /** A row that was read just before it moved to another root key names one that is not the tenant's any more. */
    private static BranchKeyMaterials readAgainIfMoved(Supplier<BranchKeyMaterials> read) {
        try {
            return read.get();
        } catch (RootKeyRefused perhapsMoved) {
            return read.get();
        }
    }

    /** Takes the key out of the materials and overwrites what it can of them. */
    private BranchKey check(TenantId tenant, BranchKeyMaterials materials) {
        ByteBuffer source = materials.branchKey().duplicate();
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        if (materials.branchKey().hasArray()) {
            Arrays.fill(materials.branchKey().array(), (byte) 0);
        }
        boolean kept = false;
        try {
            if (!materials.branchKeyIdentifier().equals(tenant.value()) || bytes.length != BranchKey.LENGTH) {
                throw failures.tampered(tenant, null);
            }
            BranchKey key = new BranchKey(tenant, requireUuid(tenant, materials.branchKeyVersion()), bytes);
            kept = true;
            return key;
        } finally {
            if (!kept) {
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }

    private String requireUuid(TenantId tenant, String version) {
        try {
            return BranchKeyVersion.of(version).toString();
        } catch (InvalidKeySettingException notUuid) {
            throw failures.tampered(tenant, notUuid);
        }
    }
}
