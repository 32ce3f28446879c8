package dev.partywall.examples.hierarchy;

import com.amazonaws.encryptionsdk.AwsCrypto;
import dev.partywall.core.TenantId;
import java.util.Map;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.keystore.model.GetActiveBranchKeyInput;
import software.amazon.cryptography.keystore.model.KMSConfiguration;
import software.amazon.cryptography.keystore.model.KeyStoreConfig;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.CreateAwsKmsHierarchicalKeyringInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/**
 * The hierarchical keyring as the AWS Encryption SDK has it, over the clients of the bound tenant: it takes a branch key id
 * from whoever asks and compares it with no tenant. Whoever gets past the keyring's own check is here.
 *
 * @param lab the lab
 */
record UncheckedKeyring(HierarchyLab lab) {

    byte[] branchKey(TenantId tenant) {
        var materials = keyStore()
                .GetActiveBranchKey(GetActiveBranchKeyInput.builder()
                        .branchKeyIdentifier(tenant.value())
                        .build())
                .branchKeyMaterials();
        byte[] key = new byte[materials.branchKey().remaining()];
        materials.branchKey().duplicate().get(key);
        return key;
    }

    byte[] decrypt(TenantId tenant, byte[] message) {
        var keyring = MaterialProviders.builder()
                .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
                .build()
                .CreateAwsKmsHierarchicalKeyring(CreateAwsKmsHierarchicalKeyringInput.builder()
                        .branchKeyId(tenant.value())
                        .keyStore(keyStore())
                        .ttlSeconds(60)
                        .build());
        return AwsCrypto.standard()
                .decryptData(keyring, message, Map.of("record", HierarchyLab.RECORD.value()))
                .getResult();
    }

    private KeyStore keyStore() {
        return KeyStore.builder()
                .KeyStoreConfig(KeyStoreConfig.builder()
                        .ddbTableName(HierarchyLab.KEY_STORE)
                        .logicalKeyStoreName(HierarchyLab.KEY_STORE)
                        .ddbClient(lab.dynamoDb())
                        .kmsClient(lab.kms())
                        .kmsConfiguration(KMSConfiguration.builder()
                                .kmsKeyArn(lab.rootKey())
                                .build())
                        .build())
                .build();
    }
}
