package dev.partywall.testing.internal.s3;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import dev.partywall.testing.Clients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Buckets and objects, as the SDK works with them. */
final class S3ServiceTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;
    private final S3Client s3;
    private final String bucket = "b-" + UUID.randomUUID();

    S3ServiceTest(AwsLab lab) {
        this.lab = lab;
        this.s3 = Clients.s3TryingOnce(lab, lab.credentials());
    }

    @BeforeEach
    void makeBucket() {
        s3.createBucket(r -> r.bucket(bucket));
    }

    @AfterEach
    void close() {
        s3.close();
    }

    private PutObjectResponse put(String key, String text) {
        return s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(text));
    }

    private ResponseBytes<GetObjectResponse> get(String key) {
        return s3.getObjectAsBytes(r -> r.bucket(bucket).key(key));
    }

    @Test
    void buckets_areListedAndDeleted() {
        assertThat(s3.listBuckets().buckets()).anyMatch(found -> found.name().equals(bucket));
        assertThat(s3.headBucket(r -> r.bucket(bucket)).bucketRegion()).isEqualTo("us-east-1");
        assertThat(s3.getBucketLocation(r -> r.bucket(bucket)).locationConstraintAsString())
                .isIn(null, "");
        s3.createBucket(r -> r.bucket(bucket));
        put("a", "x");
        assertRefused("BucketNotEmpty", 409, () -> s3.deleteBucket(r -> r.bucket(bucket)));
        s3.deleteObject(r -> r.bucket(bucket).key("a"));
        s3.deleteBucket(r -> r.bucket(bucket));
        assertRefused("NoSuchBucket", 404, () -> put("a", "x"));
        assertThatThrownBy(() -> s3.headBucket(r -> r.bucket(bucket)))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    }

    @Test
    void createBucket_badName_isRefused() {
        assertRefused("InvalidBucketName", () -> s3.createBucket(r -> r.bucket("xn--a")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "a/b c.txt",
                "a+b=c&d?e#f",
                "a//b/",
                "/leading",
                "a/../b",
                "./a",
                "..",
                "100%",
                "%2F",
                "ä/€/😀",
                "a;b,c:d@e!$'()*",
                "tab\tand~"
            })
    void keys_ofAnySpelling_areKept(String key) {
        put(key, "of " + key);
        assertThat(get(key).asUtf8String()).isEqualTo("of " + key);
        assertThat(s3.headObject(r -> r.bucket(bucket).key(key)).contentLength())
                .isEqualTo(("of " + key).getBytes(StandardCharsets.UTF_8).length);
        assertThat(s3.listObjectsV2(r -> r.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactly(key);
        s3.copyObject(r ->
                r.sourceBucket(bucket).sourceKey(key).destinationBucket(bucket).destinationKey(key + "2"));
        assertThat(get(key + "2").asUtf8String()).isEqualTo("of " + key);
        s3.deleteObjects(r -> r.bucket(bucket)
                .delete(d -> d.objects(ObjectIdentifier.builder().key(key).build())));
        assertThat(s3.listObjectsV2(r -> r.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactly(key + "2");
    }

    @Test
    void object_comesWithWhatItWasPutWith() {
        s3.putObject(
                r -> r.bucket(bucket)
                        .key("k")
                        .contentType("text/plain")
                        .cacheControl("no-store")
                        .contentLanguage("de")
                        .contentDisposition("inline")
                        .contentEncoding("identity")
                        .metadata(Map.of("tenant", "acme"))
                        .tagging("TenantId=acme&b=c%20d"),
                RequestBody.fromString("hello"));
        GetObjectResponse object = get("k").response();
        assertThat(object.contentType()).isEqualTo("text/plain");
        assertThat(object.cacheControl()).isEqualTo("no-store");
        assertThat(object.contentLanguage()).isEqualTo("de");
        assertThat(object.contentDisposition()).isEqualTo("inline");
        assertThat(object.contentEncoding()).isEqualTo("identity");
        assertThat(object.metadata()).containsExactly(Map.entry("tenant", "acme"));
        assertThat(object.eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(object.serverSideEncryptionAsString()).isEqualTo("AES256");
        assertThat(s3.getObjectTagging(r -> r.bucket(bucket).key("k")).tagSet())
                .containsExactlyInAnyOrder(tag("TenantId", "acme"), tag("b", "c d"));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @ParameterizedTest
    @EnumSource(
            value = software.amazon.awssdk.services.s3.model.ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
    void checksum_ofEachKind_isKeptAndComesBack(software.amazon.awssdk.services.s3.model.ChecksumAlgorithm algorithm) {
        s3.putObject(r -> r.bucket(bucket).key("k").checksumAlgorithm(algorithm), RequestBody.fromString("hello"));
        GetObjectResponse object = s3.getObjectAsBytes(
                        r -> r.bucket(bucket).key("k").checksumMode(ChecksumMode.ENABLED))
                .response();
        assertThat(object.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        assertThat(object.responseMetadata().requestId()).isNotBlank();
        assertThat(object.toString()).contains("Checksum" + algorithm.toString().replace("CRC32_C", "CRC32C"));
    }

    @Test
    void sums_thatAreOfAnotherBody_areRefused() {
        assertRefused(
                "BadDigest",
                () -> s3.putObject(
                        r -> r.bucket(bucket).key("k").contentMD5("XUFAKrxLKna5cZ2REBfFkg=="),
                        RequestBody.fromString("not hello")));
        assertRefused(
                "BadDigest",
                () -> s3.putObject(
                        r -> r.bucket(bucket).key("k").checksumCRC32("NhCmhg=="), RequestBody.fromString("not hello")));
        assertRefused(
                "InvalidDigest",
                () -> s3.putObject(r -> r.bucket(bucket).key("k").contentMD5("abc"), RequestBody.fromString("hello")));
        assertThat(s3.listObjectsV2(r -> r.bucket(bucket)).contents()).isEmpty();
    }

    @Test
    void ranges_areCutOut() {
        put("k", "0123456789");
        ResponseBytes<GetObjectResponse> part =
                s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").range("bytes=2-4"));
        assertThat(part.asUtf8String()).isEqualTo("234");
        assertThat(part.response().contentRange()).isEqualTo("bytes 2-4/10");
        assertThat(part.response().sdkHttpResponse().statusCode()).isEqualTo(206);
        assertRefused(
                "InvalidRange",
                416,
                () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").range("bytes=10-")));
    }

    @Test
    void reads_meetTheirConditions() {
        String etag = put("k", "x").eTag();
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        Instant inAnHour = Instant.now().plus(Duration.ofHours(1));
        assertThat(s3.getObjectAsBytes(
                                r -> r.bucket(bucket).key("k").ifMatch(etag).ifUnmodifiedSince(hourAgo))
                        .asUtf8String())
                .isEqualTo("x");
        assertRefused(
                "PreconditionFailed",
                412,
                () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").ifMatch("\"other\"")));
        assertRefused(
                "PreconditionFailed",
                412,
                () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").ifUnmodifiedSince(hourAgo)));
        assertThatThrownBy(
                        () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").ifNoneMatch(etag)))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(304));
        assertThatThrownBy(
                        () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").ifModifiedSince(inAnHour)))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(304));
    }

    @Test
    void writes_meetTheirConditions() {
        String first = s3.putObject(r -> r.bucket(bucket).key("k").ifNoneMatch("*"), RequestBody.fromString("1"))
                .eTag();
        assertRefused(
                "PreconditionFailed",
                412,
                () -> s3.putObject(r -> r.bucket(bucket).key("k").ifNoneMatch("*"), RequestBody.fromString("2")));
        s3.putObject(r -> r.bucket(bucket).key("k").ifMatch(first), RequestBody.fromString("3"));
        assertRefused(
                "PreconditionFailed",
                412,
                () -> s3.putObject(r -> r.bucket(bucket).key("k").ifMatch(first), RequestBody.fromString("4")));
        assertThat(get("k").asUtf8String()).isEqualTo("3");
    }

    @Test
    void object_thatIsNotThere_isNoSuchKey() {
        assertThatThrownBy(() -> get("none")).isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> s3.headObject(r -> r.bucket(bucket).key("none")))
                .isInstanceOf(NoSuchKeyException.class);
        assertRefused(
                "NoSuchKey",
                404,
                () -> s3.getObjectTagging(r -> r.bucket(bucket).key("none")));
        s3.deleteObject(r -> r.bucket(bucket).key("none"));
    }

    @Test
    void listings_comeInPages() {
        IntStream.range(0, 25).forEach(i -> put("t/%02d/x".formatted(i), "x"));
        put("u", "x");
        assertThat(s3.listObjectsV2Paginator(r -> r.bucket(bucket).maxKeys(7)).contents().stream()
                        .map(S3Object::key))
                .hasSize(26)
                .isSorted();
        ListObjectsV2Response rolled = s3.listObjectsV2(
                r -> r.bucket(bucket).delimiter("/").prefix("t/").maxKeys(10));
        assertThat(rolled.commonPrefixes()).hasSize(10);
        assertThat(rolled.isTruncated()).isTrue();
        assertThat(rolled.keyCount()).isEqualTo(10);
        ListObjectsV2Response rest = s3.listObjectsV2(
                r -> r.bucket(bucket).delimiter("/").prefix("t/").continuationToken(rolled.nextContinuationToken()));
        assertThat(rest.commonPrefixes()).hasSize(15);
        assertThat(s3.listObjectsV2(r -> r.bucket(bucket).startAfter("t/24/x").fetchOwner(true))
                        .contents())
                .singleElement()
                .satisfies(object -> {
                    assertThat(object.key()).isEqualTo("u");
                    assertThat(object.owner().id()).hasSize(64);
                });
        assertThat(s3.listObjects(r -> r.bucket(bucket).delimiter("/").maxKeys(1))
                        .nextMarker())
                .isEqualTo("t/");
        assertThat(s3.listObjects(r -> r.bucket(bucket).marker("t/24/x")).contents())
                .extracting(S3Object::key)
                .containsExactly("u");
    }

    @Test
    void copies_takeOrReplaceWhatGoesWithTheObject() {
        s3.putObject(
                r -> r.bucket(bucket)
                        .key("a")
                        .metadata(Map.of("m", "1"))
                        .tagging("t=1")
                        .contentType("text/plain"),
                RequestBody.fromString("x"));
        s3.copyObject(r ->
                r.sourceBucket(bucket).sourceKey("a").destinationBucket(bucket).destinationKey("b"));
        assertThat(get("b").response().metadata()).containsEntry("m", "1");
        assertThat(get("b").response().contentType()).isEqualTo("text/plain");
        assertThat(s3.getObjectTagging(r -> r.bucket(bucket).key("b")).tagSet()).containsExactly(tag("t", "1"));
        s3.copyObject(r -> r.sourceBucket(bucket)
                .sourceKey("a")
                .destinationBucket(bucket)
                .destinationKey("c")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("m", "2"))
                .taggingDirective(TaggingDirective.REPLACE)
                .tagging("t=2"));
        assertThat(get("c").response().metadata()).containsEntry("m", "2");
        assertThat(s3.getObjectTagging(r -> r.bucket(bucket).key("c")).tagSet()).containsExactly(tag("t", "2"));
        assertRefused(
                "InvalidRequest",
                () -> s3.copyObject(r -> r.sourceBucket(bucket)
                        .sourceKey("a")
                        .destinationBucket(bucket)
                        .destinationKey("a")));
        assertRefused(
                "NoSuchKey",
                404,
                () -> s3.copyObject(r -> r.sourceBucket(bucket)
                        .sourceKey("none")
                        .destinationBucket(bucket)
                        .destinationKey("a")));
        assertRefused(
                "PreconditionFailed",
                412,
                () -> s3.copyObject(r -> r.sourceBucket(bucket)
                        .sourceKey("a")
                        .destinationBucket(bucket)
                        .destinationKey("d")
                        .copySourceIfMatch("\"other\"")));
    }

    @Test
    void tags_arePutAndDeleted() {
        put("k", "x");
        s3.putObjectTagging(r -> r.bucket(bucket).key("k").tagging(t -> t.tagSet(tag("a", "1"), tag("b", ""))));
        assertThat(s3.getObjectTagging(r -> r.bucket(bucket).key("k")).tagSet())
                .containsExactly(tag("a", "1"), tag("b", ""));
        s3.deleteObjectTagging(r -> r.bucket(bucket).key("k"));
        assertThat(s3.getObjectTagging(r -> r.bucket(bucket).key("k")).tagSet()).isEmpty();
        assertRefused("NoSuchTagSet", 404, () -> s3.getBucketTagging(r -> r.bucket(bucket)));
        s3.putBucketTagging(r -> r.bucket(bucket).tagging(t -> t.tagSet(tag("a", "1"))));
        assertThat(s3.getBucketTagging(r -> r.bucket(bucket)).tagSet()).containsExactly(tag("a", "1"));
        s3.deleteBucketTagging(r -> r.bucket(bucket));
        assertRefused("NoSuchTagSet", 404, () -> s3.getBucketTagging(r -> r.bucket(bucket)));
        assertRefused(
                "InvalidTag",
                () -> s3.putObjectTagging(r ->
                        r.bucket(bucket).key("k").tagging(t -> t.tagSet(tag("a", "1"), tag("a", "2")))));
        assertRefused(
                "BadRequest",
                () -> s3.putObjectTagging(r -> r.bucket(bucket)
                        .key("k")
                        .tagging(t -> t.tagSet(IntStream.range(0, 11)
                                .mapToObj(i -> tag("t" + i, ""))
                                .toList()))));
    }

    @Test
    void answersOfTheClient_canReplaceHeaders() {
        put("k", "x");
        GetObjectResponse object = s3.getObjectAsBytes(r -> r.bucket(bucket)
                        .key("k")
                        .responseContentType("text/csv")
                        .responseContentDisposition("attachment; filename=\"a b.csv\""))
                .response();
        assertThat(object.contentType()).isEqualTo("text/csv");
        assertThat(object.contentDisposition()).isEqualTo("attachment; filename=\"a b.csv\"");
        assertRefused(
                "InvalidArgument",
                () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").responseContentType("a\r\nSet-Cookie: b")));
    }

    @Test
    void clients_ofEachKind_getThrough() throws Exception {
        byte[] big = new byte[3 * 1024 * 1024];
        lab.s3().putObject(r -> r.bucket(bucket).key("sync"), RequestBody.fromBytes(big));
        S3AsyncClient async = lab.s3Async();
        async.putObject(r -> r.bucket(bucket).key("async"), AsyncRequestBody.fromBytes(big))
                .get();
        assertThat(async.getObject(
                                r -> r.bucket(bucket).key("sync"),
                                AsyncResponseTransformer.<GetObjectResponse>toBytes())
                        .get()
                        .asByteArray())
                .isEqualTo(big);
        assertThat(lab.s3().getObjectAsBytes(r -> r.bucket(bucket).key("async")).asByteArray())
                .isEqualTo(big);
        try (S3Client unchunked = S3Client.builder()
                .endpointOverride(
                        URI.create("http://localhost:" + lab.endpoint().getPort()))
                .region(lab.region())
                .credentialsProvider(lab.credentials())
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(true)
                        .chunkedEncodingEnabled(false)
                        .build())
                .build()) {
            unchunked.putObject(r -> r.bucket(bucket).key("whole"), RequestBody.fromBytes(big));
            assertThat(unchunked.headObject(r -> r.bucket(bucket).key("whole")).contentLength())
                    .isEqualTo(big.length);
            assertThat(unchunked
                            .getObjectAsBytes(r -> r.bucket(bucket).key("async"))
                            .response()
                            .contentEncoding())
                    .as("without the wire's own encoding")
                    .isIn(null, "");
        }
    }

    @Test
    void presignedUrls_workWithoutCredentials() throws Exception {
        put("a b/ä", "presigned");
        HttpClient http = HttpClient.newHttpClient();
        try (S3Presigner presigner = presigner()) {
            URI get = presigner
                    .presignGetObject(r -> r.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(g -> g.bucket(bucket).key("a b/ä").responseContentType("text/x")))
                    .url()
                    .toURI();
            HttpResponse<String> answer = http.send(HttpRequest.newBuilder(get).build(), BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("presigned");
            assertThat(answer.headers().firstValue("content-type")).hasValue("text/x");
            URI put = presigner
                    .presignPutObject(r -> r.signatureDuration(Duration.ofMinutes(5))
                            .putObjectRequest(g -> g.bucket(bucket).key("put")))
                    .url()
                    .toURI();
            assertThat(http.send(
                                    HttpRequest.newBuilder(put)
                                            .PUT(HttpRequest.BodyPublishers.ofString("by url"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get("put").asUtf8String()).isEqualTo("by url");
            URI changed = URI.create(get.toString().replace("a%20b", "other"));
            assertThat(http.send(HttpRequest.newBuilder(changed).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    private S3Presigner presigner() {
        return S3Presigner.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(lab.credentials())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    @Test
    void deleteObjects_tellsWhatItDeleted() {
        put("a", "x");
        List<ObjectIdentifier> keys = List.of(
                ObjectIdentifier.builder().key("a").build(),
                ObjectIdentifier.builder().key("none").build());
        assertThat(s3.deleteObjects(r -> r.bucket(bucket).delete(d -> d.objects(keys)))
                        .deleted())
                .hasSize(2);
        assertThat(s3.deleteObjects(r ->
                                r.bucket(bucket).delete(d -> d.objects(keys).quiet(true)))
                        .deleted())
                .isEmpty();
    }

    @Test
    void whatIsNotServed_isRefusedByName() {
        assertThat(assertRefused("UnmodelledByLab", () -> s3.getBucketVersioning(r -> r.bucket(bucket))))
                .contains("s3:GetBucketVersioning");
        put("k", "x");
        assertThat(assertRefused(
                        "UnmodelledByLab",
                        () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").partNumber(1))))
                .contains("partNumber");
        assertRefused(
                "AccessControlListNotSupported",
                () -> s3.putObject(r -> r.bucket(bucket).key("k").acl("public-read"), RequestBody.fromString("y")));
        assertThat(get("k").asUtf8String()).isEqualTo("x");
        assertRefused(
                "AccessDenied",
                403,
                () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").expectedBucketOwner("999999999999")));
    }

    @Test
    void documents_thatAreMalformed_areRefused() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        try (S3Presigner presigner = presigner()) {
            var signed = presigner.presignDeleteObject(r -> r.signatureDuration(Duration.ofMinutes(5))
                    .deleteObjectRequest(d -> d.bucket(bucket).key("a")));
            assertThat(http.send(
                                    HttpRequest.newBuilder(signed.url().toURI())
                                            .DELETE()
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(204);
        }
        assertThatThrownBy(() -> XmlElement.parse(
                        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><Delete>&b;</Delete>"
                                .getBytes(StandardCharsets.UTF_8),
                        "Delete"))
                .isInstanceOf(dev.partywall.testing.internal.s3.S3Exception.class);
    }
}
