package dev.partywall.testing;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.kms.KmsClient;

/** The lab takes calls from those who can sign them, and from no one else. */
final class SignedCallsTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;
    private final AwsCredentials root;

    SignedCallsTest(AwsLab lab) {
        this.lab = lab;
        this.root = lab.credentials().resolveCredentials();
    }

    private void assertKmsRefuses(String code, AwsCredentials caller) {
        try (KmsClient kms = KmsClient.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(StaticCredentialsProvider.create(caller))
                .build()) {
            assertRefused(code, kms::listKeys);
        }
    }

    @Test
    void call_wrongCredentials_isRefusedByCode() {
        String key = root.accessKeyId();
        String secret = root.secretAccessKey();
        assertKmsRefuses("InvalidSignatureException", AwsBasicCredentials.create(key, secret + "x"));
        assertKmsRefuses("UnrecognizedClientException", AwsBasicCredentials.create("AKIANOBODY", secret));
        assertKmsRefuses("UnrecognizedClientException", AwsSessionCredentials.create(key, secret, "token"));
    }

    @Test
    void call_labsClockMoved_passesAllTheSame() {
        try (KmsClient kms = Clients.kmsTryingOnce(lab)) {
            lab.clock().advance(Duration.ofDays(400));
            assertThat(kms.listKeys().keys()).isEmpty();
            lab.clock().freeze();
            lab.clock().setTo(Instant.parse("2001-01-01T00:00:00Z"));
            assertThat(kms.listKeys().keys()).isEmpty();
        } finally {
            lab.clock().resume();
            lab.clock().setTo(Instant.now());
        }
    }

    private String send(Map<String, String> headers, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(lab.endpoint()).POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach((name, value) -> {
            if (!name.equals("Host")) { // the client sets it, to the same
                request.header(name, value);
            }
        });
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void call_tampered_isRefused() throws Exception {
        Map<String, String> signed = SignedHeaders.ofPost(lab, "kms", "TrentService.ListKeys", "{}");
        assertThat(send(signed, "{}")).startsWith("200 ");
        assertThat(send(signed, "{\"Limit\":7}")).startsWith("400 ").contains("InvalidSignatureException");
        signed.put("X-Amz-Target", "TrentService.CreateKey");
        assertThat(send(signed, "{}")).startsWith("400 ").contains("InvalidSignatureException");
    }

    @Test
    void call_signedForAnotherService_isRefused() throws Exception {
        Map<String, String> signed = SignedHeaders.ofPost(lab, "dynamodb", "TrentService.ListKeys", "{}");
        assertThat(send(signed, "{}"))
                .startsWith("400 ")
                .contains("InvalidSignatureException", "Credential should be scoped to correct service: 'kms'");
    }

    @Test
    void call_unsignedOrHalfSigned_isRefused() throws Exception {
        Map<String, String> target = Map.of("X-Amz-Target", "TrentService.ListKeys");
        assertThat(send(target, "{}")).startsWith("400 ").contains("MissingAuthenticationTokenException");
        Map<String, String> half =
                Map.of("X-Amz-Target", "TrentService.ListKeys", "Authorization", "AWS4-HMAC-SHA256 Signature=0");
        assertThat(send(half, "{}"))
                .startsWith("400 ")
                .contains("IncompleteSignatureException", "Authorization header requires 'Credential' parameter.");
    }
}
