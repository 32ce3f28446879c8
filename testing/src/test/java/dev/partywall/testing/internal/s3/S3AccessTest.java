package dev.partywall.testing.internal.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.Caller;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.PreparedCall;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The access model: what IAM is asked for each request, and with which keys. */
final class S3AccessTest {

    private static final Identity ALICE = Identity.bare(
            new Caller.IamUser("111122223333", "arn:aws:iam::111122223333:user/alice"),
            "arn:aws:iam::111122223333:user/alice",
            "111122223333",
            "AIDA");

    private static final Identity ROOT = Identity.bare(
            new Caller.AccountRoot("111122223333"), "arn:aws:iam::111122223333:root", "111122223333", "111122223333");

    private final S3Service s3 = new S3Service(
            new LabAccount("us-east-1", "111122223333"),
            Clock.fixed(Instant.parse("2026-01-01T00:00:10Z"), ZoneOffset.UTC));

    @BeforeEach
    void fill() throws Exception {
        perform(request("PUT", "/acme", "", ""));
        perform(request("PUT", "/acme/plain", "", "x"));
        perform(request("PUT", "/acme/tagged", "x-amz-tagging: TenantId=acme", "x"));
    }

    private static LabRequest request(String method, String uri, String headers, String body) {
        Map<String, String> byName = new HashMap<>();
        byName.put("authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/s3/aws4_request, x");
        Arrays.stream(headers.split("; ", -1)).filter(line -> !line.isEmpty()).forEach(line -> {
            int colon = line.indexOf(": ");
            byName.put(line.substring(0, colon), line.substring(colon + 2));
        });
        return new LabRequest(method, uri, byName, body.getBytes(StandardCharsets.UTF_8));
    }

    private LabResponse perform(LabRequest request) throws Exception {
        PreparedCall call = s3.prepare(request);
        assertThat(call.access().apply(ROOT)).isNotNull();
        return call.execution().apply(ROOT).toCompletableFuture().get();
    }

    private List<AccessCheck> checks(LabRequest request) {
        Access access = s3.prepare(request).access().apply(ALICE);
        assertThat(access).isInstanceOf(Access.Checked.class);
        return ((Access.Checked) access).checks();
    }

