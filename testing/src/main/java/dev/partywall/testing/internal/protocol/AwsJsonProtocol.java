package dev.partywall.testing.internal.protocol;

import dev.partywall.testing.internal.AuthenticationFailure;
import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.Protocol;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

/**
 * AWS JSON 1.0 and 1.1 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
 *
 * @param version {@code 1.0} or {@code 1.1}
 * @param namespaced the error's code as {@code __type} names it, with the namespace of the service
 */
public record AwsJsonProtocol(String version, UnaryOperator<String> namespaced) implements Protocol {

    /** A protocol without namespaces. */
    public static AwsJsonProtocol of(String version) {
        return new AwsJsonProtocol(version, UnaryOperator.identity());
    }

    @Override
    public LabResponse error(LabError error) {
        String type = namespaced.apply(error.code());
        Map<String, String> members =
                error.message().isEmpty() ? Map.of("__type", type) : Map.of("__type", type, "message", error.message());
        byte[] body = Json.write(members);
        return LabResponse.error(error.status(), headers(body), body, error.code());
    }

    /** An answer that grants the request. */
    public LabResponse success(Map<String, ?> members) {
        return success(Json.write(members));
    }

    /** An answer that grants the request and may have no members. */
    public LabResponse success(byte[] body) {
        return LabResponse.success(200, headers(body), body);
    }

    /** The headers of an answer, with the sum that clients of DynamoDB check. */
    public Map<String, String> headers(byte[] body) {
        CRC32 sum = new CRC32();
        sum.update(body);
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/x-amz-json-" + version);
        headers.put("Cache-Control", "no-cache, no-store");
        headers.put("x-amz-crc32", Long.toUnsignedString(sum.getValue()));
        return headers;
    }

    /** https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html */
    @Override
    public LabError notAuthenticated(AuthenticationFailure failure) {
        String code = switch (failure.kind()) {
            case MISSING_TOKEN -> "MissingAuthenticationTokenException";
            case INCOMPLETE, INCOMPLETE_QUERY -> "IncompleteSignatureException";
            case UNKNOWN_ACCESS_KEY, INVALID_TOKEN -> "UnrecognizedClientException";
            case EXPIRED_TOKEN -> "ExpiredTokenException";
            case UNSIGNED_HEADERS, SIGNATURE_MISMATCH, CLOCK_SKEW, EXPIRED_URL, PAYLOAD_MISMATCH, INCOMPLETE_BODY ->
                "InvalidSignatureException";
        };
        return new LabError(400, code, failure.message());
    }

    @Override
    public LabError denied(String message) {
        return new LabError(400, "AccessDeniedException", message);
    }
}
