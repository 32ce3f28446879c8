package dev.partywall.testing.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.Authenticator.Outcome;
import dev.partywall.testing.internal.Credential;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked examples that AWS publishes, signature for signature. */
final class PublishedExamplesTest {

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String S3_KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String S3_DATE = "20130524T000000Z";

    private static Outcome verify(String keyId, String secret, String when, LabRequest request) {
        Credential credential = new Credential(keyId, secret, null, null, Identity::anonymous);
        Clock clock = Clock.fixed(Instant.parse(when), ZoneOffset.UTC);
        return new SignatureVerifier(id -> id.equals(keyId) ? Optional.of(credential) : Optional.empty(), clock, clock)
                .authenticate(request);
    }

    private static Outcome verifyS3(LabRequest request) {
        return verify(S3_KEY, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "2013-05-24T00:00:00Z", request);
    }

    private static LabRequest s3(
            String method,
            String uri,
            Map<String, String> headers,
            String signedHeaders,
            String signature,
            byte[] body) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("x-amz-date", S3_DATE);
        all.putIfAbsent("host", "examplebucket.s3.amazonaws.com");
        all.putIfAbsent("x-amz-content-sha256", EMPTY);
        all.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + S3_KEY + "/20130524/us-east-1/s3/aws4_request,SignedHeaders="
                        + signedHeaders + ",Signature=" + signature);
        return new LabRequest(method, uri, all, body);
    }

    private static LabRequest verified(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Verified.class);
        return ((Outcome.Verified) outcome).request();
    }

    /** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
    @ParameterizedTest
    @CsvSource({
        "/?lifecycle,           fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "/?max-keys=2&prefix=J, 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        "/?prefix=J&max-keys=2, 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    })
    void s3_getBucket_holds(String uri, String signature) {
        String signed = "host;x-amz-content-sha256;x-amz-date";
        verified(verifyS3(s3("GET", uri, Map.of(), signed, signature, new byte[0])));
    }

    @Test
    void s3_getObject_holds() {
        verified(verifyS3(s3(
                "GET",
                "/test.txt",
                Map.of("range", "bytes=0-9"),
                "host;range;x-amz-content-sha256;x-amz-date",
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
                new byte[0])));
    }

    @ParameterizedTest
    @CsvSource({"/test$file.text", "/test%24file.text"})
    void s3_putObject_holds(String uri) {
        Map<String, String> headers = Map.of(
                "date", "Fri, 24 May 2013 00:00:00 GMT",
                "x-amz-storage-class", "REDUCED_REDUNDANCY",
                "x-amz-content-sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072");
        verified(verifyS3(s3(
                "PUT",
                uri,
                headers,
                "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
                "Welcome to Amazon S3.".getBytes(StandardCharsets.UTF_8))));
    }

    /** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
    @Test
    void s3_presignedUrl_holds() {
        String uri = "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + S3_KEY
                + "%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
                + "&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        verified(verifyS3(new LabRequest("GET", uri, Map.of("host", "examplebucket.s3.amazonaws.com"), new byte[0])));
    }

    private static LabRequest chunkedUpload(Map<String, String> headers, String seed, String body) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("host", "s3.amazonaws.com");
        all.put("x-amz-storage-class", "REDUCED_REDUNDANCY");
        all.put("content-encoding", "aws-chunked");
        all.put("x-amz-decoded-content-length", "66560");
        all.put("content-length", "66824");
        boolean trailer = headers.containsKey("x-amz-trailer");
        String signed = "content-encoding;" + (trailer ? "" : "content-length;")
                + "host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class"
                + (trailer ? ";x-amz-trailer" : "");
        return s3("PUT", "/examplebucket/chunkObject.txt", all, signed, seed, body.getBytes(StandardCharsets.US_ASCII));
    }

    private static String chunks(String first, String second, String last) {
        return "10000;chunk-signature=" + first + "\r\n" + "a".repeat(65536) + "\r\n400;chunk-signature=" + second
                + "\r\n" + "a".repeat(1024) + "\r\n0;chunk-signature=" + last + "\r\n";
    }

    /** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
    @Test
    void s3_chunkedUpload_holdsAndIsUnpacked() {
        String body = chunks(
                        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9")
                + "\r\n";
        assertThat(body).hasSize(66824);
        LabRequest unpacked = verified(verifyS3(chunkedUpload(
                Map.of("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                body)));
        assertThat(unpacked.body()).isEqualTo("a".repeat(66560).getBytes(StandardCharsets.US_ASCII));
        assertThat(unpacked.headers()).doesNotContainKey("content-encoding").containsEntry("content-length", "66560");
    }

    /** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
    @Test
    void s3_chunkedUploadWithTrailer_holdsAndIsUnpacked() {
        String body = chunks(
                        "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
                        "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
                        "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992")
                + "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:"
                + "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
        LabRequest unpacked = verified(verifyS3(chunkedUpload(
                Map.of(
                        "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                        "x-amz-trailer", "x-amz-checksum-crc32c"),
                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
                body)));
        assertThat(unpacked.body()).hasSize(66560);
        assertThat(unpacked.headers())
                .containsEntry("x-amz-checksum-crc32c", "sOO8/Q==")
                .doesNotContainKey("x-amz-trailer-signature");
    }

    /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
    @Test
    void iam_listUsers_holds() {
        Map<String, String> headers = Map.of(
                "host", "iam.amazonaws.com",
                "content-type", "application/x-www-form-urlencoded; charset=utf-8",
                "x-amz-date", "20150830T123600Z",
                "authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                                + "SignedHeaders=content-type;host;x-amz-date, "
                                + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
        verified(verifySuite(new LabRequest("GET", "/?Action=ListUsers&Version=2010-05-08", headers, new byte[0])));
    }

    private static Outcome verifySuite(LabRequest request) {
        return verify("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "2015-08-30T12:36:00Z", request);
    }

    /** The Signature Version 4 test suite: https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "get-vanilla,     GET,  /,                               5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "relative,        GET,  /example/..,                     5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "slash,           GET,  //,                              5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "slash-dot-slash, GET,  /./,                             5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "post-vanilla,    POST, /,                               5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "query-order,     GET,  /?Param2=value2&Param1=value1,   b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "utf8-path,       GET,  /\u1234,                         8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        "utf8-query,      GET,  /?\u1234=bar,                    2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
        "unreserved,      GET,  /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz, "
                + "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        "space,           GET,  /example space/,                 652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"
    })
    void suite_holds(String name, String method, String uri, String signature) {
        verified(verifySuite(suite(method, uri, Map.of(), "host;x-amz-date", signature)));
    }

    @Test
    void suite_postHeaderKeySort_holds() {
        verified(verifySuite(suite(
                "POST",
                "/",
                Map.of("my-header1", "  value1 "),
                "host;my-header1;x-amz-date",
                "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c")));
    }

    private static LabRequest suite(
            String method, String uri, Map<String, String> headers, String signedHeaders, String signature) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("host", "example.amazonaws.com");
        all.put("x-amz-date", "20150830T123600Z");
        all.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="
                        + signedHeaders + ", Signature=" + signature);
        return new LabRequest(method, uri, all, new byte[0]);
    }
}
