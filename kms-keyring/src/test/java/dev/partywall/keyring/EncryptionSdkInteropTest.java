package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.CryptoResult;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.keystore.model.KMSConfiguration;
import software.amazon.cryptography.keystore.model.KeyStoreConfig;
import software.amazon.cryptography.materialproviders.ICryptographicMaterialsManager;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.AesWrappingAlg;
import software.amazon.cryptography.materialproviders.model.CreateAwsKmsHierarchicalKeyringInput;
import software.amazon.cryptography.materialproviders.model.CreateDefaultCryptographicMaterialsManagerInput;
import software.amazon.cryptography.materialproviders.model.CreateMultiKeyringInput;
import software.amazon.cryptography.materialproviders.model.CreateRawAesKeyringInput;
import software.amazon.cryptography.materialproviders.model.CreateRequiredEncryptionContextCMMInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/**
 * The AWS Encryption SDK as its documentation says to use it, with its own cache and its own key store client, is the
 * judge of what Partywall writes, and the reverse.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EncryptionSdkInteropTest {

    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());
    private static final int SAMPLE = 300;
    private static final int CAMPAIGN = 10_000;
    private static final int ROUNDS = 6;

    private final KeyringLab lab = KeyringLab.start();
    private final MaterialProviders providers = MaterialProviders.builder()
            .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
            .build();
    private final Map<TenantId, IKeyring> keyrings = new HashMap<>();
    private final Random random = new Random(SEED);

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void generatedMessages_acrossRotations_openOnTheOtherSide() {
        exchange(SAMPLE);
    }

    @Test
    @Tag("campaign")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void tenThousandGeneratedMessages_acrossRotations_openOnTheOtherSide() {
        exchange(CAMPAIGN);
    }

    /** So many each way: sealed in six rounds with a rotation after each, opened when all keys are old ones. */
    private void exchange(int count) {
        List<TenantId> tenants = Stream.of("t1", "t2", "t3")
                .map(id -> lab.createTenant(id + "-" + count))
                .toList();
        List<Sealed> ours = new ArrayList<>();
        List<Sealed> theirs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < count / ROUNDS; i++) {
                TenantId tenant = tenants.get(i % tenants.size());
                ours.add(sealedByUs(tenant, GeneratedRecord.of(random)));
                theirs.add(sealedByThem(tenant, GeneratedRecord.of(random)));
            }
            tenants.forEach(tenant -> lab.keyring().branchKeys().rotate(tenant));
            keyrings.clear();
        }
        ours.forEach(this::assertTheyOpen);
        theirs.forEach(this::assertWeOpen);
        assertThat(ours).hasSize(count / ROUNDS * ROUNDS).hasSameSizeAs(theirs);
    }

    /** Whoever sealed it, and whatever pairs it has: what we seal anew is the same to the AWS Encryption SDK. */
    @Test
    void reencrypt_generatedMessagesOfEither_openOnTheOtherSideWithTheirPairs() {
        TenantId tenant = lab.createTenant("resealed");
        List<Sealed> sealed = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sealed.add(sealedByUs(tenant, GeneratedRecord.of(random)));
            sealed.add(sealedByThem(tenant, GeneratedRecord.of(random)));
        }
        lab.keyring().branchKeys().rotate(tenant);
        keyrings.clear();

        for (Sealed old : sealed) {
            Sealed anew = new Sealed(
                    tenant,
                    old.record,
                    TenantContext.call(tenant, () -> lab.invoices().reencrypt(old.message, old.record.recordId())));
            assertTheyOpen(anew);
            assertWeOpen(anew);
        }
    }

    private void assertTheyOpen(Sealed sealed) {
        CryptoResult<byte[], ?> opened = crypto(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                .decryptData(
                        keyrings.computeIfAbsent(sealed.tenant, this::keyring),
                        sealed.message,
                        Map.of("record", sealed.record.recordId().value()));

        assertThat(opened.getResult()).as("%s, seed %d", sealed.record, SEED).isEqualTo(sealed.record.plaintext());
        assertThat(opened.getEncryptionContext())
                .as("%s, seed %d", sealed.record, SEED)
                .containsAllEntriesOf(context(sealed.tenant, sealed.record));
    }

    private void assertWeOpen(Sealed sealed) {
        byte[] opened = TenantContext.call(
                sealed.tenant,
                () -> lab.invoices().decrypt(sealed.message, sealed.record.recordId(), sealed.record.pairs()));

        assertThat(opened).as("%s, seed %d", sealed.record, SEED).isEqualTo(sealed.record.plaintext());
    }

    @Test
    void decrypt_messageOfSeveralDataKeys_isRefusedByNameBeforeAnyCall() {
        TenantId tenant = lab.createTenant("t6");
        IKeyring both = providers.CreateMultiKeyring(CreateMultiKeyringInput.builder()
                .generator(keyring(tenant))
                .childKeyrings(List.of(keyring(tenant)))
                .build());

        assertRefusedBeforeAnyCall(tenant, sealed(both, tenant), ErrorCode.MESSAGE_OF_SEVERAL_DATA_KEYS);
    }

    @Test
    void decrypt_messageOfAnotherKeyring_isRefusedByNameBeforeAnyCall() {
        TenantId tenant = lab.createTenant("t7");
        IKeyring raw = providers.CreateRawAesKeyring(CreateRawAesKeyringInput.builder()
                .keyNamespace("other")
                .keyName("other")
                .wrappingAlg(AesWrappingAlg.ALG_AES256_GCM_IV12_TAG16)
                .wrappingKey(ByteBuffer.wrap(new byte[32]))
                .build());

        assertRefusedBeforeAnyCall(tenant, sealed(raw, tenant), ErrorCode.MESSAGE_OF_OTHER_KEYRING);
    }

    private byte[] sealed(IKeyring keyring, TenantId tenant) {
        return crypto(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                .encryptData(keyring, new byte[10], Map.of("tenant", tenant.value(), "purpose", "invoices"))
                .getResult();
    }

    private void assertRefusedBeforeAnyCall(TenantId tenant, byte[] message, ErrorCode name) {
        lab.keyring().evict(tenant);
        long mark = lab.aws().calls().mark();

        assertThatThrownBy(() -> TenantContext.run(tenant, () -> lab.invoices().decrypt(message, RecordId.of("r"))))
                .isInstanceOfSatisfying(
                        DecryptionRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(name));

        assertThat(lab.aws().calls().since(mark).count()).isZero();
    }

    @Test
    void encryptionSdk_withoutTheRecordId_cannotReadOurs() {
        TenantId tenant = lab.createTenant("t4");
        Sealed sealed = sealedByUs(tenant, GeneratedRecord.of(random));
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
        byte[] message = other.encryptData(
                        materialsManager(tenant),
                        new byte[10],
                        context(tenant, new GeneratedRecord(RecordId.of("r"), Map.of(), new byte[10])))
                .getResult();

        assertRefusedBeforeAnyCall(tenant, message, name);
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by hand
    private record Sealed(TenantId tenant, GeneratedRecord record, byte[] message) {}

    private Sealed sealedByUs(TenantId tenant, GeneratedRecord record) {
        byte[] message = TenantContext.call(
                tenant, () -> lab.invoices().encrypt(record.plaintext(), record.recordId(), record.pairs()));
        return new Sealed(tenant, record, message);
    }

    private Sealed sealedByThem(TenantId tenant, GeneratedRecord record) {
        byte[] message = crypto(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                .encryptData(materialsManager(tenant), record.plaintext(), context(tenant, record))
                .getResult();
        return new Sealed(tenant, record, message);
    }

    private static Map<String, String> context(TenantId tenant, GeneratedRecord record) {
        Map<String, String> context = new HashMap<>(record.pairs());
        context.put("tenant", tenant.value());
        context.put("purpose", "invoices");
        context.put("record", record.recordId().value());
        return context;
    }

    private static AwsCrypto crypto(CryptoAlgorithm suite) {
        return AwsCrypto.builder().withEncryptionAlgorithm(suite).build();
    }

    private ICryptographicMaterialsManager materialsManager(TenantId tenant) {
        return providers.CreateRequiredEncryptionContextCMM(CreateRequiredEncryptionContextCMMInput.builder()
                .underlyingCMM(providers.CreateDefaultCryptographicMaterialsManager(
                        CreateDefaultCryptographicMaterialsManagerInput.builder()
                                .keyring(keyrings.computeIfAbsent(tenant, this::keyring))
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
