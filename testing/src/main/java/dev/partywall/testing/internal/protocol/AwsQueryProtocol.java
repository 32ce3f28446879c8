package dev.partywall.testing.internal.protocol;

import dev.partywall.testing.internal.AuthenticationFailure;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * AWS Query (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html): form in, XML out.
 *
 * @param namespace the XML namespace of the service
 */
public record AwsQueryProtocol(String namespace) implements Protocol {

    private static final Map<String, String> HEADERS = Map.of("Content-Type", "text/xml");

    /**
     * An answer.
     *
     * @param operation the operation
     * @param result what stands within its Result element, as XML
     */
    public LabResponse success(String operation, String result) {
        String xml = "<" + operation + "Response xmlns=\"" + namespace + "\">"
                + (result.isEmpty() ? "" : "<" + operation + "Result>" + result + "</" + operation + "Result>")
                + "<ResponseMetadata><RequestId>" + UUID.randomUUID() + "</RequestId></ResponseMetadata>"
                + "</" + operation + "Response>";
        return LabResponse.success(200, HEADERS, xml.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public LabResponse error(LabError error) {
        String xml = "<ErrorResponse xmlns=\"" + namespace + "\"><Error><Type>"
                + (error.status() < 500 ? "Sender" : "Receiver") + "</Type><Code>" + Xml.escape(error.code())
                + "</Code><Message>" + Xml.escape(error.message()) + "</Message></Error><RequestId>"
                + UUID.randomUUID() + "</RequestId></ErrorResponse>";
        return LabResponse.error(error.status(), HEADERS, xml.getBytes(StandardCharsets.UTF_8), error.code());
    }

    /** https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
    @Override
    public LabError notAuthenticated(AuthenticationFailure failure) {
        String code = switch (failure.kind()) {
            case MISSING_TOKEN -> "MissingAuthenticationToken";
            case INCOMPLETE, INCOMPLETE_QUERY -> "IncompleteSignature";
            case UNKNOWN_ACCESS_KEY, INVALID_TOKEN -> "InvalidClientTokenId";
            case EXPIRED_TOKEN -> "ExpiredToken";
            case UNSIGNED_HEADERS, SIGNATURE_MISMATCH, CLOCK_SKEW, EXPIRED_URL, PAYLOAD_MISMATCH, INCOMPLETE_BODY ->
                "SignatureDoesNotMatch";
        };
        int status = code.equals("IncompleteSignature") ? 400 : 403;
        return new LabError(status, code, failure.message());
    }

    @Override
    public LabError denied(String message) {
        return new LabError(403, "AccessDenied", message);
    }
}
