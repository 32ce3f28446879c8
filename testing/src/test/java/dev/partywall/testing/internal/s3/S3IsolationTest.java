package dev.partywall.testing.internal.s3;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import dev.partywall.testing.Clients;
import dev.partywall.testing.LabOutcome;
import dev.partywall.testing.LabSession;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** One bucket for all tenants, a prefix for each, and a role whose policy takes the prefix from the tenant's tag. */
final class S3IsolationTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;
    private final String bucket = "b-" + UUID.randomUUID();
    private final List<S3Client> opened = new ArrayList<>();
    private final S3Client owner;

    S3IsolationTest(AwsLab lab) {
        this.lab = lab;
        this.owner = client(lab.credentials());
    }

    private S3Client client(software.amazon.awssdk.auth.credentials.AwsCredentialsProvider credentials) {
        S3Client client = Clients.s3TryingOnce(lab, credentials);
        opened.add(client);
        return client;
    }

    @BeforeEach
    void fill() {
        owner.createBucket(r -> r.bucket(bucket));
        for (String key : List.of("t1/a", "t10/a", "t2/a", "shared")) {
            owner.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString("of " + key));
        }
    }

    @AfterEach
    void close() {
        opened.forEach(S3Client::close);
    }

    private static final String OBJECTS = """
            {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
             "Resource": "arn:aws:s3:::BUCKET/${aws:PrincipalTag/TenantId}/*"}
            """;

    private static final String LISTING = """
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::BUCKET",
             "Condition": {"StringLike": {"s3:prefix": "${aws:PrincipalTag/TenantId}/*"}}}
            """;

    private LabSession session(String tenant, String... statements) {
        String policy = "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(",", statements) + "]}";
        return lab.role("r-" + UUID.randomUUID())
                .policy("data", policy.replace("BUCKET", bucket))
                .create()
                .session(tenant)
                .tag("TenantId", tenant)
                .start();
    }

    private S3Client tenant(String tenant, String... statements) {
        return client(session(tenant, statements).credentials());
    }

    private static String assertDenied(ThrowingCallable call) {
        return assertRefused("AccessDenied", 403, call);
    }

    private String read(S3Client s3, String key) {
        return s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
    }

    @Test
    void tenant_reachesItsOwnPrefixOnly() {
        S3Client t1 = tenant("t1", OBJECTS, LISTING);
        assertThat(read(t1, "t1/a")).isEqualTo("of t1/a");
        t1.putObject(r -> r.bucket(bucket).key("t1/b"), RequestBody.fromString("x"));
        t1.deleteObject(r -> r.bucket(bucket).key("t1/b"));
        assertThat(t1.listObjectsV2(r -> r.bucket(bucket).prefix("t1/")).contents())
                .hasSize(1);
        for (String key : List.of("t2/a", "t10/a", "shared", "t1", "/t1/a", "t2/../t1/a", "T1/a")) {
            assertDenied(() -> read(t1, key));
            assertDenied(() -> t1.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString("x")));
            assertDenied(() -> t1.deleteObject(r -> r.bucket(bucket).key(key)));
        }
        assertThat(assertDenied(() -> read(t1, "t2/a")))
                .contains("is not authorized to perform: s3:GetObject on resource")
                .contains("arn:aws:s3:::" + bucket + "/t2/a")
                .contains("because no identity-based policy allows the s3:GetObject action");
        assertThat(owner.listObjectsV2(r -> r.bucket(bucket)).contents()).hasSize(4);
    }

    @Test
    void head_ofAnothersObject_isForbidden() {
        S3Client t1 = tenant("t1", OBJECTS);
        assertThatThrownBy(() -> t1.headObject(r -> r.bucket(bucket).key("t2/a")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    @Test
    void objectThatIsNotThere_isToldToThoseWhoMayList() {
        assertThat(assertDenied(() -> read(tenant("t1", OBJECTS), "t1/none"))).contains("s3:ListBucket");
        String all = LISTING.replaceAll(",\\s*\"Condition.*", "}");
        assertRefused("NoSuchKey", 404, () -> read(tenant("t1", OBJECTS, all), "t1/none"));
    }

    /** Mistake S1: without the slash one tenant's prefix is the beginning of another's. */
    @Test
    void policyWithoutTheSlash_opensTheTenantsOfLongerNames() {
        S3Client t1 = tenant("t1", OBJECTS.replace("}/*", "}*"));
        assertThat(read(t1, "t10/a")).isEqualTo("of t10/a");
        assertDenied(() -> read(t1, "t2/a"));
    }

    /** Mistake S2: a condition with IfExists, or none, lets a listing without prefix through. */
    @Test
    void listingWithoutPrefix_isSeenByThePolicyThatForgetsIt() {
        S3Client strict = tenant("t1", LISTING);
        assertDenied(() -> strict.listObjectsV2(r -> r.bucket(bucket)));
        assertDenied(() -> strict.listObjects(r -> r.bucket(bucket)));
        assertDenied(() -> strict.listObjectsV2(r -> r.bucket(bucket).prefix("")));
        assertDenied(() -> strict.listObjectsV2(r -> r.bucket(bucket).prefix("t10/")));
        S3Client lax = tenant("t1", LISTING.replace("StringLike", "StringLikeIfExists"));
        assertThat(lax.listObjectsV2(r -> r.bucket(bucket)).contents()).hasSize(4);
        assertDenied(() -> lax.listObjectsV2(r -> r.bucket(bucket).prefix("t2/")));
    }

    @Test
    void copy_fromAnotherTenant_isDenied() {
        S3Client t1 = tenant("t1", OBJECTS);
        assertThat(assertDenied(() -> copy(t1, "t2/a", "t1/stolen"))).contains("s3:GetObject");
        assertThat(assertDenied(() -> copy(t1, "t1/a", "t2/planted"))).contains("s3:PutObject");
        copy(t1, "t1/a", "t1/b");
        assertThat(read(t1, "t1/b")).isEqualTo("of t1/a");
    }

    private void copy(S3Client s3, String from, String to) {
        s3.copyObject(r ->
                r.sourceBucket(bucket).sourceKey(from).destinationBucket(bucket).destinationKey(to));
    }

    @Test
    void multipart_ofAnotherTenant_isDenied() {
        S3Client t1 = tenant("t1", OBJECTS);
        S3Client t2 = tenant("t2", OBJECTS);
        String id =
                t2.createMultipartUpload(r -> r.bucket(bucket).key("t2/big")).uploadId();
        assertDenied(() -> t1.createMultipartUpload(r -> r.bucket(bucket).key("t2/big")));
        assertDenied(() -> t1.uploadPart(
                r -> r.bucket(bucket).key("t2/big").uploadId(id).partNumber(1), RequestBody.fromString("x")));
        assertDenied(() ->
                t1.abortMultipartUpload(r -> r.bucket(bucket).key("t2/big").uploadId(id)));
        assertRefused(
                "NoSuchUpload",
                404,
                () -> t1.abortMultipartUpload(
                        r -> r.bucket(bucket).key("t1/big").uploadId(id)));
        String own =
                t1.createMultipartUpload(r -> r.bucket(bucket).key("t1/big")).uploadId();
        assertDenied(() -> t1.uploadPartCopy(r -> r.sourceBucket(bucket)
                .sourceKey("t2/a")
                .destinationBucket(bucket)
                .destinationKey("t1/big")
                .uploadId(own)
                .partNumber(1)));
    }

    @Test
    void deleteObjects_deletesOwnKeysAndDeniesTheOthers() {
        S3Client t1 = tenant("t1", OBJECTS);
        List<ObjectIdentifier> keys = List.of("t2/a", "t1/a", "t10/a").stream()
                .map(key -> ObjectIdentifier.builder().key(key).build())
                .toList();
        DeleteObjectsResponse answer = t1.deleteObjects(r -> r.bucket(bucket).delete(d -> d.objects(keys)));
        assertThat(answer.deleted())
                .singleElement()
                .satisfies(deleted -> assertThat(deleted.key()).isEqualTo("t1/a"));
        assertThat(answer.errors()).hasSize(2).allSatisfy(error -> {
            assertThat(error.code()).isEqualTo("AccessDenied");
            assertThat(error.message()).contains("s3:DeleteObject");
        });
        assertThat(owner.listObjectsV2(r -> r.bucket(bucket)).contents())
                .extracting(object -> object.key())
                .containsExactly("shared", "t10/a", "t2/a");
    }

    @Test
    void deleteObjects_withAKeyThatCannotBeJudged_deletesNothing() {
        String unmodelled = """
                {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::BUCKET/t1/b",
                 "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}
                """;
        S3Client t1 = tenant("t1", OBJECTS, unmodelled);
        List<ObjectIdentifier> keys = List.of(
                ObjectIdentifier.builder().key("t1/a").build(),
                ObjectIdentifier.builder().key("t1/b").build());
        assertThat(assertRefused(
                        "UnmodelledByLab",
                        () -> t1.deleteObjects(r -> r.bucket(bucket).delete(d -> d.objects(keys)))))
                .containsIgnoringCase("s3:tlsversion");
        assertThat(read(owner, "t1/a")).isEqualTo("of t1/a");
    }

    @Test
    void presignedUrl_carriesThePermissionsOfItsSigner() throws Exception {
        LabSession t1 = session("t1", OBJECTS);
        assertThat(fetch(presigned(t1, "t1/a")).body()).isEqualTo("of t1/a");
        HttpResponse<String> denied = fetch(presigned(t1, "t2/a"));
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.body()).contains("<Code>AccessDenied</Code>").doesNotContain("of t2/a");
        assertThat(lab.calls().of("s3:GetObject").list())
                .last()
                .satisfies(call -> assertThat(call.outcome()).isInstanceOf(LabOutcome.Denied.class));
    }

    private URI presigned(LabSession session, String key) throws Exception {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(session.credentials())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            return presigner
                    .presignGetObject(r -> r.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(g -> g.bucket(bucket).key(key)))
                    .url()
                    .toURI();
        }
    }

    private static HttpResponse<String> fetch(URI uri) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private void policy(String statement) {
        String json = "{\"Version\": \"2012-10-17\", \"Statement\": [" + statement.replace("BUCKET", bucket) + "]}";
        owner.putBucketPolicy(r -> r.bucket(bucket).policy(json));
    }

    @Test
    void bucketPolicy_denies_evenTheRootUser_butNotForEver() {
        policy("""
                {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::BUCKET/t1/*"}
                """);
        S3Client t1 = tenant("t1", OBJECTS);
        assertThat(assertDenied(() -> read(t1, "t1/a"))).contains("with an explicit deny in a resource-based policy");
        assertDenied(() -> read(owner, "t1/a"));
        assertThat(read(owner, "t2/a")).isEqualTo("of t2/a");
        assertThat(owner.getBucketPolicy(r -> r.bucket(bucket)).policy()).contains("t1/*");
        owner.deleteBucketPolicy(r -> r.bucket(bucket));
        assertThat(read(t1, "t1/a")).isEqualTo("of t1/a");
        assertRefused("NoSuchBucketPolicy", 404, () -> owner.getBucketPolicy(r -> r.bucket(bucket)));
    }

    @Test
    void bucketPolicy_admitsTheAnonymous() throws Exception {
        URI uri = lab.endpoint().resolve("/" + bucket + "/shared");
        assertThat(fetch(uri).statusCode()).isEqualTo(403);
        policy("""
                {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::BUCKET/shared"}
                """);
        assertThat(fetch(uri).body()).isEqualTo("of shared");
        assertThat(fetch(URI.create(uri + "?response-content-type=text%2Fx")).statusCode())
                .isEqualTo(400);
        assertThat(fetch(lab.endpoint().resolve("/" + bucket + "/t1/a")).statusCode())
                .isEqualTo(403);
        assertThat(fetch(lab.endpoint().resolve("/" + bucket)).statusCode()).isEqualTo(403);
        assertThat(fetch(lab.endpoint().resolve("/no-such-bucket/x")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void bucketPolicy_isOfItsBucket() {
        for (String statement : List.of(
                "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::other/*\"}",
                "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\": \"arn:aws:s3:::BUCKET/*\"}",
                "{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::BUCKET/*\"}",
                "{\"Effect\": \"allow\"}")) {
            assertRefused("MalformedPolicy", () -> policy(statement));
        }
    }

    @Test
    void tagsOfObjects_areSeenByPolicies() {
        owner.putObject(r -> r.bucket(bucket).key("x").tagging("TenantId=t1"), RequestBody.fromString("tagged"));
        S3Client t1 = tenant("t1", """
                {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::BUCKET/*", "Condition":
                  {"StringEquals": {"s3:ExistingObjectTag/TenantId": "${aws:PrincipalTag/TenantId}"}}}
                """, """
                {"Effect": "Allow", "Action": ["s3:PutObject", "s3:PutObjectTagging"], "Resource": "arn:aws:s3:::BUCKET/*",
                 "Condition": {"StringEquals": {"s3:RequestObjectTag/TenantId": "${aws:PrincipalTag/TenantId}"}}}
                """);
        assertThat(read(t1, "x")).isEqualTo("tagged");
        assertDenied(() -> read(t1, "t1/a"));
        t1.putObject(r -> r.bucket(bucket).key("y").tagging("TenantId=t1"), RequestBody.fromString("y"));
        assertDenied(() -> t1.putObject(r -> r.bucket(bucket).key("y"), RequestBody.fromString("y")));
        assertDenied(
                () -> t1.putObject(r -> r.bucket(bucket).key("y").tagging("TenantId=t2"), RequestBody.fromString("y")));
    }
}
