package dev.partywall.testing.internal.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabOutcome;
import dev.partywall.testing.SignedHeaders;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the SDK would never send. */
final class KmsServiceTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;
    private final HttpClient http = HttpClient.newHttpClient();

    KmsServiceTest(AwsLab lab) {
        this.lab = lab;
    }

    private HttpResponse<String> post(String target, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(lab.endpoint()).POST(BodyPublishers.ofString(body));
        SignedHeaders.ofPost(lab, "kms", target, body).forEach((name, value) -> {
            if (!name.equals("Host")) { // the client sets it, to the same
                request.header(name, value);
            }
        });
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private LabCall last() {
        List<LabCall> all = lab.calls().list();
        return all.get(all.size() - 1);
    }

    @Test
    void answer_hasTheHeadersOfTheWire() throws Exception {
        HttpResponse<String> answer = post("TrentService.ListKeys", "{}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-amz-json-1.1");
        assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
        assertThat(answer.body()).contains("\"Truncated\":false");
        assertThat(last().principal())
                .isEqualTo(lab.credentials().resolveCredentials().accessKeyId());
    }

    @Test
    void answer_withoutMembers_isEmpty() throws Exception {
        HttpResponse<String> answer = post("TrentService.EnableKey", "{\"KeyId\":\"" + lab.createKey() + "\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ListKeys|no json|SerializationException",
                "ListKeys|[]|SerializationException",
                "ListKeys|null|SerializationException",
                "ListKeys||SerializationException",
                "ListKeys|{\"Limit\":\"ten\"}|SerializationException",
                "ListKeys|{\"Limit\":99999999999}|ValidationException",
                "ListKeys|{\"Marker\":7}|SerializationException",
                "DescribeKey|{\"KeyId\":null}|ValidationException",
                "DescribeKey|{\"KeyId\":{}}|SerializationException",
                "Decrypt|{\"CiphertextBlob\":\"?\"}|SerializationException",
                "Decrypt|{}|ValidationException",
                "Decrypt|{\"CiphertextBlob\":\"AAAA\",\"EncryptionContext\":{\"a\":1}}|SerializationException",
                "Decrypt|{\"CiphertextBlob\":\"AAAA\",\"EncryptionContext\":[]}|SerializationException",
                "Decrypt|{\"CiphertextBlob\":\"AAAA\",\"DryRun\":\"yes\"}|InvalidCiphertextException",
                "CreateKey|{\"Tags\":{}}|SerializationException",
                "CreateKey|{\"Tags\":[1]}|SerializationException",
                "CreateKey|{\"MultiRegion\":1}|SerializationException",
            })
    void badRequest_isRefusedByName(String operation, String body, String code) throws Exception {
        HttpResponse<String> answer = post("TrentService." + operation, body == null ? "" : body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"__type\":\"" + code + "\"");
        assertThat(last().outcome()).isEqualTo(new LabOutcome.Failed(code));
    }

    @Test
    void unknownService_isRefusedAndRecorded() throws Exception {
        for (String target : List.of("Nobody_2020.Act", "Act", "")) {
            HttpResponse<String> answer = post(target, "{}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("UnmodelledByLab");
            assertThat(last().service()).isEqualTo("unknown");
        }
    }

    @Test
    void secrets_areNotShown() {
        KeyMaterial material = new KeyMaterial(new SecureRandom());
        assertThat(material.toString()).contains("redacted");
        assertThat(new BlobSeal(new SecureRandom()).toString()).contains("redacted");
        byte[] iv = new byte[KeyMaterial.IV_BYTES];
        byte[] sealed = material.seal(iv, new byte[] {1}, new byte[0]);
        material.destroy();
        assertThatThrownBy(() -> material.open(iv, sealed, new byte[0])).isInstanceOf(KmsException.class);
    }
}
