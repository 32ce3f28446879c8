package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.LabRequest;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The last line of a canonical request, which tells how the payload is signed
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html). Only S3 takes another than
 * the payload's SHA-256.
 *
 * @param text the line
 * @param form how the payload is signed
 */
record PayloadHash(String text, Form form) {

    /** How a payload is signed. */
    enum Form {
        /** With the request. */
        WHOLE,
        /** Not at all. */
        UNSIGNED,
        /** Each chunk after the one before it. */
        CHUNKS,
        /** Each chunk after the one before it, then the trailing headers. */
        CHUNKS_AND_TRAILER,
        /** Not at all; it comes in chunks, and trailing headers follow it. */
        UNSIGNED_CHUNKS_AND_TRAILER
    }

    private static final Map<String, Form> FORMS = Map.of(
            "UNSIGNED-PAYLOAD", Form.UNSIGNED,
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", Form.CHUNKS,
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", Form.CHUNKS_AND_TRAILER,
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER", Form.UNSIGNED_CHUNKS_AND_TRAILER);

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    static PayloadHash of(LabRequest request, Claim claim) throws NotAuthenticException {
        if (!claim.credential().isForS3()) {
            return new PayloadHash(Digest.sha256(request.body(), 0, request.body().length), Form.WHOLE);
        }
        String declared = claim.presigned() ? ofPresigned(request) : ofSigned(request);
        Form form = SHA256.matcher(declared).matches() ? Form.WHOLE : FORMS.get(declared);
        if (form == null || (claim.presigned() && isChunked(form))) {
            throw new NotAuthenticException(
                    Kind.INCOMPLETE,
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
                            + "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER "
                            + "or a valid sha256 value.");
        }
        return new PayloadHash(declared, form);
    }

    private static String ofSigned(LabRequest request) throws NotAuthenticException {
        Optional<String> header = request.header("x-amz-content-sha256");
        if (header.isEmpty()) {
            throw new NotAuthenticException(
                    Kind.INCOMPLETE, "Missing required header for this request: x-amz-content-sha256");
        }
        return header.get();
    }

    /** Who signs a URL does not know the payload (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html). */
    private static String ofPresigned(LabRequest request) {
        return request.header("x-amz-content-sha256")
                .or(() -> request.queryParameter(PresignedQuery.CONTENT_SHA256))
                .orElse("UNSIGNED-PAYLOAD");
    }

    private static boolean isChunked(Form form) {
        return form != Form.WHOLE && form != Form.UNSIGNED;
    }
}
