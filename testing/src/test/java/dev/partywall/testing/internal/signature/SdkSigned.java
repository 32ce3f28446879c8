package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.LabRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Requests as the SDK signs them.
 *
 * @param service the signing name
 * @param identity whose key
 * @param clock by which it signs
 * @param expires of presigned URLs
 * @param signsPayload whether the payload is signed
 * @param chunked whether the payload is sent in chunks
 * @param checksum of the trailing headers
 */
record SdkSigned(
        String service,
        AwsCredentialsIdentity identity,
        Clock clock,
        @Nullable Duration expires,
        boolean signsPayload,
        boolean chunked,
        @Nullable ChecksumAlgorithm checksum) {

    static SdkSigned by(AwsCredentialsIdentity identity, String service) {
        return new SdkSigned(service, identity, Clock.systemUTC(), null, true, false, null);
    }

    SdkSigned at(Clock signing) {
        return new SdkSigned(service, identity, signing, expires, signsPayload, chunked, checksum);
    }

    SdkSigned presigned(Duration life) {
        return new SdkSigned(service, identity, clock, life, !service.equals("s3"), chunked, checksum);
    }

    SdkSigned unsignedPayload() {
        return new SdkSigned(service, identity, clock, expires, false, chunked, checksum);
    }

    SdkSigned inChunks() {
        return new SdkSigned(service, identity, clock, expires, signsPayload, true, checksum);
    }

    SdkSigned inChunks(ChecksumAlgorithm trailing) {
        return new SdkSigned(service, identity, clock, expires, signsPayload, true, trailing);
    }

    LabRequest get(String uri) {
        return request(SdkHttpMethod.GET, uri, Map.of(), new byte[0]);
    }

    LabRequest request(SdkHttpMethod method, String uri, Map<String, String> headers, byte[] body) {
        SdkHttpRequest.Builder unsigned =
                SdkHttpRequest.builder().method(method).uri(URI.create("https://lab.example:8000" + uri));
        headers.forEach(unsigned::putHeader);
        return labRequest(sign(unsigned.build(), body));
    }

    private SignedRequest sign(SdkHttpRequest unsigned, byte[] body) {
        boolean s3 = service.equals("s3");
        return AwsV4HttpSigner.create().sign(r -> {
            r.request(unsigned)
                    .identity(identity)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-3")
                    .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, clock)
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !s3)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !s3)
                    .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, signsPayload)
                    .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, chunked);
            if (body.length > 0 || chunked) {
                r.payload(ContentStreamProvider.fromByteArray(body));
            }
            if (checksum != null) {
                r.putProperty(AwsV4HttpSigner.CHECKSUM_ALGORITHM, checksum);
            }
            if (expires != null) {
                r.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, expires);
            }
        });
    }

    /** As the front door reads it. */
    private static LabRequest labRequest(SignedRequest signed) {
        SdkHttpRequest request = signed.request();
        Map<String, String> headers = new HashMap<>();
        request.forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String query = request.encodedQueryParameters().map(text -> "?" + text).orElse("");
        return new LabRequest(
                request.method().name(),
                request.encodedPath() + query,
                headers,
                signed.payload().map(SdkSigned::bytes).orElse(new byte[0]));
    }

    private static byte[] bytes(ContentStreamProvider payload) {
        try (InputStream stream = payload.newStream()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request with another method or URI, and the signature it had. */
    static LabRequest moved(LabRequest request, String method, String uri) {
        return new LabRequest(method, uri, request.headers(), request.body());
    }

    /** A request with other headers, and the signature it had. */
    static LabRequest withHeaders(LabRequest request, UnaryOperator<Map<String, String>> change) {
        return new LabRequest(
                request.method(), uri(request), change.apply(new HashMap<>(request.headers())), request.body());
    }

    /** A request with another value of a header, and the signature it had. */
    static LabRequest withHeader(LabRequest request, String name, String value) {
        return withHeaders(request, headers -> {
            headers.put(name, value);
            return headers;
        });
    }

    static String uri(LabRequest request) {
        return request.rawQuery().isEmpty() ? request.rawPath() : request.rawPath() + "?" + request.rawQuery();
    }
}
