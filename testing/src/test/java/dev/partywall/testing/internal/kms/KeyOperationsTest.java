package dev.partywall.testing.internal.kms;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.InvalidArnException;
import software.amazon.awssdk.services.kms.model.InvalidMarkerException;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

final class KeyOperationsTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;
    private final KmsClient kms;
    private final String key;

    KeyOperationsTest(AwsLab lab) {
        this.lab = lab;
        this.kms = lab.kms();
        this.key = lab.createKey();
    }

    private KeyMetadata described(String keyId) {
        return kms.describeKey(r -> r.keyId(keyId)).keyMetadata();
    }

    @Nested
    final class Create {

        @Test
        void createKey_byDefault_isSymmetricAndEnabled() {
            lab.clock().freeze();
            Instant now = lab.clock().instant().truncatedTo(ChronoUnit.MILLIS);
            KeyMetadata made = kms.createKey(r -> r.description("root")).keyMetadata();
            lab.clock().resume();
            assertThat(made.arn()).isEqualTo("arn:aws:kms:us-east-1:111122223333:key/" + made.keyId());
            assertThat(made.awsAccountId()).isEqualTo(lab.accountId());
            assertThat(made.creationDate()).isEqualTo(now);
            assertThat(made.enabled()).isTrue();
            assertThat(made.keyState()).isEqualTo(KeyState.ENABLED);
            assertThat(made.keySpec()).isEqualTo(KeySpec.SYMMETRIC_DEFAULT);
            assertThat(made.keyUsage()).isEqualTo(KeyUsageType.ENCRYPT_DECRYPT);
            assertThat(made.origin()).isEqualTo(OriginType.AWS_KMS);
            assertThat(made.encryptionAlgorithms()).containsExactly(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);
            assertThat(made.description()).isEqualTo("root");
            assertThat(made.multiRegion()).isFalse();
            assertThat(made.deletionDate()).isNull();
            assertThat(described(made.keyId())).isEqualTo(made);
        }

        @Test
        void createKey_otherKinds_areUnsupportedWithWords() {
            assertThatThrownBy(
                            () -> kms.createKey(r -> r.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.SIGN_VERIFY)))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("SYMMETRIC_DEFAULT, not RSA_2048");
            for (KeyUsageType usage : List.of(KeyUsageType.GENERATE_VERIFY_MAC, KeyUsageType.SIGN_VERIFY)) {
                assertThatThrownBy(() -> kms.createKey(r -> r.keyUsage(usage)))
                        .isInstanceOf(UnsupportedOperationException.class);
            }
            assertThatThrownBy(() -> kms.createKey(r -> r.origin(OriginType.EXTERNAL)))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> kms.createKey(r -> r.multiRegion(true)))
                    .isInstanceOf(UnsupportedOperationException.class);
        }

        @Test
        void createKey_descriptionTooLong_isValidationError() {
            assertRefused("ValidationException", () -> kms.createKey(r -> r.description("x".repeat(8193))));
        }
    }

    @Nested
    final class References {

        @Test
        void describeKey_byIdArnAliasAndAliasArn_findsTheKey() {
            String alias = "alias/" + UUID.randomUUID();
            kms.createAlias(r -> r.aliasName(alias).targetKeyId(key));
            String id = key.substring(key.indexOf('/') + 1);
            String aliasArn = "arn:aws:kms:us-east-1:111122223333:" + alias;
            for (String reference : List.of(id, key, alias, aliasArn)) {
                assertThat(described(reference).arn()).isEqualTo(key);
            }
        }

        @Test
        void describeKey_unknown_isNotFound() {
            String id = UUID.randomUUID().toString();
            assertThatThrownBy(() -> described(id))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("Key 'arn:aws:kms:us-east-1:111122223333:key/" + id + "' does not exist");
            assertThatThrownBy(() -> described("alias/none"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("Alias arn:aws:kms:us-east-1:111122223333:alias/none is not found.");
            assertThatThrownBy(() -> described("none"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("Invalid keyId 'none'");
            assertThatThrownBy(() -> described(key.replace("us-east-1", "eu-west-1")))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("Invalid arn eu-west-1");
        }

        @Test
        void describeKey_malformedArn_isInvalidArn() {
            assertThatThrownBy(() -> described("arn:aws:kms:us-east-1")).isInstanceOf(InvalidArnException.class);
            assertThatThrownBy(() -> described(key.replace(":key/", ":lock/"))).isInstanceOf(InvalidArnException.class);
        }

        @Test
        void describeKey_ofAnotherAccount_isAccessDenied() {
            assertRefused("AccessDeniedException", () -> described(key.replace("111122223333", "999999999999")));
        }

        @Test
        void enableKey_byAlias_isRefused() {
            assertThatThrownBy(() -> kms.enableKey(r -> r.keyId("alias/a"))).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> kms.enableKey(r -> r.keyId("arn:aws:kms:us-east-1:111122223333:alias/a")))
                    .isInstanceOf(InvalidArnException.class);
        }

        @Test
        void describeKey_noOrEmptyId_isValidationError() {
            assertRefused("ValidationException", () -> kms.describeKey(r -> {}));
            assertRefused("ValidationException", () -> described(""));
            assertRefused("ValidationException", () -> described("x".repeat(2049)));
        }
    }

    @Nested
    final class Change {

        @Test
        void disableAndEnable_changeTheState() {
            kms.disableKey(r -> r.keyId(key));
            assertThat(described(key).keyState()).isEqualTo(KeyState.DISABLED);
            assertThat(described(key).enabled()).isFalse();
            kms.enableKey(r -> r.keyId(key));
            assertThat(described(key).keyState()).isEqualTo(KeyState.ENABLED);
        }

        @Test
        void updateKeyDescription_changesIt() {
            kms.updateKeyDescription(r -> r.keyId(key).description("other"));
            assertThat(described(key).description()).isEqualTo("other");
            assertRefused("ValidationException", () -> kms.updateKeyDescription(r -> r.keyId(key)));
        }
    }

    @Nested
    final class Deletion {

        @Test
        void scheduleKeyDeletion_givesTheDate() {
            lab.clock().freeze();
            Instant now = lab.clock().instant().truncatedTo(ChronoUnit.MILLIS);
            var scheduled = kms.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7));
            lab.clock().resume();
            assertThat(scheduled.keyId()).isEqualTo(key);
            assertThat(scheduled.deletionDate()).isEqualTo(now.plus(Duration.ofDays(7)));
            assertThat(scheduled.keyState()).isEqualTo(KeyState.PENDING_DELETION);
            assertThat(scheduled.pendingWindowInDays()).isEqualTo(7);
            assertThat(described(key).deletionDate()).isEqualTo(scheduled.deletionDate());
        }

        @Test
        void scheduleKeyDeletion_byDefault_waits30Days() {
            assertThat(kms.scheduleKeyDeletion(r -> r.keyId(key)).pendingWindowInDays())
                    .isEqualTo(30);
        }

        @ParameterizedTest
        @ValueSource(ints = {6, 31, 0})
        void scheduleKeyDeletion_windowOutOfBounds_isValidationError(int days) {
            String words = assertRefused(
                    "ValidationException",
                    () -> kms.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(days)));
            assertThat(words).contains("'" + days + "' at 'pendingWindowInDays'");
        }

        @Test
        void cancelKeyDeletion_leavesTheKeyDisabled() {
            kms.scheduleKeyDeletion(r -> r.keyId(key));
            assertThat(kms.cancelKeyDeletion(r -> r.keyId(key)).keyId()).isEqualTo(key);
            assertThat(described(key).keyState()).isEqualTo(KeyState.DISABLED);
            assertThat(described(key).deletionDate()).isNull();
            assertThatThrownBy(() -> kms.cancelKeyDeletion(r -> r.keyId(key)))
                    .isInstanceOf(KmsInvalidStateException.class);
        }

        @Test
        void changes_keyPendingDeletion_areInvalidState() {
            kms.scheduleKeyDeletion(r -> r.keyId(key));
            for (ThrowingCallable change : List.<ThrowingCallable>of(
                    () -> kms.enableKey(r -> r.keyId(key)),
                    () -> kms.disableKey(r -> r.keyId(key)),
                    () -> kms.scheduleKeyDeletion(r -> r.keyId(key)),
                    () -> kms.updateKeyDescription(r -> r.keyId(key).description("x")),
                    () -> kms.enableKeyRotation(r -> r.keyId(key)),
                    () -> kms.rotateKeyOnDemand(r -> r.keyId(key)),
                    () -> kms.createAlias(r -> r.aliasName("alias/late").targetKeyId(key)),
                    () -> kms.tagResource(r -> r.keyId(key)
                            .tags(Tag.builder().tagKey("a").tagValue("b").build())),
                    () -> kms.untagResource(r -> r.keyId(key).tagKeys("a")))) {
                assertThatThrownBy(change).isInstanceOf(KmsInvalidStateException.class);
            }
        }

        @Test
        void describeKey_afterDeletionDate_isNotFoundAndItsAliasesAreGone() {
            String alias = "alias/" + UUID.randomUUID();
            kms.createAlias(r -> r.aliasName(alias).targetKeyId(key));
            kms.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7));
            lab.clock().advance(Duration.ofDays(7));
            assertThatThrownBy(() -> described(key)).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> described(alias)).isInstanceOf(NotFoundException.class);
            assertThat(kms.listKeysPaginator().keys())
                    .extracting(KeyListEntry::keyArn)
                    .doesNotContain(key);
            String successor = lab.createKey();
            kms.createAlias(r -> r.aliasName(alias).targetKeyId(successor));
            assertThat(described(alias).arn()).isEqualTo(successor);
        }
    }

    @Nested
    final class Listing {

        @Test
        void listKeys_byPages_givesEachOnce() {
            for (int i = 0; i < 5; i++) {
                lab.createKey();
            }
            var first = kms.listKeys(r -> r.limit(2));
            assertThat(first.truncated()).isTrue();
            assertThat(first.keys()).hasSize(2);
            List<String> all = kms.listKeysPaginator(r -> r.limit(2)).keys().stream()
                    .map(KeyListEntry::keyArn)
                    .toList();
            assertThat(all)
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThanOrEqualTo(6)
                    .contains(key);
            var whole = kms.listKeys(r -> r.limit(1000));
            assertThat(whole.truncated()).isFalse();
            assertThat(whole.nextMarker()).isNull();
            assertThat(whole.keys()).extracting(KeyListEntry::keyArn).containsExactlyElementsOf(all);
        }

        @Test
        void listKeys_foreignMarker_isInvalidMarker() {
            assertThatThrownBy(() -> kms.listKeys(r -> r.marker("mine"))).isInstanceOf(InvalidMarkerException.class);
            String ofAliases =
                    Base64.getEncoder().encodeToString("partywall:Aliases:x".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> kms.listKeys(r -> r.marker(ofAliases))).isInstanceOf(InvalidMarkerException.class);
        }

        @Test
        void listKeys_limitOutOfBounds_isValidationError() {
            assertRefused("ValidationException", () -> kms.listKeys(r -> r.limit(0)));
            assertRefused("ValidationException", () -> kms.listKeys(r -> r.limit(1001)));
        }
    }
}
