package dev.partywall.testing.internal.kms;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.DryRunOperationException;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidGrantTokenException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

final class CryptographicOperationsTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private static final Map<String, String> ACME = Map.of("tenant", "acme", "purpose", "invoices");
    private static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("a secret");

    private final AwsLab lab;
    private final KmsClient kms;
    private final String key;

    CryptographicOperationsTest(AwsLab lab) {
        this.lab = lab;
        this.kms = lab.kms();
        this.key = lab.createKey();
    }

    private SdkBytes encrypted() {
        return kms.encrypt(r -> r.keyId(key).plaintext(PLAINTEXT).encryptionContext(ACME))
                .ciphertextBlob();
    }

    private DecryptResponse decrypt(SdkBytes blob) {
        return kms.decrypt(r -> r.ciphertextBlob(blob).encryptionContext(ACME));
    }

    @Nested
    final class EncryptAndDecrypt {

        @Test
        void decrypt_sameContext_opens() {
            EncryptResponse sealed =
                    kms.encrypt(r -> r.keyId(key).plaintext(PLAINTEXT).encryptionContext(ACME));
            assertThat(sealed.keyId()).isEqualTo(key);
            assertThat(sealed.encryptionAlgorithm()).isEqualTo(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);

            DecryptResponse opened = decrypt(sealed.ciphertextBlob());
            assertThat(opened.plaintext()).isEqualTo(PLAINTEXT);
            assertThat(opened.keyId()).isEqualTo(key);
            assertThat(opened.encryptionAlgorithm()).isEqualTo(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);
            assertThat(opened.keyMaterialId()).matches("[0-9a-f]{64}");
        }

        @Test
        void decrypt_withoutContextOnEitherSide_opens() {
            SdkBytes blob = kms.encrypt(r -> r.keyId(key).plaintext(PLAINTEXT)).ciphertextBlob();
            assertThat(kms.decrypt(r -> r.ciphertextBlob(blob)).plaintext()).isEqualTo(PLAINTEXT);
        }

        @Test
        void decrypt_otherContext_isInvalidCiphertext() {
            SdkBytes blob = encrypted();
            for (Map<String, String> other : List.of(
                    Map.<String, String>of(),
                    Map.of("tenant", "acme"),
                    Map.of("tenant", "globex", "purpose", "invoices"),
                    Map.of("Tenant", "acme", "purpose", "invoices"),
                    Map.of("tenant", "acme", "purpose", "invoices", "more", ""))) {
                assertThatThrownBy(() -> kms.decrypt(r -> r.ciphertextBlob(blob).encryptionContext(other)))
                        .as("%s", other)
                        .isInstanceOf(InvalidCiphertextException.class);
            }
        }

        @Test
        void decrypt_contextThatConcatenatesAlike_isInvalidCiphertext() {
            SdkBytes blob = kms.encrypt(
                            r -> r.keyId(key).plaintext(PLAINTEXT).encryptionContext(Map.of("ab", "c", "d", "e")))
                    .ciphertextBlob();
            assertThatThrownBy(() ->
                            kms.decrypt(r -> r.ciphertextBlob(blob).encryptionContext(Map.of("a", "bc", "d", "e"))))
                    .isInstanceOf(InvalidCiphertextException.class);
        }

        @Test
        void decrypt_tamperedAnywhere_isInvalidCiphertext() {
            byte[] blob = encrypted().asByteArray();
            for (int i = 0; i < blob.length; i++) {
                byte[] tampered = blob.clone();
                tampered[i] ^= 1;
                assertThatThrownBy(() -> decrypt(SdkBytes.fromByteArray(tampered)))
                        .as("byte %d", i)
                        .isInstanceOf(InvalidCiphertextException.class);
            }
        }

        @Test
        void decrypt_cutOrExtended_isInvalidCiphertext() {
            byte[] blob = encrypted().asByteArray();
            for (int length = 1; length <= blob.length + 1; length++) {
                if (length != blob.length) {
                    byte[] other = Arrays.copyOf(blob, length);
                    assertThatThrownBy(() -> decrypt(SdkBytes.fromByteArray(other)))
                            .as("length %d", length)
                            .isInstanceOf(InvalidCiphertextException.class);
                }
            }
        }

        @Test
        void decrypt_blobOfAnotherLab_isInvalidCiphertext() {
            try (AwsLab other = AwsLab.builder().withoutDynamoDb().start()) {
                SdkBytes blob = other.kms()
                        .encrypt(r -> r.keyId(other.createKey()).plaintext(PLAINTEXT))
                        .ciphertextBlob();
                assertThatThrownBy(() -> kms.decrypt(r -> r.ciphertextBlob(blob)))
                        .isInstanceOf(InvalidCiphertextException.class);
            }
        }

        @Test
        void decrypt_namingAnotherKey_isIncorrectKey() {
            SdkBytes blob = encrypted();
            String other = lab.createKey();
            assertThatThrownBy(() ->
                            kms.decrypt(r -> r.keyId(other).ciphertextBlob(blob).encryptionContext(ACME)))
                    .isInstanceOf(IncorrectKeyException.class);
            assertThat(kms.decrypt(r -> r.keyId(key).ciphertextBlob(blob).encryptionContext(ACME))
                            .plaintext())
                    .isEqualTo(PLAINTEXT);
        }

        @Test
        void encrypt_sameTwice_givesDifferentBlobs() {
            assertThat(encrypted()).isNotEqualTo(encrypted());
        }

        @Test
        void encrypt_plaintextOutOfBounds_isValidationError() {
            assertRefused(
                    "ValidationException", () -> kms.encrypt(r -> r.keyId(key).plaintext(bytes(0))));
            String words = assertRefused(
                    "ValidationException", () -> kms.encrypt(r -> r.keyId(key).plaintext(bytes(4097))));
            assertThat(words).contains("plaintext", "less than or equal to 4096");
            assertThat(kms.decrypt(r -> r.ciphertextBlob(
                                    kms.encrypt(e -> e.keyId(key).plaintext(bytes(4096)))
                                            .ciphertextBlob()))
                            .plaintext()
                            .asByteArray())
                    .hasSize(4096);
        }

        @Test
        void encrypt_contextTooLong_isValidationError() {
            Map<String, String> context = Map.of("tenant", "x".repeat(8192));
            assertRefused(
                    "ValidationException",
                    () -> kms.encrypt(r -> r.keyId(key).plaintext(PLAINTEXT).encryptionContext(context)));
        }

        @Test
        void encrypt_otherAlgorithm_isInvalidKeyUsage() {
            assertThatThrownBy(() -> kms.encrypt(r -> r.keyId(key)
                            .plaintext(PLAINTEXT)
                            .encryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256)))
                    .isInstanceOf(InvalidKeyUsageException.class);
            assertRefused(
                    "ValidationException",
                    () -> kms.encrypt(r -> r.keyId(key).plaintext(PLAINTEXT).encryptionAlgorithm("ROT13")));
        }

        @Test
        void encrypt_dryRun_saysItWouldHaveSucceeded() {
            assertThatThrownBy(() ->
                            kms.encrypt(r -> r.keyId(key).plaintext(PLAINTEXT).dryRun(true)))
                    .isInstanceOf(DryRunOperationException.class);
            assertThatThrownBy(() -> kms.decrypt(r -> r.ciphertextBlob(encrypted())
                            .encryptionContext(ACME)
                            .dryRun(true)))
                    .isInstanceOf(DryRunOperationException.class);
            assertThatThrownBy(
                            () -> kms.decrypt(r -> r.ciphertextBlob(encrypted()).dryRun(true)))
                    .isInstanceOf(InvalidCiphertextException.class);
        }

        @Test
        void encrypt_withGrantToken_isInvalidGrantToken() {
            assertThatThrownBy(() ->
                            kms.encrypt(r -> r.keyId(key).plaintext(PLAINTEXT).grantTokens("token")))
                    .isInstanceOf(InvalidGrantTokenException.class);
        }

        @Test
        void decrypt_forNitroEnclave_isUnsupported() {
            assertThatThrownBy(() -> kms.decrypt(
                            r -> r.ciphertextBlob(encrypted()).recipient(n -> n.attestationDocument(PLAINTEXT))))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Nested
    final class KeyStates {

        @Test
        void everyOperation_keyDisabled_isDisabled() {
            SdkBytes blob = encrypted();
            kms.disableKey(r -> r.keyId(key));
            assertThatThrownBy(() -> kms.encrypt(r -> r.keyId(key).plaintext(PLAINTEXT)))
                    .isInstanceOf(DisabledException.class)
                    .hasMessageContaining(key + " is disabled.");
            assertThatThrownBy(() -> decrypt(blob)).isInstanceOf(DisabledException.class);
            assertThatThrownBy(() -> kms.generateDataKey(r -> r.keyId(key).numberOfBytes(32)))
                    .isInstanceOf(DisabledException.class);
            assertThatThrownBy(() -> kms.reEncrypt(r ->
                            r.ciphertextBlob(blob).sourceEncryptionContext(ACME).destinationKeyId(lab.createKey())))
                    .isInstanceOf(DisabledException.class);
            kms.enableKey(r -> r.keyId(key));
            assertThat(decrypt(blob).plaintext()).isEqualTo(PLAINTEXT);
        }

        @Test
        void decrypt_keyPendingDeletion_isInvalidState() {
            SdkBytes blob = encrypted();
            kms.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7));
            assertThatThrownBy(() -> decrypt(blob))
                    .isInstanceOf(KmsInvalidStateException.class)
                    .hasMessageContaining(key + " is pending deletion.");
            kms.cancelKeyDeletion(r -> r.keyId(key));
            kms.enableKey(r -> r.keyId(key));
            assertThat(decrypt(blob).plaintext()).isEqualTo(PLAINTEXT);
        }

        @Test
        void decrypt_afterDeletionDate_neverOpens() {
            SdkBytes blob = encrypted();
            kms.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7));
            lab.clock().advance(Duration.ofDays(7));
            assertRefused("AccessDeniedException", () -> decrypt(blob));
            assertThatThrownBy(() ->
                            kms.decrypt(r -> r.keyId(key).ciphertextBlob(blob).encryptionContext(ACME)))
                    .isInstanceOf(NotFoundException.class);
            lab.clock().advance(Duration.ofDays(-7));
            assertRefused("AccessDeniedException", () -> decrypt(blob));
        }

        @Test
        void decrypt_justBeforeDeletionDate_isInvalidState() {
            SdkBytes blob = encrypted();
            kms.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7));
            lab.clock().advance(Duration.ofDays(7).minusMinutes(1));
            assertThatThrownBy(() -> decrypt(blob)).isInstanceOf(KmsInvalidStateException.class);
        }
    }

    @Nested
    final class ReEncrypt {

        private final Map<String, String> globex = Map.of("tenant", "globex");

        @Test
        void reEncrypt_otherKeyAndContext_opensOnlyWithThose() {
            String destination = lab.createKey();
            SdkBytes blob = encrypted();
            var moved = kms.reEncrypt(r -> r.ciphertextBlob(blob)
                    .sourceEncryptionContext(ACME)
                    .destinationKeyId(destination)
                    .destinationEncryptionContext(globex));
            assertThat(moved.sourceKeyId()).isEqualTo(key);
            assertThat(moved.keyId()).isEqualTo(destination);
            assertThat(moved.sourceKeyMaterialId()).isNotEqualTo(moved.destinationKeyMaterialId());
            assertThat(kms.decrypt(r -> r.ciphertextBlob(moved.ciphertextBlob()).encryptionContext(globex))
                            .plaintext())
                    .isEqualTo(PLAINTEXT);
            assertThatThrownBy(() -> decrypt(moved.ciphertextBlob())).isInstanceOf(InvalidCiphertextException.class);
        }

        @Test
        void reEncrypt_wrongSource_isRefused() {
            SdkBytes blob = encrypted();
            assertThatThrownBy(() -> kms.reEncrypt(r -> r.ciphertextBlob(blob)
                            .sourceEncryptionContext(globex)
                            .destinationKeyId(key)))
                    .isInstanceOf(InvalidCiphertextException.class);
            assertThatThrownBy(() -> kms.reEncrypt(r -> r.ciphertextBlob(blob)
                            .sourceKeyId(lab.createKey())
                            .sourceEncryptionContext(ACME)
                            .destinationKeyId(key)))
                    .isInstanceOf(IncorrectKeyException.class);
        }

        @Test
        void reEncrypt_dryRun_saysItWouldHaveSucceeded() {
            assertThatThrownBy(() -> kms.reEncrypt(r -> r.ciphertextBlob(encrypted())
                            .sourceEncryptionContext(ACME)
                            .destinationKeyId(key)
                            .dryRun(true)))
                    .isInstanceOf(DryRunOperationException.class);
        }
    }

    @Nested
    final class Generate {

        @Test
        void generateDataKey_bySpecOrLength_opensToTheSameBytes() {
            var aes256 = kms.generateDataKey(
                    r -> r.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(ACME));
            assertThat(aes256.plaintext().asByteArray()).hasSize(32);
            assertThat(aes256.keyMaterialId()).matches("[0-9a-f]{64}");
            assertThat(decrypt(aes256.ciphertextBlob()).plaintext()).isEqualTo(aes256.plaintext());
            var aes128 = kms.generateDataKey(r -> r.keyId(key).keySpec(DataKeySpec.AES_128));
            assertThat(aes128.plaintext().asByteArray()).hasSize(16);
            var odd = kms.generateDataKey(r -> r.keyId(key).numberOfBytes(1024));
            assertThat(odd.plaintext().asByteArray()).hasSize(1024);
        }

        @Test
        void generateDataKeyWithoutPlaintext_opensToThatManyBytes() {
            var blob = kms.generateDataKeyWithoutPlaintext(
                    r -> r.keyId(key).numberOfBytes(32).encryptionContext(ACME));
            assertThat(blob.keyId()).isEqualTo(key);
            assertThat(decrypt(blob.ciphertextBlob()).plaintext().asByteArray())
                    .hasSize(32)
                    .isNotEqualTo(new byte[32]);
        }

        @Test
        void generateDataKey_bothOrNeitherLength_isValidationError() {
            assertRefused("ValidationException", () -> kms.generateDataKey(r -> r.keyId(key)));
            assertRefused(
                    "ValidationException",
                    () -> kms.generateDataKey(
                            r -> r.keyId(key).numberOfBytes(32).keySpec(DataKeySpec.AES_256)));
            assertRefused(
                    "ValidationException",
                    () -> kms.generateDataKey(r -> r.keyId(key).keySpec("AES_512")));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, 1025})
        void generate_lengthOutOfBounds_isValidationError(int length) {
            assertRefused(
                    "ValidationException",
                    () -> kms.generateDataKey(r -> r.keyId(key).numberOfBytes(length)));
            assertRefused("ValidationException", () -> kms.generateRandom(r -> r.numberOfBytes(length)));
        }

        @Test
        void generateDataKey_dryRun_saysItWouldHaveSucceeded() {
            assertThatThrownBy(() -> kms.generateDataKeyWithoutPlaintext(
                            r -> r.keyId(key).numberOfBytes(32).dryRun(true)))
                    .isInstanceOf(DryRunOperationException.class);
        }

        @Test
        void generateRandom_givesFreshBytes() {
            SdkBytes first = kms.generateRandom(r -> r.numberOfBytes(32)).plaintext();
            assertThat(first.asByteArray()).hasSize(32);
            assertThat(kms.generateRandom(r -> r.numberOfBytes(32)).plaintext()).isNotEqualTo(first);
            assertRefused("ValidationException", () -> kms.generateRandom(r -> {}));
            assertThatThrownBy(() -> kms.generateRandom(r -> r.numberOfBytes(1).customKeyStoreId("cks-1")))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    private static SdkBytes bytes(int length) {
        return SdkBytes.fromByteArray(new byte[length]);
    }
}
