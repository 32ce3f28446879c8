package dev.partywall.testing.internal.protocol;

import dev.partywall.testing.internal.AuthenticationFailure;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** Errors of S3 (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
public record RestXmlProtocol() implements Protocol {

    @Override
    public LabResponse error(LabError error) {
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + Xml.escape(error.code())
                + "</Code><Message>" + Xml.escape(error.message()) + "</Message><RequestId>" + UUID.randomUUID()
                + "</RequestId></Error>";
        return LabResponse.error(
                error.status(),
                Map.of("Content-Type", "application/xml"),
                xml.getBytes(StandardCharsets.UTF_8),
                error.code());
    }

    @Override
    public LabError notAuthenticated(AuthenticationFailure failure) {
        return switch (failure.kind()) {
            case MISSING_TOKEN, EXPIRED_URL, UNSIGNED_HEADERS -> new LabError(403, "AccessDenied", failure.message());
            case INCOMPLETE -> new LabError(400, "AuthorizationHeaderMalformed", failure.message());
            case INCOMPLETE_QUERY -> new LabError(400, "AuthorizationQueryParametersError", failure.message());
            case UNKNOWN_ACCESS_KEY -> new LabError(403, "InvalidAccessKeyId", failure.message());
            case INVALID_TOKEN -> new LabError(400, "InvalidToken", failure.message());
            case EXPIRED_TOKEN -> new LabError(400, "ExpiredToken", failure.message());
            case SIGNATURE_MISMATCH -> new LabError(403, "SignatureDoesNotMatch", failure.message());
            case CLOCK_SKEW -> new LabError(403, "RequestTimeTooSkewed", failure.message());
            case INCOMPLETE_BODY -> new LabError(400, "IncompleteBody", failure.message());
            case PAYLOAD_MISMATCH -> new LabError(400, "XAmzContentSHA256Mismatch", failure.message());
        };
    }

    @Override
    public LabError denied(String message) {
        return new LabError(403, "AccessDenied", message);
    }
}
