package dev.partywall.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.LabFault;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Every trouble of KMS and DynamoDB is told apart, with its real cause and words that help. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeyFailureTest {

    private final KeyringLab lab = KeyringLab.start();
    private final TenantKeyring keyring = lab.builder()
            .negativeTimeToLive(Duration.ZERO)
            .loadTimeout(Duration.ofMinutes(1))
            .build();
    private final TenantId tenant = lab.createTenant("troubled");

    @AfterEach
    void mend() {
        lab.aws().faults().clear();
        keyring.evict(tenant);
    }

    @AfterAll
    void close() {
        keyring.close();
        lab.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("denied", LabFault.Builder::accessDenied, ErrorCode.KEY_ACCESS_DENIED, false),
                fault("throttled", LabFault.Builder::throttle, ErrorCode.KEY_SERVICE_THROTTLED, true),
                fault("server error", LabFault.Builder::serverError, ErrorCode.KEY_SERVICE_UNAVAILABLE, true),
                fault("reset", LabFault.Builder::reset, ErrorCode.KEY_SERVICE_UNAVAILABLE, true));
    }

    private static Arguments fault(
            String name, Function<LabFault.Builder, LabFault> effect, ErrorCode code, boolean retryable) {
        return Arguments.of(Named.of(name, effect), code, retryable);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void encrypt_kmsInTrouble_isTypedAndCausedByTheSdk(
            Function<LabFault.Builder, LabFault> effect, ErrorCode code, boolean retryable) {
        try (LabFault fault = effect.apply(lab.aws().faults().on("kms:Decrypt").forTenant(tenant))) {
            assertFailure(code, retryable);
            assertThat(fault.hits()).isPositive();
        }
        assertThat(seal()).as("and it passes").isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void encrypt_dynamoDbInTrouble_isTypedAndCausedByTheSdk(
            Function<LabFault.Builder, LabFault> effect, ErrorCode code, boolean retryable) {
        try (LabFault fault =
                effect.apply(lab.aws().faults().on("dynamodb:GetItem").forTenant(tenant))) {
            assertFailure(code, retryable);
            assertThat(fault.hits()).isPositive();
        }
        assertThat(seal()).as("and it passes").isNotEmpty();
    }

    private void assertFailure(ErrorCode code, boolean retryable) {
        assertThatThrownBy(this::seal).isInstanceOfSatisfying(KeyUnavailableException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.isRetryable()).isEqualTo(retryable);
            assertThat(failure.tenant()).contains(tenant);
            assertThat(failure).hasMessageContaining("troubled").hasCauseInstanceOf(SdkException.class);
        });
    }

    @Test
    void encrypt_rootKeyDisabled_isUnusableUntilEnabled() {
        lab.aws().kms().disableKey(request -> request.keyId(lab.rootKeyArn()));

        assertThatThrownBy(this::seal).isInstanceOfSatisfying(KeyUnavailableException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.ROOT_KEY_UNUSABLE);
            assertThat(failure).hasMessageContaining(lab.rootKeyArn()).hasCauseInstanceOf(KmsException.class);
        });

        lab.aws().kms().enableKey(request -> request.keyId(lab.rootKeyArn()));
        assertThat(seal()).isNotEmpty();
    }

    @Test
    void encrypt_keyStoreDoesNotExist_namesTheSetting() {
        try (TenantKeyring elsewhere = TenantKeyring.builder()
                .keyStore("no-such-table", lab.aws().dynamoDb())
                .rootKey(lab.rootKeyArn(), lab.aws().kms())
                .build()) {
            assertThatThrownBy(() -> TenantContext.run(
                            tenant, () -> elsewhere.encryptor("p").encrypt(new byte[1], RecordId.of("r"))))
                    .isInstanceOfSatisfying(KeyUnavailableException.class, failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.KEY_STORE_MISSING);
                        assertThat(failure).hasMessageContaining("no-such-table");
                    });
        }
    }

    @Test
    void encrypt_anotherRootKey_doesNotOpenTheStore() {
        try (TenantKeyring elsewhere = TenantKeyring.builder()
                .keyStore(KeyringLab.TABLE, lab.aws().dynamoDb())
                .rootKey(lab.aws().createKey(), lab.aws().kms())
                .build()) {
            assertThatThrownBy(() -> TenantContext.run(
                            tenant, () -> elsewhere.encryptor("p").encrypt(new byte[1], RecordId.of("r"))))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_STORE_TAMPERED));
        }
    }

    private byte[] seal() {
        return TenantContext.call(tenant, () -> keyring.encryptor("invoices").encrypt(new byte[10], RecordId.of("r")));
    }
}
