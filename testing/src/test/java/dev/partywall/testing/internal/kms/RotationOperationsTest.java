package dev.partywall.testing.internal.kms;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.IncludeKeyMaterial;
import software.amazon.awssdk.services.kms.model.KeyMaterialState;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.RotationType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;

final class RotationOperationsTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("a secret");

    private final AwsLab lab;
    private final KmsClient kms;
    private final String key;

    RotationOperationsTest(AwsLab lab) {
        this.lab = lab;
        this.kms = lab.kms();
        this.key = lab.createKey();
    }

    private SdkBytes encrypted() {
        return kms.encrypt(r -> r.keyId(key).plaintext(PLAINTEXT)).ciphertextBlob();
    }

    private String materialOf(SdkBytes blob) {
        var opened = kms.decrypt(r -> r.ciphertextBlob(blob));
        assertThat(opened.plaintext()).isEqualTo(PLAINTEXT);
        return opened.keyMaterialId();
    }

    private List<RotationsListEntry> rotations() {
        return kms.listKeyRotations(r -> r.keyId(key)).rotations();
    }

    @Test
    void rotateKeyOnDemand_oldBlobsStayReadable() {
        SdkBytes before = encrypted();
        String oldMaterial = materialOf(before);
        assertThat(kms.rotateKeyOnDemand(r -> r.keyId(key)).keyId()).isEqualTo(key);
        SdkBytes after = encrypted();
        assertThat(materialOf(before)).isEqualTo(oldMaterial);
        assertThat(materialOf(after)).isNotEqualTo(oldMaterial);
        assertThat(kms.describeKey(r -> r.keyId(key)).keyMetadata().currentKeyMaterialId())
                .isEqualTo(materialOf(after));
        assertThat(rotations()).hasSize(1);
        assertThat(rotations().get(0).rotationType()).isEqualTo(RotationType.ON_DEMAND);
        assertThat(rotations().get(0).keyMaterialState()).isEqualTo(KeyMaterialState.CURRENT);
    }

    @Test
    void rotateKeyOnDemand_beyond25_isLimitExceeded() {
        for (int i = 0; i < 25; i++) {
            kms.rotateKeyOnDemand(r -> r.keyId(key));
        }
        assertThatThrownBy(() -> kms.rotateKeyOnDemand(r -> r.keyId(key))).isInstanceOf(LimitExceededException.class);
        assertThat(kms.listKeyRotationsPaginator(r -> r.keyId(key).limit(10)).rotations())
                .extracting(RotationsListEntry::keyMaterialId)
                .hasSize(25)
                .doesNotHaveDuplicates();
    }

    @Test
    void listKeyRotations_allMaterial_beginsWithTheFirst() {
        String first = materialOf(encrypted());
        kms.rotateKeyOnDemand(r -> r.keyId(key));
        var all = kms.listKeyRotations(r -> r.keyId(key).includeKeyMaterial(IncludeKeyMaterial.ALL_KEY_MATERIAL))
                .rotations();
        assertThat(all).hasSize(2);
        assertThat(all.get(0).keyMaterialId()).isEqualTo(first);
        assertThat(all.get(0).keyMaterialState()).isEqualTo(KeyMaterialState.NON_CURRENT);
        assertThat(all.get(0).rotationDate()).isNull();
    }

    @Test
    void enableKeyRotation_rotatesByTheLabsClock() {
        assertThat(kms.getKeyRotationStatus(r -> r.keyId(key)).keyRotationEnabled())
                .isFalse();
        SdkBytes before = encrypted();
        kms.enableKeyRotation(r -> r.keyId(key).rotationPeriodInDays(90));
        var status = kms.getKeyRotationStatus(r -> r.keyId(key));
        assertThat(status.keyRotationEnabled()).isTrue();
        assertThat(status.rotationPeriodInDays()).isEqualTo(90);
        Instant due = status.nextRotationDate();

        lab.clock().advance(Duration.ofDays(200));
        assertThat(rotations())
                .extracting(RotationsListEntry::rotationType)
                .containsExactly(RotationType.AUTOMATIC, RotationType.AUTOMATIC);
        assertThat(rotations().get(0).rotationDate()).isEqualTo(due);
        assertThat(kms.getKeyRotationStatus(r -> r.keyId(key)).nextRotationDate())
                .isEqualTo(due.plus(Duration.ofDays(180)));
        assertThat(materialOf(before)).isNotEqualTo(materialOf(encrypted()));

        kms.disableKeyRotation(r -> r.keyId(key));
        lab.clock().advance(Duration.ofDays(400));
        assertThat(rotations()).hasSize(2);
        assertThat(kms.getKeyRotationStatus(r -> r.keyId(key)).keyRotationEnabled())
                .isFalse();
    }

    @Test
    void enableKeyRotation_keyDisabledMeanwhile_rotatesOnceWhenEnabled() {
        kms.enableKeyRotation(r -> r.keyId(key).rotationPeriodInDays(90));
        kms.disableKey(r -> r.keyId(key));
        lab.clock().advance(Duration.ofDays(300));
        assertThat(rotations()).isEmpty();
        kms.enableKey(r -> r.keyId(key));
        assertThat(rotations()).hasSize(1);
    }

    @Test
    void enableKeyRotation_byDefault_isAYear() {
        kms.enableKeyRotation(r -> r.keyId(key));
        assertThat(kms.getKeyRotationStatus(r -> r.keyId(key)).rotationPeriodInDays())
                .isEqualTo(365);
    }

    @ParameterizedTest
    @ValueSource(ints = {89, 2561})
    void enableKeyRotation_periodOutOfBounds_isValidationError(int days) {
        assertRefused(
                "ValidationException",
                () -> kms.enableKeyRotation(r -> r.keyId(key).rotationPeriodInDays(days)));
    }

    @Test
    void rotation_keyDisabled_isDisabled() {
        kms.disableKey(r -> r.keyId(key));
        assertThatThrownBy(() -> kms.enableKeyRotation(r -> r.keyId(key))).isInstanceOf(DisabledException.class);
        assertThatThrownBy(() -> kms.disableKeyRotation(r -> r.keyId(key))).isInstanceOf(DisabledException.class);
        assertThatThrownBy(() -> kms.rotateKeyOnDemand(r -> r.keyId(key))).isInstanceOf(DisabledException.class);
    }
}
