package dev.partywall.testing.internal.signature;

import static dev.partywall.testing.internal.signature.ScenarioLab.ACME;
import static dev.partywall.testing.internal.signature.ScenarioLab.GLOBEX;
import static dev.partywall.testing.internal.signature.ScenarioLab.SECRET;
import static dev.partywall.testing.internal.signature.ScenarioLab.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.Authenticator.Outcome;
import dev.partywall.testing.internal.LabRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;

final class SignatureVerifierTest {

    private static final byte[] BODY = "{\"KeyId\":\"alias/acme\"}".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> HEADERS =
            Map.of("X-Amz-Target", "TrentService.Decrypt", "Content-Type", "application/x-amz-json-1.1");

    private final ScenarioLab lab = new ScenarioLab();

    private static LabRequest kmsCall(AwsCredentials caller) {
        return SdkSigned.by(caller, "kms").request(SdkHttpMethod.POST, "/", HEADERS, BODY);
    }

    private static LabRequest s3Put(AwsCredentials caller) {
        return SdkSigned.by(caller, "s3")
                .request(SdkHttpMethod.PUT, "/bucket/acme/report.txt", Map.of("x-amz-meta-tenant", "acme"), BODY);
    }

    private static LabRequest authorization(LabRequest request, UnaryOperator<String> change) {
        return SdkSigned.withHeader(
                request,
                "authorization",
                change.apply(request.header("authorization").orElseThrow()));
    }

    private static LabRequest without(LabRequest request, String header) {
        return SdkSigned.withHeaders(request, headers -> {
            headers.remove(header);
            return headers;
        });
    }

    @Nested
    final class Genuine {

        @ParameterizedTest
        @ValueSource(strings = {"kms", "dynamodb", "sts", "iam", "sqs", "secretsmanager", "s3"})
        void authenticate_anyService_holds(String service) {
            for (AwsCredentials caller : new AwsCredentials[] {USER, ACME}) {
                lab.assertVerified(
                        caller, SdkSigned.by(caller, service).request(SdkHttpMethod.POST, "/", HEADERS, BODY));
                lab.assertVerified(
                        caller,
                        SdkSigned.by(caller, service)
                                .presigned(Duration.ofMinutes(5))
                                .get("/?Action=GetCallerIdentity"));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/bucket/a//b/../c/./d",
                    "/bucket/%20%2B%25%C3%A9%E2%82%AC",
                    "/bucket/key?prefix=a%20b%2Bc&marker=%C3%A9&prefix=Z&list-type=2&a-b=1&a=2",
                    "/bucket/?tagging",
                    "/bucket?x=%3D%26%2F"
                })
        void authenticate_s3Keys_hold(String uri) {
            lab.assertVerified(USER, SdkSigned.by(USER, "s3").get(uri));
            lab.assertVerified(
                    USER,
                    SdkSigned.by(USER, "s3").presigned(Duration.ofHours(1)).get(uri));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "/a//b/../c/./d/", "/a%20b/%C3%A9", "/queue/acme?x=1&X=2&x=0"})
        void authenticate_otherPaths_hold(String uri) {
            lab.assertVerified(USER, SdkSigned.by(USER, "sqs").get(uri));
        }

        @Test
        void authenticate_unsignedPayload_holdsForS3Only() {
            lab.assertVerified(
                    USER,
                    SdkSigned.by(USER, "s3").unsignedPayload().request(SdkHttpMethod.PUT, "/b/k", Map.of(), BODY));
            lab.assertRefused(
                    Kind.SIGNATURE_MISMATCH,
                    SdkSigned.by(USER, "kms").unsignedPayload().request(SdkHttpMethod.POST, "/", HEADERS, BODY));
        }

