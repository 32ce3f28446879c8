package dev.partywall.benchmarks;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import dev.partywall.core.TenantId;
import java.util.List;
import java.util.Map;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.materialproviders.ICryptographicMaterialsManager;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.CreateAwsKmsHierarchicalKeyringInput;
import software.amazon.cryptography.materialproviders.model.CreateDefaultCryptographicMaterialsManagerInput;
import software.amazon.cryptography.materialproviders.model.CreateRequiredEncryptionContextCMMInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/**
 * The AWS Encryption SDK used directly, as its documentation says: a hierarchical keyring with its default cache on the
 * SDK's own key store client. It writes the same messages as Partywall, for a tenant that is fixed beforehand.
 */
final class EncryptionSdkSealing implements Sealing {

    /** Partywall's default time to live. */
    private static final long TTL_SECONDS = 300;

    private final AwsCrypto crypto;
    private final TenantId tenant;
    private final String purpose;
    private final ICryptographicMaterialsManager materialsManager;

    EncryptionSdkSealing(TenantId tenant, String purpose, int frameLength, KeyStore keyStore) {
        this.crypto = AwsCrypto.builder()
                .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                .withMaxEncryptedDataKeys(1)
                .withEncryptionFrameSize(frameLength)
                .build();
        this.tenant = tenant;
        this.purpose = purpose;
        this.materialsManager = materialsManager(tenant, keyStore);
    }

    private static ICryptographicMaterialsManager materialsManager(TenantId tenant, KeyStore keyStore) {
        MaterialProviders providers = MaterialProviders.builder()
                .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
                .build();
        var keyring = providers.CreateAwsKmsHierarchicalKeyring(CreateAwsKmsHierarchicalKeyringInput.builder()
                .branchKeyId(tenant.value())
                .keyStore(keyStore)
                .ttlSeconds(TTL_SECONDS)
                .build());
        return providers.CreateRequiredEncryptionContextCMM(CreateRequiredEncryptionContextCMMInput.builder()
                .underlyingCMM(providers.CreateDefaultCryptographicMaterialsManager(
                        CreateDefaultCryptographicMaterialsManagerInput.builder()
                                .keyring(keyring)
                                .build()))
                .requiredEncryptionContextKeys(List.of("record"))
                .build());
    }

    @Override
    public byte[] encrypt(byte[] plaintext, String recordId) {
        return crypto.encryptData(materialsManager, plaintext, context(recordId))
                .getResult();
    }

    @Override
    public byte[] decrypt(byte[] message, String recordId) {
        return crypto.decryptData(materialsManager, message, context(recordId)).getResult();
    }

    private Map<String, String> context(String recordId) {
        return Map.of("tenant", tenant.value(), "purpose", purpose, "record", recordId);
    }
}