    private AccessCheck check(LabRequest request, String action) {
        return checks(request).stream()
                .filter(check -> check.action().equals(action))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            GET    | /                              | - | s3:ListAllMyBuckets arn:aws:s3:::*
            PUT    | /globex                        | - | s3:CreateBucket arn:aws:s3:::globex
            DELETE | /acme                          | - | s3:DeleteBucket arn:aws:s3:::acme
            HEAD   | /acme                          | - | s3:ListBucket arn:aws:s3:::acme
            GET    | /acme?location                 | - | s3:GetBucketLocation arn:aws:s3:::acme
            GET    | /acme                          | - | s3:ListBucket arn:aws:s3:::acme
            GET    | /acme/?list-type=2&prefix=a    | - | s3:ListBucket arn:aws:s3:::acme
            GET    | /acme?uploads                  | - | s3:ListBucketMultipartUploads arn:aws:s3:::acme
            GET    | /acme?tagging                  | - | s3:GetBucketTagging arn:aws:s3:::acme
            PUT    | /acme?tagging                  | - | s3:PutBucketTagging arn:aws:s3:::acme
            DELETE | /acme?tagging                  | - | s3:PutBucketTagging arn:aws:s3:::acme
            GET    | /acme?policy                   | - | s3:GetBucketPolicy arn:aws:s3:::acme
            PUT    | /acme?policy                   | - | s3:PutBucketPolicy arn:aws:s3:::acme
            DELETE | /acme?policy                   | - | s3:DeleteBucketPolicy arn:aws:s3:::acme
            GET    | /acme/plain                    | - | s3:GetObject arn:aws:s3:::acme/plain
            HEAD   | /acme/plain                    | - | s3:GetObject arn:aws:s3:::acme/plain
            GET    | /acme/none                     | - | s3:GetObject arn:aws:s3:::acme/none, s3:ListBucket arn:aws:s3:::acme
            HEAD   | /acme/none                     | - | s3:GetObject arn:aws:s3:::acme/none, s3:ListBucket arn:aws:s3:::acme
            PUT    | /acme/a                        | - | s3:PutObject arn:aws:s3:::acme/a
            PUT    | /acme/a                        | x-amz-tagging: t=1 | s3:PutObject arn:aws:s3:::acme/a, s3:PutObjectTagging arn:aws:s3:::acme/a
            PUT    | /acme/a                        | x-amz-acl: private | s3:PutObject arn:aws:s3:::acme/a, s3:PutObjectAcl arn:aws:s3:::acme/a
            PUT    | /acme/plain                    | if-match: x | s3:PutObject arn:aws:s3:::acme/plain, s3:GetObject arn:aws:s3:::acme/plain
            PUT    | /acme/a                        | x-amz-copy-source: acme/plain | s3:GetObject arn:aws:s3:::acme/plain, s3:PutObject arn:aws:s3:::acme/a
            PUT    | /acme/a                        | x-amz-copy-source: /acme%2Fplain | s3:GetObject arn:aws:s3:::acme/plain, s3:PutObject arn:aws:s3:::acme/a
            PUT    | /acme/a                        | x-amz-copy-source: acme/none | s3:GetObject arn:aws:s3:::acme/none, s3:ListBucket arn:aws:s3:::acme, s3:PutObject arn:aws:s3:::acme/a
            PUT    | /acme/a                        | x-amz-copy-source: acme/tagged | s3:GetObject arn:aws:s3:::acme/tagged, s3:GetObjectTagging arn:aws:s3:::acme/tagged, s3:PutObject arn:aws:s3:::acme/a, s3:PutObjectTagging arn:aws:s3:::acme/a
            PUT    | /acme/a                        | x-amz-copy-source: acme/tagged; x-amz-tagging-directive: REPLACE | s3:GetObject arn:aws:s3:::acme/tagged, s3:PutObject arn:aws:s3:::acme/a
            PUT    | /acme/a                        | x-amz-copy-source: acme/plain; x-amz-tagging-directive: REPLACE; x-amz-tagging: t=1 | s3:GetObject arn:aws:s3:::acme/plain, s3:PutObject arn:aws:s3:::acme/a, s3:PutObjectTagging arn:aws:s3:::acme/a
            DELETE | /acme/plain                    | - | s3:DeleteObject arn:aws:s3:::acme/plain
            DELETE | /acme/none                     | - | s3:DeleteObject arn:aws:s3:::acme/none
            GET    | /acme/plain?tagging            | - | s3:GetObjectTagging arn:aws:s3:::acme/plain
            DELETE | /acme/plain?tagging            | - | s3:DeleteObjectTagging arn:aws:s3:::acme/plain
            POST   | /acme/a?uploads                | - | s3:PutObject arn:aws:s3:::acme/a
            POST   | /acme/a?uploads                | x-amz-tagging: t=1 | s3:PutObject arn:aws:s3:::acme/a, s3:PutObjectTagging arn:aws:s3:::acme/a
            PUT    | /acme/a?uploadId=u&partNumber=1 | - | s3:PutObject arn:aws:s3:::acme/a
            PUT    | /acme/a?uploadId=u&partNumber=1 | x-amz-copy-source: acme/plain | s3:GetObject arn:aws:s3:::acme/plain, s3:PutObject arn:aws:s3:::acme/a
            POST   | /acme/a?uploadId=u             | - | s3:PutObject arn:aws:s3:::acme/a
            DELETE | /acme/a?uploadId=u             | - | s3:AbortMultipartUpload arn:aws:s3:::acme/a
            GET    | /acme/a?uploadId=u             | - | s3:ListMultipartUploadParts arn:aws:s3:::acme/a
            GET    | /acme/a%20b%2Fc/%C3%A4+%25//.. | - | s3:GetObject arn:aws:s3:::acme/a b/c/ä+%//.., s3:ListBucket arn:aws:s3:::acme
            GET    | /plain                         | host: acme.s3.us-east-1.amazonaws.com | s3:GetObject arn:aws:s3:::acme/plain
            GET    | /plain                         | host: acme.localhost:4566 | s3:GetObject arn:aws:s3:::acme/plain
            """)
    void access_ofEachOperation_asksWhatAwsAsks(String method, String uri, String headers, String expected) {
        assertThat(checks(request(method, uri, headers == null ? "" : headers, "")))
                .extracting(check -> check.action() + " " + check.resource())
                .containsExactly(expected.split(", "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /acme?acl                 | s3:GetBucketAcl
            PUT    | /acme?acl                 | s3:PutBucketAcl
            GET    | /acme?versioning          | s3:GetBucketVersioning
            PUT    | /acme?versioning          | s3:PutBucketVersioning
            GET    | /acme?versions            | s3:ListBucketVersions
            PUT    | /acme?lifecycle           | s3:PutLifecycleConfiguration
            DELETE | /acme?cors                | s3:PutBucketCORS
            PUT    | /acme?encryption          | s3:PutEncryptionConfiguration
            PUT    | /acme?publicAccessBlock   | s3:PutBucketPublicAccessBlock
            GET    | /acme?policyStatus        | s3:GetBucketPolicyStatus
            PUT    | /acme?object-lock         | s3:PutBucketObjectLockConfiguration
            PUT    | /acme?replication         | s3:PutReplicationConfiguration
            PUT    | /acme?notification        | s3:PutBucketNotification
            GET    | /acme/plain?acl           | s3:GetObjectAcl
            PUT    | /acme/plain?acl           | s3:PutObjectAcl
            PUT    | /acme/plain?retention     | s3:PutObjectRetention
            PUT    | /acme/plain?legal-hold    | s3:PutObjectLegalHold
            GET    | /acme/plain?attributes    | s3:GetObjectAttributes
            GET    | /acme/plain?versionId=1   | s3:GetObjectVersion
            POST   | /acme/plain?select&select-type=2 | s3:GetObject
            POST   | /acme/plain?restore       | s3:RestoreObject
            GET    | /acme/plain?partNumber=1  | s3:GET
            GET    | /acme/plain?somethingNew  | s3:GET
            POST   | /acme                     | s3:POST
            PATCH  | /acme/plain               | s3:PATCH
            """)
    void access_ofWhatIsNotServed_isUnmodelledByItsName(String method, String uri, String action) {
        Access access = s3.prepare(request(method, uri, "", "")).access().apply(ALICE);
        assertThat(access)
                .isInstanceOfSatisfying(
                        Access.Unmodelled.class,
                        unmodelled -> assertThat(unmodelled.action()).isEqualTo(action));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amz-server-side-encryption: aws:kms",
                "x-amz-server-side-encryption-customer-algorithm: AES256",
                "x-amz-object-lock-mode: GOVERNANCE",
                "x-amz-website-redirect-location: /",
                "x-amz-storage-class: GLACIER",
                "x-amz-write-offset-bytes: 1",
                "x-amz-copy-source: acme/plain?versionId=1",
                "x-amz-copy-source: arn:aws:s3:us-east-1:111122223333:accesspoint/a/object/b",
                "x-amz-copy-source: acme/plain; x-amz-tagging: t=1"
            })
    void access_withWhatTheLabDoesNotModel_isUnmodelled(String headers) {
        Access access =
                s3.prepare(request("PUT", "/acme/a", headers, "")).access().apply(ALICE);
        assertThat(access).isInstanceOf(Access.Unmodelled.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/none", "/none/key", "/none?policy", "/none/key?tagging", "/none?list-type=2"})
    void access_toABucketThatIsNotThere_isAnsweredBeforeIam(String uri) {
        PreparedCall call = s3.prepare(request("GET", uri, "", ""));
        assertThat(call.access().apply(ALICE))
                .isInstanceOfSatisfying(
                        Access.Refused.class,
                        refused -> assertThat(refused.answer().errorCode()).hasValue("NoSuchBucket"));
    }

    @Test
    void access_toAnObject_isAboutTheOneThatIsThenRead() throws Exception {
        PreparedCall call = s3.prepare(request("GET", "/acme/plain", "", ""));
        assertThat(call.access().apply(ALICE)).isInstanceOf(Access.Checked.class);
        perform(request("PUT", "/acme/plain", "", "another's"));
        LabResponse answer = call.execution().apply(ALICE).toCompletableFuture().get();
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("x");
    }

    @Test
    void deleteObjects_asksAboutEachKey() {
        String body = "<Delete><Object><Key>plain</Key></Object><Object><Key>a b</Key></Object></Delete>";
        Access access = s3.prepare(request("POST", "/acme?delete", "content-md5: " + md5(body), body))
                .access()
                .apply(ALICE);
        assertThat(access)
                .isInstanceOfSatisfying(
                        Access.Itemized.class,
                        items -> assertThat(items.checks())
                                .extracting(check -> check.action() + " " + check.resource())
                                .containsExactly(
                                        "s3:DeleteObject arn:aws:s3:::acme/plain",
                                        "s3:DeleteObject arn:aws:s3:::acme/a b"));
    }

    @Test
    void deleteObjects_withAVersion_isUnmodelled() {
        String body = "<Delete><Object><Key>plain</Key><VersionId>1</VersionId></Object></Delete>";
        assertThat(s3.prepare(request("POST", "/acme?delete", "content-md5: " + md5(body), body))
                        .access()
                        .apply(ALICE))
                .isInstanceOf(Access.Unmodelled.class);
    }

    private static String md5(String body) {
        return Base64.getEncoder()
                .encodeToString(ChecksumAlgorithm.digest("MD5", body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void putObjectTagging_asksWithBothKindsOfTags() {
        String body = "<Tagging><TagSet><Tag><Key>TenantId</Key><Value>globex</Value></Tag></TagSet></Tagging>";
        AccessCheck check = check(request("PUT", "/acme/tagged?tagging", "", body), "s3:PutObjectTagging");
        assertThat(check.keys().single())
                .containsEntry("s3:existingobjecttag/tenantid", "acme")
                .containsEntry("s3:requestobjecttag/tenantid", "globex");
        assertThat(check.keys().multiple()).containsEntry("s3:requestobjecttagkeys", List.of("TenantId"));
    }

    @Test
    void listing_withoutPrefix_hasNoPrefixKey() {
        AccessCheck check = check(request("GET", "/acme?list-type=2", "", ""), "s3:ListBucket");
        assertThat(check.keys().single()).doesNotContainKey("s3:prefix");
        assertThat(check.keys().isAbsent("s3:prefix")).isTrue();
        assertThat(check.keys().isAbsent("s3:delimiter")).isTrue();
        assertThat(check.keys().isAbsent("s3:max-keys")).isTrue();
    }

    @Test
    void listing_withParameters_hasThemAsKeys() {
        AccessCheck check =
                check(request("GET", "/acme?prefix=a%2Fb%20c&delimiter=%2F&max-keys=7", "", ""), "s3:ListBucket");
        assertThat(check.keys().single())
                .containsEntry("s3:prefix", "a/b c")
                .containsEntry("s3:delimiter", "/")
                .containsEntry("s3:max-keys", "7");
        assertThat(check(request("GET", "/acme?prefix=", "", ""), "s3:ListBucket")
                        .keys()
                        .single())
                .containsEntry("s3:prefix", "");
    }

    @Test
    void reads_haveTheTagsOfTheObject_writesDoNot() {
        AccessCheck read = check(request("GET", "/acme/tagged", "", ""), "s3:GetObject");
        assertThat(read.keys().single()).containsEntry("s3:existingobjecttag/tenantid", "acme");
        assertThat(read.keys().isAbsent("s3:existingobjecttag/other")).isTrue();
        AccessCheck write = check(request("PUT", "/acme/tagged", "", ""), "s3:PutObject");
        assertThat(write.keys().single()).doesNotContainKey("s3:existingobjecttag/tenantid");
        assertThat(write.keys().isAbsent("s3:existingobjecttag/tenantid"))
                .as("not modelled, rather than absent")
                .isFalse();
    }

    @Test
    void putObject_hasItsHeadersAsKeys() {
        AccessCheck check = check(
                request(
                        "PUT",
                        "/acme/a",
                        "x-amz-server-side-encryption: AES256; x-amz-storage-class: STANDARD_IA; if-none-match: *",
                        ""),
                "s3:PutObject");
        assertThat(check.keys().single())
                .containsEntry("s3:x-amz-server-side-encryption", "AES256")
                .containsEntry("s3:x-amz-storage-class", "STANDARD_IA")
                .containsEntry("s3:if-none-match", "*")
                .containsEntry("s3:objectcreationoperation", "true")
                .containsEntry("s3:resourceaccount", "111122223333")
                .containsEntry("s3:authtype", "REST-HEADER")
                .containsEntry("s3:signatureversion", "AWS4-HMAC-SHA256");
        assertThat(List.of("s3:x-amz-acl", "s3:if-match", "s3:signatureage", "s3:requestobjecttagkeys"))
                .allMatch(check.keys()::isAbsent);
        assertThat(check.keys().isAbsent("s3:tlsversion")).isFalse();
        assertThat(check.keys().isAbsent("aws:resourcetag/x")).isFalse();
    }

    @Test
    void presigned_hasTheAgeOfItsSignature() {
        LabRequest request = new LabRequest(
                "GET",
                "/acme/plain?X-Amz-Credential=AKIA%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z"
                        + "&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&x-id=GetObject",
                Map.of(),
                new byte[0]);
        AccessCheck check = check(request, "s3:GetObject");
        assertThat(check.keys().single())
                .containsEntry("s3:signatureage", "10000")
                .containsEntry("s3:authtype", "REST-QUERY-STRING");
        assertThat(check.keys().isAbsent("s3:x-amz-content-sha256"))
                .as("from a header only")
                .isTrue();
    }

    @Test
    void presigned_withATagInItsQuery_asksAboutTags() {
        LabRequest request = new LabRequest(
                "PUT",
                "/acme/a?X-Amz-Credential=AKIA%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&x-amz-tagging=t%3D1",
                Map.of(),
                new byte[0]);
        assertThat(checks(request)).extracting(AccessCheck::action).contains("s3:PutObjectTagging");
    }

    @Test
    void copy_ofTags_leavesTheTagsOfTheRequestOpen() {
        AccessCheck check = check(request("PUT", "/acme/a", "x-amz-copy-source: acme/tagged", ""), "s3:PutObject");
        assertThat(check.keys().isAbsent("s3:requestobjecttag/tenantid")).isFalse();
        assertThat(check.keys().single()).containsEntry("s3:x-amz-copy-source", "acme/tagged");
    }

    @Test
    void bucketPolicy_goesWithEachQuestionAboutItsBucket() throws Exception {
        String policy = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*",
                  "Resource": ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"]}]}
                """;
        assertThat(perform(request("PUT", "/acme?policy", "", policy)).status()).isEqualTo(204);
        perform(request("PUT", "/globex", "", ""));
        assertThat(checks(request("PUT", "/globex/a", "x-amz-copy-source: acme/plain", "")))
                .extracting(check -> check.resourcePolicies().size())
                .containsExactly(1, 0);
    }

    @Test
    void bucketPolicy_isTheRootUsersToMend() {
        assertThat(s3.prepare(request("DELETE", "/acme?policy", "", ""))
                        .access()
                        .apply(ROOT))
                .isInstanceOf(Access.Open.class);
    }
}
