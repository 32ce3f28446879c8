package dev.partywall.testing;

import static dev.partywall.testing.IsolationAssertions.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantContext;
import dev.partywall.testing.internal.authorization.DenialHeader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.kms.model.KmsException;

final class DenialAssertTest {

    private static final Map<String, DenialAssert.Attempt> DENIED = Map.of(
            "explicit", () -> refuse("AccessDeniedException", "explicit;identity;NoScan"),
            "implicit", () -> refuse("AccessDeniedException", "implicit;session;"),
            "key", () -> refuse("InvalidCiphertextException", null),
            "context", TenantContext::require);

    private static final Map<String, Consumer<DenialAssert>> BY = Map.of(
            "iam", DenialAssert::byIam,
            "sid", denial -> denial.bySid("NoScan"),
            "other sid", denial -> denial.bySid("NoGet"),
            "key", DenialAssert::byKey,
            "context", DenialAssert::byContext);

    private static <T> T named(Map<String, T> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private static void refuse(String code, @Nullable String header) {
        SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(400);
        if (header != null) {
            response.putHeader(DenialHeader.NAME, List.of(header));
        }
        throw KmsException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("refused")
                        .sdkHttpResponse(response.build())
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({"explicit, iam", "explicit, sid", "implicit, iam", "key, key", "context, context"})
    void by_whoeverDenied_passes(String denied, String by) {
        DenialAssert denial = assertDenied(named(DENIED, denied));

        named(BY, by).accept(denial);
        assertThat(denial.failure()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "explicit, other sid", "explicit, key", "explicit, context",
        "implicit, sid", "implicit, key", "implicit, context",
        "key, iam", "key, sid", "key, context",
        "context, iam", "context, sid", "context, key"
    })
    void by_another_fails(String denied, String by) {
        DenialAssert denial = assertDenied(named(DENIED, denied));

        assertThatThrownBy(() -> named(BY, by).accept(denial))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expected a denial by")
                .hasMessageContaining("and it was denied by");
    }

    @Test
    void assertDenied_accessDeniedOfNobody_isNoDenial() {
        assertThatThrownBy(() -> assertDenied(() -> refuse("AccessDeniedException", null)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("failed otherwise");
        assertThatThrownBy(() -> assertDenied(() -> refuse("UnmodelledByLab", null)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("failed otherwise");
    }

    @Test
    void assertDenied_success_isNoDenial() {
        assertThatThrownBy(() -> assertDenied(() -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it succeeded");
    }
}
