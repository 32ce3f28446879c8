package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.keystore.model.KMSConfiguration;
import software.amazon.cryptography.keystore.model.KeyStoreConfig;
import software.amazon.cryptography.materialproviders.ICryptographicMaterialsManager;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.CreateAwsKmsHierarchicalKeyringInput;
import software.amazon.cryptography.materialproviders.model.CreateDefaultCryptographicMaterialsManagerInput;
import software.amazon.cryptography.materialproviders.model.CreateRequiredEncryptionContextCMMInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/**
 * The AWS Encryption SDK as its documentation says to use it, with its own cache and its own key store client, is the
 * judge of what Partywall writes, and the reverse.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EncryptionSdkInteropTest {

    private final KeyringLab lab = KeyringLab.start();
    private final MaterialProviders providers = MaterialProviders.builder()
            .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
            .build();
    private final Random random = new Random(7);

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void encryptionSdk_readsAndWritesWhatPartywallDoes_acrossRotations() {
        List<TenantId> tenants = List.of(lab.createTenant("t1"), lab.createTenant("t2"), lab.createTenant("t3"));
        List<Sealed> ours = new ArrayList<>();
        List<Sealed> theirs = new ArrayList<>();
        for (int round = 0; round <= 5; round++) {
            for (TenantId tenant : tenants) {
                for (int size : new int[] {0, 1, 1_000, 4_096, 4_097, 12_288}) {
                    ours.add(sealedByUs(tenant, size));
                    theirs.add(sealedByThem(tenant, size));
                }
                lab.keyring().branchKeys().rotate(tenant);
            }
        }

        for (Sealed sealed : ours) {
            assertThat(crypto(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                            .decryptData(
                                    keyring(sealed.tenant), sealed.message, Map.of("record", sealed.record.value()))
                            .getResult())
                    .isEqualTo(sealed.plaintext);
        }
        for (Sealed sealed : theirs) {
            byte[] opened =
                    TenantContext.call(sealed.tenant, () -> lab.invoices().decrypt(sealed.message, sealed.record));
            assertThat(opened).isEqualTo(sealed.plaintext);
        }
        assertThat(ours).hasSize(6 * 3 * 6).hasSameSizeAs(theirs);
    }

    @Test
    void encryptionSdk_withoutTheRecordId_cannotReadOurs() {
        TenantId tenant = lab.createTenant("t4");
        Sealed sealed = sealedByUs(tenant, 100);
        AwsCrypto crypto = crypto(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY);

        assertThatThrownBy(() -> crypto.decryptData(keyring(tenant), sealed.message))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> crypto.decryptData(keyring(tenant), sealed.message, Map.of("record", "another")))
                .isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = CryptoAlgorithm.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = "ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY")
    void decrypt_messageOfAnotherSuite_isRefusedByNameBeforeAnyCall(CryptoAlgorithm suite) {
        ErrorCode name = suite.isCommitting() ? ErrorCode.MESSAGE_SIGNED : ErrorCode.MESSAGE_UNCOMMITTED;
        TenantId tenant = lab.createTenant("t5");
        AwsCrypto other = AwsCrypto.builder()
                .withEncryptionAlgorithm(suite)
                .withCommitmentPolicy(
                        suite.isCommitting()
                                ? CommitmentPolicy.RequireEncryptRequireDecrypt
                                : CommitmentPolicy.ForbidEncryptAllowDecrypt)
                .build();
        byte[] message = other.encryptData(materialsManager(tenant), new byte[10], context(tenant, RecordId.of("r")))
                .getResult();
        lab.keyring().evict(tenant);
        long mark = lab.aws().calls().mark();

        assertThatThrownBy(() -> TenantContext.run(tenant, () -> lab.invoices().decrypt(message, RecordId.of("r"))))
                .isInstanceOfSatisfying(
                        DecryptionRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(name));

        assertThat(lab.aws().calls().since(mark).count()).isZero();
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by hand
    private record Sealed(TenantId tenant, RecordId record, byte[] plaintext, byte[] message) {}

    private Sealed sealedByUs(TenantId tenant, int size) {
        byte[] plaintext = bytes(size);
        RecordId record = RecordId.of("rec-" + random.nextInt());
        byte[] message = TenantContext.call(
                tenant, () -> lab.invoices().encrypt(plaintext, record, Map.of("größe", "é" + size)));
        return new Sealed(tenant, record, plaintext, message);
    }

    private Sealed sealedByThem(TenantId tenant, int size) {
        byte[] plaintext = bytes(size);
        RecordId record = RecordId.of("rec-" + random.nextInt());
        byte[] message = crypto(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                .encryptData(materialsManager(tenant), plaintext, context(tenant, record))
                .getResult();
        return new Sealed(tenant, record, plaintext, message);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Map<String, String> context(TenantId tenant, RecordId record) {
        Map<String, String> context = new HashMap<>();
        context.put("tenant", tenant.value());
        context.put("purpose", "invoices");
        context.put("record", record.value());
        context.put("written-by", "the SDK");
        return context;
    }

    private static AwsCrypto crypto(CryptoAlgorithm suite) {
        return AwsCrypto.builder().withEncryptionAlgorithm(suite).build();
    }

    private ICryptographicMaterialsManager materialsManager(TenantId tenant) {
        return providers.CreateRequiredEncryptionContextCMM(CreateRequiredEncryptionContextCMMInput.builder()
                .underlyingCMM(providers.CreateDefaultCryptographicMaterialsManager(
                        CreateDefaultCryptographicMaterialsManagerInput.builder()
                                .keyring(keyring(tenant))
                                .build()))
                .requiredEncryptionContextKeys(List.of("record"))
                .build());
    }

    /** A keyring of the SDK's own making, on the SDK's own key store client. */
    private IKeyring keyring(TenantId tenant) {
        return providers.CreateAwsKmsHierarchicalKeyring(CreateAwsKmsHierarchicalKeyringInput.builder()
                .branchKeyId(tenant.value())
                .keyStore(KeyStore.builder()
                        .KeyStoreConfig(KeyStoreConfig.builder()
                                .ddbTableName(TABLE)
                                .logicalKeyStoreName(TABLE)
                                .ddbClient(lab.aws().dynamoDb())
                                .kmsClient(lab.aws().kms())
                                .kmsConfiguration(KMSConfiguration.builder()
                                        .kmsKeyArn(lab.rootKeyArn())
                                        .build())
                                .build())
                        .build())
                .ttlSeconds(600)
                .build());
    }
}
