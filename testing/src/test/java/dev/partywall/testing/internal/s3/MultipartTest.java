package dev.partywall.testing.internal.s3;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import dev.partywall.testing.Clients;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

final class MultipartTest {

    private static final int FIVE_MB = 5 * 1024 * 1024;

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final S3Client s3;
    private final String bucket = "b-" + UUID.randomUUID();

    MultipartTest(AwsLab lab) {
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

    private String begin(String key) {
        return s3.createMultipartUpload(r ->
                        r.bucket(bucket).key(key).metadata(Map.of("m", "1")).tagging("t=1"))
                .uploadId();
    }

    private CompletedPart upload(String key, String id, int number, byte[] body) {
        String etag = s3.uploadPart(
                        r -> r.bucket(bucket).key(key).uploadId(id).partNumber(number), RequestBody.fromBytes(body))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private String complete(String key, String id, List<CompletedPart> parts) {
        return s3.completeMultipartUpload(
                        r -> r.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(parts)))
                .eTag();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void upload_completed_isTheObject() {
        String id = begin("k");
        byte[] big = random(FIVE_MB);
        byte[] rest = random(10);
        CompletedPart second = upload("k", id, 7, rest);
        upload("k", id, 2, random(3));
        CompletedPart first = upload("k", id, 2, big);
        assertThat(complete("k", id, List.of(first, second))).endsWith("-2\"");
        byte[] whole = Arrays.copyOf(big, big.length + rest.length);
        System.arraycopy(rest, 0, whole, big.length, rest.length);
        assertThat(s3.getObjectAsBytes(r -> r.bucket(bucket).key("k")).asByteArray())
                .isEqualTo(whole);
        HeadObjectResponse head = s3.headObject(r -> r.bucket(bucket).key("k"));
        assertThat(head.metadata()).containsEntry("m", "1");
        assertThat(s3.getObjectTagging(r -> r.bucket(bucket).key("k")).tagSet()).hasSize(1);
        assertRefused("NoSuchUpload", 404, () -> upload("k", id, 1, rest));
    }

    @Test
    void etag_isTheSumOfTheSumsOfTheParts() {
        String id = begin("k");
        CompletedPart only = upload("k", id, 1, "hello".getBytes(StandardCharsets.US_ASCII));
        // MD5 of the 16 bytes 5d41402abc4b2a76b9719d911017c592
        assertThat(complete("k", id, List.of(only))).isEqualTo("\"62109206880d38a4010a98e11243924a-1\"");
    }

    @ParameterizedTest
    @CsvSource({"CRC32, COMPOSITE", "CRC32_C, FULL_OBJECT", "SHA1, COMPOSITE", "SHA256, COMPOSITE"})
    void checksums_ofAlgorithm_areThoseOfTheirType(
            software.amazon.awssdk.services.s3.model.ChecksumAlgorithm algorithm, String type) {
        String id = s3.createMultipartUpload(r ->
                        r.bucket(bucket).key("k").checksumAlgorithm(algorithm).checksumType(type))
                .uploadId();
        s3.uploadPart(
                r -> r.bucket(bucket).key("k").uploadId(id).partNumber(1).checksumAlgorithm(algorithm),
                RequestBody.fromString("hello"));
        ListPartsResponse listed = s3.listParts(r -> r.bucket(bucket).key("k").uploadId(id));
        Part part = listed.parts().get(0);
        assertThat(listed.checksumAlgorithm()).isEqualTo(algorithm);
        String etag = s3.completeMultipartUpload(r -> r.bucket(bucket)
                        .key("k")
                        .uploadId(id)
                        .multipartUpload(m -> m.parts(CompletedPart.builder()
                                .partNumber(1)
                                .eTag(part.eTag())
                                .checksumCRC32(part.checksumCRC32())
                                .checksumCRC32C(part.checksumCRC32C())
                                .checksumSHA1(part.checksumSHA1())
                                .checksumSHA256(part.checksumSHA256())
                                .build())))
                .eTag();
        assertThat(etag).isNotBlank();
        HeadObjectResponse head = s3.headObject(r -> r.bucket(bucket).key("k").checksumMode("ENABLED"));
        assertThat(head.checksumTypeAsString()).isEqualTo(type);
        assertThat(head.toString().contains("=-1") || head.toString().matches("(?s).*Checksum[A-Z0-9]+=[^,)]+-1[,)].*"))
                .isEqualTo(type.equals("COMPOSITE"));
    }

    @Test
    void completion_ofWhatDoesNotFit_isRefused() {
        String id = begin("k");
        CompletedPart first = upload("k", id, 1, random(10));
        CompletedPart second = upload("k", id, 2, random(10));
        assertRefused("EntityTooSmall", () -> complete("k", id, List.of(first, second)));
        assertRefused("InvalidPartOrder", () -> complete("k", id, List.of(second, first)));
        assertRefused(
                "InvalidPart",
                () -> complete(
                        "k",
                        id,
                        List.of(first.toBuilder().eTag(second.eTag() + "x").build())));
        assertRefused(
                "InvalidPart",
                () -> complete("k", id, List.of(first.toBuilder().partNumber(9).build())));
        assertRefused("MalformedXML", () -> complete("k", id, List.of()));
        assertRefused("NoSuchUpload", 404, () -> complete("other", id, List.of(first)));
        assertRefused("InvalidArgument", () -> upload("k", id, 10_001, random(1)));
        complete("k", id, List.of(second));
        assertThat(s3.headObject(r -> r.bucket(bucket).key("k")).contentLength())
                .isEqualTo(10);
    }

    @Test
    void copies_areParts() {
        s3.putObject(r -> r.bucket(bucket).key("source"), RequestBody.fromString("0123456789"));
        String id = begin("k");
        String etag = s3.uploadPartCopy(r -> r.sourceBucket(bucket)
                        .sourceKey("source")
                        .copySourceRange("bytes=2-4")
                        .destinationBucket(bucket)
                        .destinationKey("k")
                        .uploadId(id)
                        .partNumber(1))
                .copyPartResult()
                .eTag();
        complete(
                "k",
                id,
                List.of(CompletedPart.builder().partNumber(1).eTag(etag).build()));
        assertThat(s3.getObjectAsBytes(r -> r.bucket(bucket).key("k")).asUtf8String())
                .isEqualTo("234");
        String other = begin("k");
        assertRefused(
                "InvalidArgument",
                () -> s3.uploadPartCopy(r -> r.sourceBucket(bucket)
                        .sourceKey("source")
                        .copySourceRange("bytes=2-10")
                        .destinationBucket(bucket)
                        .destinationKey("k")
                        .uploadId(other)
                        .partNumber(1)));
    }

    @Test
    void uploads_areListedAndAborted() {
        List<String> ids = new ArrayList<>();
        for (String key : List.of("a/1", "a/1", "a/2", "b")) {
            ids.add(begin(key));
        }
        upload("b", ids.get(3), 1, random(1));
        upload("b", ids.get(3), 2, random(1));
        assertThat(s3.listMultipartUploadsPaginator(r -> r.bucket(bucket).maxUploads(1)).uploads().stream()
                        .map(MultipartUpload::uploadId))
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(s3.listMultipartUploads(r -> r.bucket(bucket).delimiter("/")).commonPrefixes())
                .singleElement()
                .satisfies(prefix -> assertThat(prefix.prefix()).isEqualTo("a/"));
        assertThat(s3.listMultipartUploads(r -> r.bucket(bucket).keyMarker("a/1"))
                        .uploads())
                .extracting(MultipartUpload::key)
                .containsExactly("a/2", "b");
        assertThat(
                        s3
                                .listPartsPaginator(r -> r.bucket(bucket)
                                        .key("b")
                                        .uploadId(ids.get(3))
                                        .maxParts(1))
                                .parts()
                                .stream()
                                .map(Part::partNumber))
                .containsExactly(1, 2);
        s3.abortMultipartUpload(r -> r.bucket(bucket).key("b").uploadId(ids.get(3)));
        assertRefused(
                "NoSuchUpload",
                404,
                () -> s3.listParts(r -> r.bucket(bucket).key("b").uploadId(ids.get(3))));
        assertThat(s3.listObjectsV2(r -> r.bucket(bucket)).contents()).isEmpty();
    }
}