        @Test
        void authenticate_noTrace_isAnonymous() {
            LabRequest request = new LabRequest("GET", "/bucket/key?prefix=a", Map.of("host", "x"), BODY);
            Outcome.Verified verified = (Outcome.Verified) lab.verifier.authenticate(request);
            assertThat(verified.identity().account()).isEmpty();
            assertThat(verified.request()).isSameAs(request);
        }
    }

    @Nested
    final class WrongKeys {

        @Test
        void authenticate_wrongSecret_isMismatch() {
            AwsCredentials wrong = AwsBasicCredentials.create(USER.accessKeyId(), SECRET + "x");
            assertThat(lab.assertRefused(Kind.SIGNATURE_MISMATCH, kmsCall(wrong)))
                    .isEqualTo("The request signature we calculated does not match the signature you provided. "
                            + "Check your AWS Secret Access Key and signing method. "
                            + "Consult the service documentation for details.");
            assertThat(lab.assertRefused(Kind.SIGNATURE_MISMATCH, s3Put(wrong)))
                    .isEqualTo("The request signature we calculated does not match the signature you provided. "
                            + "Check your key and signing method.");
        }

        @Test
        void authenticate_unknownKey_isUnknown() {
            AwsCredentials nobody = AwsBasicCredentials.create("AKIANOBODY", SECRET);
            assertThat(lab.assertRefused(Kind.UNKNOWN_ACCESS_KEY, kmsCall(nobody)))
                    .isEqualTo("The security token included in the request is invalid.");
            assertThat(lab.assertRefused(Kind.UNKNOWN_ACCESS_KEY, s3Put(nobody)))
                    .isEqualTo("The AWS Access Key Id you provided does not exist in our records.");
        }

        @Test
        void authenticate_anothersToken_isInvalid() {
            AwsCredentials mixed =
                    AwsSessionCredentials.create(ACME.accessKeyId(), ACME.secretAccessKey(), GLOBEX.sessionToken());
            AwsCredentials bare = AwsBasicCredentials.create(ACME.accessKeyId(), ACME.secretAccessKey());
            AwsCredentials adorned = AwsSessionCredentials.create(USER.accessKeyId(), SECRET, GLOBEX.sessionToken());
            for (AwsCredentials caller : new AwsCredentials[] {mixed, bare, adorned}) {
                lab.assertRefused(Kind.INVALID_TOKEN, kmsCall(caller));
                lab.assertRefused(Kind.INVALID_TOKEN, s3Put(caller));
                lab.assertRefused(
                        Kind.INVALID_TOKEN,
                        SdkSigned.by(caller, "s3")
                                .presigned(Duration.ofHours(1))
                                .get("/b/k"));
            }
        }

        @Test
        void authenticate_tokenSwappedAfterSigning_isInvalid() {
            LabRequest acmes = kmsCall(ACME);
            lab.assertRefused(
                    Kind.INVALID_TOKEN, SdkSigned.withHeader(acmes, "x-amz-security-token", GLOBEX.sessionToken()));
            lab.assertRefused(Kind.INVALID_TOKEN, without(acmes, "x-amz-security-token"));
        }

        @Test
        void authenticate_sessionOverByTheLabsClock_isExpired() {
            lab.clock.advance(lab.sessionLife.minusSeconds(30));
            lab.assertVerified(ACME, kmsCall(ACME));
            lab.clock.advance(Duration.ofSeconds(31));
            assertThat(lab.assertRefused(Kind.EXPIRED_TOKEN, kmsCall(ACME)))
                    .isEqualTo("The security token included in the request is expired");
            lab.assertRefused(Kind.EXPIRED_TOKEN, s3Put(ACME));
            lab.assertVerified(USER, kmsCall(USER));
        }
    }

    @Nested
    final class Tampering {

        @Test
        void authenticate_otherBody_isRefused() {
            LabRequest call = kmsCall(USER);
            byte[] other = "{\"KeyId\":\"alias/globex\"}".getBytes(StandardCharsets.UTF_8);
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, call.withBody(other));
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, call.withBody(new byte[0]));
            lab.assertRefused(Kind.PAYLOAD_MISMATCH, s3Put(USER).withBody(other));
        }

        @Test
        void authenticate_otherBodyAndHash_isMismatch() {
            byte[] other = "x".getBytes(StandardCharsets.UTF_8);
            LabRequest put = SdkSigned.withHeader(
                    s3Put(USER).withBody(other), "x-amz-content-sha256", Digest.sha256(other, 0, other.length));
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, put);
            lab.assertRefused(
                    Kind.SIGNATURE_MISMATCH, SdkSigned.withHeader(put, "x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
        }

        @Test
        void authenticate_otherHeader_isMismatch() {
            lab.assertRefused(
                    Kind.SIGNATURE_MISMATCH,
                    SdkSigned.withHeader(kmsCall(USER), "x-amz-target", "TrentService.ScheduleKeyDeletion"));
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, SdkSigned.withHeader(kmsCall(USER), "host", "other"));
            lab.assertRefused(
                    Kind.SIGNATURE_MISMATCH, SdkSigned.withHeader(s3Put(USER), "x-amz-meta-tenant", "globex"));
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, without(s3Put(USER), "x-amz-meta-tenant"));
        }

        @Test
        void authenticate_addedHeader_isUnsigned() {
            assertThat(lab.assertRefused(
                            Kind.UNSIGNED_HEADERS, SdkSigned.withHeader(s3Put(USER), "x-amz-acl", "public-read")))
                    .isEqualTo("There were headers present in the request which were not signed");
            LabRequest url =
                    SdkSigned.by(USER, "s3").presigned(Duration.ofHours(1)).get("/b/k");
            lab.assertRefused(Kind.UNSIGNED_HEADERS, SdkSigned.withHeader(url, "x-amz-acl", "public-read"));
            lab.assertVerified(USER, SdkSigned.withHeader(url, "content-type", "text/plain"));
        }

        @Test
        void authenticate_fewerSignedHeaders_isRefused() {
            lab.assertRefused(
                    Kind.UNSIGNED_HEADERS, authorization(kmsCall(USER), text -> text.replace(";x-amz-target", "")));
            lab.assertRefused(Kind.UNSIGNED_HEADERS, authorization(kmsCall(USER), text -> text.replace("host;", "")));
            lab.assertRefused(
                    Kind.SIGNATURE_MISMATCH, authorization(kmsCall(USER), text -> text.replace("content-type;", "")));
        }

        /** The list is part of what is signed, letter by letter. */
        @ParameterizedTest
        @CsvSource({"content-type;, Content-Type;", "host;, host;host;", "content-type;host;, host;content-type;"})
        void authenticate_signedHeadersWrittenOtherwise_isRefused(String before, String after) {
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, authorization(kmsCall(USER), text -> {
                assertThat(text).contains(before);
                return text.replace(before, after);
            }));
        }

        @ParameterizedTest
        @CsvSource({
            "GET, /bucket/acme/report.txt",
            "PUT, /bucket/globex/report.txt",
            "PUT, /bucket/acme%252Freport.txt",
            "PUT, /bucket//acme/report.txt",
            "PUT, /bucket/acme/../acme/report.txt",
            "PUT, /bucket/acme/report.txt?acl",
            "PUT, /bucket/acme/report.txt?" + "X-Amz-Expires=5"
        })
        void authenticate_otherTarget_isRefused(String method, String uri) {
            Kind kind = uri.contains("Expires") ? Kind.INCOMPLETE : Kind.SIGNATURE_MISMATCH;
            lab.assertRefused(kind, SdkSigned.moved(s3Put(USER), method, uri));
        }

        @ParameterizedTest
        @CsvSource({
            "/bucket?prefix=globex%2F",
            "/bucket?prefix=acme%2F&prefix=globex%2F",
            "/bucket?prefix=acme%2F&delimiter=",
            "/bucket"
        })
        void authenticate_otherQuery_isMismatch(String uri) {
            LabRequest list = SdkSigned.by(USER, "s3").get("/bucket?prefix=acme%2F");
            lab.assertVerified(USER, list);
            lab.assertVerified(USER, SdkSigned.moved(list, "GET", "/bucket?prefix=acme/"));
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, SdkSigned.moved(list, "GET", uri));
        }

        @Test
        void authenticate_plusInQuery_isASpaceAsForServices() {
            LabRequest list = SdkSigned.by(USER, "s3").get("/bucket?prefix=a%2Bb");
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, SdkSigned.moved(list, "GET", "/bucket?prefix=a+b"));
        }

        @Test
        void authenticate_otherDate_isRefused() {
            LabRequest call = kmsCall(USER);
            String other = SigningTime.format(lab.clock.instant().minusSeconds(77));
            LabRequest replayed = SdkSigned.withHeader(call, "x-amz-date", other);
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, replayed);
            LabRequest tomorrow = authorization(call, text -> text.replaceFirst("/20[0-9]{6}/", "/20010101/"));
            assertThat(lab.assertRefused(Kind.SIGNATURE_MISMATCH, tomorrow))
                    .startsWith("Date in Credential scope does not match YYYYMMDD");
        }

        @ParameterizedTest
        @CsvSource({"eu-west-3, us-east-1", "/kms/, /dynamodb/", "AKIAEXAMPLEUSER00001, ASIAEXAMPLEACME00001"})
        void authenticate_otherScope_isRefused(String from, String to) {
            Kind kind = to.startsWith("ASIA") ? Kind.INVALID_TOKEN : Kind.SIGNATURE_MISMATCH;
            lab.assertRefused(kind, authorization(kmsCall(USER), text -> text.replace(from, to)));
        }

        @Test
        void authenticate_signedForAnotherService_isRefused() {
            LabRequest call = SdkSigned.by(USER, "sqs").request(SdkHttpMethod.POST, "/", HEADERS, BODY);
            lab.assertVerified(USER, call);
            Outcome outcome = lab.verifier.authenticate(call, "kms");
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.failure().kind()).isEqualTo(Kind.SIGNATURE_MISMATCH));
            assertThat(((Outcome.Refused) outcome).failure().message())
                    .contains("Credential should be scoped to correct service: 'kms'");
        }
    }

    @Nested
    final class PresignedUrls {

        private final LabRequest url =
                SdkSigned.by(ACME, "s3").presigned(Duration.ofMinutes(10)).get("/bucket/acme/report.txt?versionId=7");

        @Test
        void authenticate_otherUse_isMismatch() {
            String uri = SdkSigned.uri(url);
            lab.assertVerified(ACME, url);
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, SdkSigned.moved(url, "PUT", uri));
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, SdkSigned.moved(url, "GET", uri.replace("/acme/", "/globex/")));
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, SdkSigned.moved(url, "GET", uri.replace("=7", "=8")));
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, SdkSigned.moved(url, "GET", uri.replace("=600", "=6000")));
        }

        @Test
        void authenticate_pastItsLife_isExpired() {
            lab.clock.advance(Duration.ofMinutes(9));
            lab.assertVerified(ACME, url);
            lab.clock.advance(Duration.ofSeconds(62));
            assertThat(lab.assertRefused(Kind.EXPIRED_URL, url)).isEqualTo("Request has expired");
        }

        @Test
        void authenticate_pastItsSession_isExpired() {
            LabRequest longer =
                    SdkSigned.by(ACME, "s3").presigned(Duration.ofDays(1)).get("/bucket/acme/report.txt");
            lab.clock.advance(lab.sessionLife);
            lab.assertRefused(Kind.EXPIRED_TOKEN, longer);
        }

        @ParameterizedTest
        @ValueSource(strings = {"604801", "0", "-1", "1e3", "99999999999999999999", ""})
        void authenticate_lifeOutOfBounds_isRefused(String seconds) {
            String uri = SdkSigned.uri(url).replace("X-Amz-Expires=600", "X-Amz-Expires=" + seconds);
            lab.assertRefused(Kind.INCOMPLETE_QUERY, SdkSigned.moved(url, "GET", uri));
        }

        @Test
        void authenticate_aWeek_holds() {
            lab.assertVerified(
                    USER, SdkSigned.by(USER, "s3").presigned(Duration.ofDays(7)).get("/bucket/acme/report.txt"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"})
        void authenticate_partMissingOrTwice_isIncomplete(String part) {
            String uri = SdkSigned.uri(url);
            String missing = uri.replaceAll("X-Amz-" + part + "=[^&]*", "gone=1");
            assertThat(lab.assertRefused(Kind.INCOMPLETE_QUERY, SdkSigned.moved(url, "GET", missing)))
                    .startsWith("Query-string authentication version 4 requires the X-Amz-Algorithm");
            lab.assertRefused(Kind.INCOMPLETE_QUERY, SdkSigned.moved(url, "GET", uri + "&X-Amz-" + part + "=x"));
        }

        @Test
        void authenticate_headerBesides_isRefused() {
            String header = s3Put(USER).header("authorization").orElseThrow();
            assertThat(lab.assertRefused(Kind.INCOMPLETE, SdkSigned.withHeader(url, "authorization", header)))
                    .startsWith("Only one auth mechanism allowed");
        }

        @Test
        void authenticate_payloadSignedInUrl_isChecked() {
            LabRequest put = SdkSigned.by(USER, "sts")
                    .presigned(Duration.ofMinutes(1))
                    .request(SdkHttpMethod.POST, "/?Action=GetCallerIdentity", Map.of(), BODY);
            lab.assertVerified(USER, put);
            lab.assertRefused(Kind.SIGNATURE_MISMATCH, put.withBody(new byte[0]));
        }
    }

    @Nested
    final class Malformed {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                ''                                          | Authorization header cannot be empty.
                AWS AKIAEXAMPLEUSER00001:frJIUN8DYpKDtOLCw  | The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.
                Bearer eyJhbGciOi                           | The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.
                AWS4-ECDSA-P256-SHA256 Credential=a/b/c/d   | Unsupported AWS 'algorithm': the lab verifies AWS4-HMAC-SHA256, not Signature Version 4A.
                AWS4-HMAC-SHA256                            | Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.
                AWS4-HMAC-SHA256 Credential=a/b/c/d, Signature=x, SignedHeaders=host    | Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.
                AWS4-HMAC-SHA256 Credential=a/b/c/d/e, Signature=x, SignedHeaders=host  | Credential should be scoped with a valid terminator: 'aws4_request'.
                AWS4-HMAC-SHA256 Credential                 | Authorization header must be of the form AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...
                """)
        void authenticate_header_isIncomplete(String header, String words) {
            assertThat(lab.assertRefused(Kind.INCOMPLETE, SdkSigned.withHeader(kmsCall(USER), "authorization", header)))
                    .isEqualTo(words);
        }

        @Test
        void authenticate_headerTwice_isIncomplete() {
            lab.assertRefused(Kind.INCOMPLETE, authorization(kmsCall(USER), text -> text + "," + text));
            lab.assertRefused(Kind.INCOMPLETE, authorization(kmsCall(USER), text -> text + ", Signature=x"));
            lab.assertRefused(Kind.INCOMPLETE, authorization(kmsCall(USER), text -> text + ","));
        }

        @Test
        void authenticate_dateMissingOrUnreadable_isIncomplete() {
            LabRequest call = kmsCall(USER);
            assertThat(lab.assertRefused(Kind.INCOMPLETE, without(call, "x-amz-date")))
                    .isEqualTo("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
            for (String date :
                    new String[] {"", "201", "20260230T000000Z", "2026-02-01T00:00:00Z", "20260201T000000Z,x"}) {
                lab.assertRefused(Kind.INCOMPLETE, SdkSigned.withHeader(call, "x-amz-date", date));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"/%", "/%4", "/%zz", "/a?b=%", "/a?%g0=1"})
        void authenticate_badPercentEncoding_isIncomplete(String uri) {
            lab.assertRefused(Kind.INCOMPLETE, SdkSigned.moved(s3Put(USER), "PUT", uri));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "unsigned-payload", "E3B0C44298FC1C149AFB"})
        void authenticate_unknownPayloadHash_isIncomplete(String hash) {
            lab.assertRefused(Kind.INCOMPLETE, SdkSigned.withHeader(s3Put(USER), "x-amz-content-sha256", hash));
        }

        @Test
        void authenticate_s3WithoutPayloadHash_isIncomplete() {
            lab.assertRefused(
                    Kind.INCOMPLETE,
                    authorization(
                            without(s3Put(USER), "x-amz-content-sha256"),
                            text -> text.replace("x-amz-content-sha256;", "")));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/b/k?X-Amz-Signature=x",
                    "/b/k?x-amz-signature=x",
                    "/b/k?X-Amz-Credential=a",
                    "/b/k?X-Amz-Security-Token=a",
                    "/b/k?AWSAccessKeyId=AKIA&Signature=x&Expires=1"
                })
        void authenticate_halfAQuery_isNeverAnonymous(String uri) {
            lab.assertRefused(Kind.INCOMPLETE_QUERY, new LabRequest("GET", uri, Map.of("host", "x"), new byte[0]));
        }

        @ParameterizedTest
        @CsvSource({
            "authorization, x",
            "x-amz-security-token, token",
            "x-amz-content-sha256, STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        })
        void authenticate_halfAHeader_isNeverAnonymous(String name, String value) {
            Map<String, String> headers = new HashMap<>(Map.of("host", "x"));
            headers.put(name, value);
            lab.assertRefused(Kind.INCOMPLETE, new LabRequest("GET", "/b/k", headers, new byte[0]));
        }
    }
}
