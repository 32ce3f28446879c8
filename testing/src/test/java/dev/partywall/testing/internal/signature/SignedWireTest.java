package dev.partywall.testing.internal.signature;

import static dev.partywall.testing.internal.signature.ScenarioLab.ACME;
import static dev.partywall.testing.internal.signature.ScenarioLab.GLOBEX;
import static dev.partywall.testing.internal.signature.ScenarioLab.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.CallSubject;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Protocol;
import dev.partywall.testing.internal.authorization.Authorizer;
import dev.partywall.testing.internal.calls.CallLog;
import dev.partywall.testing.internal.faults.FaultTable;
import dev.partywall.testing.internal.http.FrontDoor;
import dev.partywall.testing.internal.http.Gatekeeper;
import dev.partywall.testing.internal.http.LabLoops;
import dev.partywall.testing.internal.http.RequestPipeline;
import dev.partywall.testing.internal.protocol.RestXmlProtocol;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What the SDK's S3 clients send over the wire, to a service that keeps what the verifier hands on. */
final class SignedWireTest {

    private final ScenarioLab lab = new ScenarioLab();
    private final BlockingQueue<LabRequest> received = new LinkedBlockingQueue<>();
    private final LabLoops loops = LabLoops.start();
    private final FrontDoor door = FrontDoor.open(loops.group(), pipeline());
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        door.close();
        loops.close();
    }

    private RequestPipeline pipeline() {
        CallLog log = new CallLog(lab.clock);
        LabAccount account = new LabAccount("eu-west-1", "111122223333");
        Gatekeeper gatekeeper = new Gatekeeper(new Authorizer(account, lab.clock), log);
        return new RequestPipeline(List.of(new Keeper()), lab.verifier, gatekeeper, log, new FaultTable());
    }

    private <B extends AwsClientBuilder<B, ?> & S3BaseClientBuilder<B, ?>> B configure(
            B builder, AwsCredentials caller) {
        return builder.endpointOverride(door.endpoint())
                .region(Region.EU_WEST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(caller))
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
    }

    private S3Client sync(AwsCredentials caller) {
        return configure(S3Client.builder(), caller)
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }

    private S3AsyncClient async(AwsCredentials caller) {
        return configure(S3AsyncClient.builder(), caller)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
    }

    private LabRequest last() throws InterruptedException {
        LabRequest request = received.poll(60, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        return request;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 300_000})
    void putObject_syncAndAsync_arrivesUnpacked(int size) throws Exception {
        byte[] payload = "x".repeat(size).getBytes(StandardCharsets.UTF_8);
        try (S3Client sync = sync(ACME);
                S3AsyncClient async = async(USER)) {
            for (ChecksumAlgorithm sum : List.of(ChecksumAlgorithm.CRC32, ChecksumAlgorithm.SHA256)) {
                sync.putObject(
                        r -> r.bucket("b").key("a b/\u00e9+%//c").checksumAlgorithm(sum),
                        RequestBody.fromBytes(payload));
                assertPayload(payload, last());
                async.putObject(r -> r.bucket("b").key("k").checksumAlgorithm(sum), AsyncRequestBody.fromBytes(payload))
                        .join();
                assertPayload(payload, last());
            }
        }
    }

    private static void assertPayload(byte[] payload, LabRequest request) {
        assertThat(request.body()).isEqualTo(payload);
        assertThat(request.headers().keySet()).anyMatch(name -> name.startsWith("x-amz-checksum-"));
        assertThat(request.headers()).doesNotContainKey("content-encoding");
    }

    @Test
    void otherOperations_syncAndAsync_pass() throws Exception {
        try (S3Client sync = sync(USER);
                S3AsyncClient async = async(ACME)) {
            sync.headObject(r -> r.bucket("b").key("a//../k"));
            assertThat(last().rawPath().replace("%2F", "/")).isEqualTo("/b/a//../k");
            async.deleteObject(r -> r.bucket("b").key("k").versionId("1+2 3")).join();
            assertThat(last().queryParameter("versionId")).hasValue("1+2 3");
        }
    }

    private static void assertRefused(String code, int status, S3Client client) {
        S3Exception refusal = catchThrowableOfType(
                S3Exception.class, () -> client.putObject(r -> r.bucket("b").key("k"), RequestBody.fromString("text")));
        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(refusal.statusCode()).isEqualTo(status);
    }

    @Test
    void wrongCredentials_areRefusedByCode() {
        String secret = ACME.secretAccessKey();
        assertRefused(
                "SignatureDoesNotMatch",
                403,
                sync(AwsSessionCredentials.create(ACME.accessKeyId(), secret + "x", ACME.sessionToken())));
        assertRefused(
                "InvalidToken",
                400,
                sync(AwsSessionCredentials.create(ACME.accessKeyId(), secret, GLOBEX.sessionToken())));
        assertRefused("InvalidToken", 400, sync(AwsBasicCredentials.create(ACME.accessKeyId(), secret)));
        assertRefused("InvalidAccessKeyId", 403, sync(AwsBasicCredentials.create("AKIANOBODY", secret)));
        lab.clock.advance(lab.sessionLife);
        assertRefused("ExpiredToken", 400, sync(ACME));
        assertThat(received).isEmpty();
    }

    @Test
    void anonymousClient_isAnonymous() throws Exception {
        try (S3Client anonymous = S3Client.builder()
                .endpointOverride(door.endpoint())
                .region(Region.EU_WEST_1)
                .forcePathStyle(true)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            anonymous.headObject(r -> r.bucket("b").key("k"));
            assertThat(last().accessKeyId()).isEmpty();
        }
    }

    private HttpResponse<String> send(String method, URI url, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void presignedUrls_holdForTheirMethodAndLife() throws Exception {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(door.endpoint())
                .region(Region.EU_WEST_1)
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .credentialsProvider(StaticCredentialsProvider.create(ACME))
                .build()) {
            URI get = URI.create(presigner
                    .presignGetObject(r -> r.signatureDuration(Duration.ofMinutes(10))
                            .getObjectRequest(o -> o.bucket("b").key("a b/\u00e9")))
                    .url()
                    .toString());
            URI put = URI.create(presigner
                    .presignPutObject(r -> r.signatureDuration(Duration.ofMinutes(10))
                            .putObjectRequest(o -> o.bucket("b").key("k")))
                    .url()
                    .toString());
            assertThat(send("GET", get, "").statusCode()).isEqualTo(200);
            assertThat(send("PUT", put, "any payload").statusCode()).isEqualTo(200);
            assertThat(send("PUT", get, "x").body()).contains("<Code>SignatureDoesNotMatch</Code>");
            assertThat(send("GET", URI.create(get.toString().replace("/b/", "/c/")), "")
                            .body())
                    .contains("<Code>SignatureDoesNotMatch</Code>");
            lab.clock.advance(Duration.ofMinutes(11));
            HttpResponse<String> late = send("GET", get, "");
            assertThat(late.statusCode()).isEqualTo(403);
            assertThat(late.body()).contains("<Code>AccessDenied</Code>", "Request has expired");
        }
    }

    /** Takes every request and keeps it. */
    private final class Keeper implements LabService {

        @Override
        public String name() {
            return "s3";
        }

        @Override
        public boolean owns(LabRequest request) {
            return true;
        }

        @Override
        public boolean takesAnonymous(LabRequest request) {
            return true;
        }

        @Override
        public PreparedCall prepare(LabRequest request) {
            return new PreparedCall("Keep", CallSubject.NONE, caller -> new Access.Open("a test"), caller -> {
                received.add(request);
                return CompletableFuture.completedStage(LabResponse.success(200, Map.of(), new byte[0]));
            });
        }

        @Override
        public Protocol protocol() {
            return new RestXmlProtocol();
        }

        @Override
        public LabError throttled() {
            return new LabError(503, "SlowDown", "");
        }

        @Override
        public LabError failed() {
            return new LabError(500, "InternalError", "");
        }
    }
}
