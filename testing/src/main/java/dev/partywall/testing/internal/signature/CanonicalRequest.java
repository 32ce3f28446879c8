package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.LabRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is signed of a request
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request).
 */
final class CanonicalRequest {

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private CanonicalRequest() {}

    /**
     * The string to sign of a request.
     *
     * @param payloadHash its last line
     */
    static String stringToSign(LabRequest request, Claim claim, String payloadHash) throws NotAuthenticException {
        return Claim.ALGORITHM + "\n" + claim.signedAt() + "\n"
                + claim.credential().scope() + "\n" + Digest.sha256(text(request, claim, payloadHash));
    }

    private static String text(LabRequest request, Claim claim, String payloadHash) throws NotAuthenticException {
        String path = claim.credential().isForS3()
                ? CanonicalUri.s3Path(request.rawPath())
                : CanonicalUri.path(request.rawPath());
        String query = CanonicalUri.query(request.rawQuery(), claim.presigned() ? PresignedQuery.SIGNATURE : "");
        return request.method() + "\n" + path + "\n" + query + "\n" + headers(request, claim) + "\n"
                + String.join(";", claim.signedHeaders()) + "\n" + payloadHash;
    }

    /** A signed header that was not sent is no header with an empty value. */
    private static String headers(LabRequest request, Claim claim) throws NotAuthenticException {
        StringBuilder lines = new StringBuilder();
        for (String name : claim.signedHeaders()) {
            Optional<String> value = request.header(name);
            if (value.isEmpty()) {
                throw Wording.of(claim.credential()).mismatch();
            }
            String folded = SPACES.matcher(value.get().strip()).replaceAll(" ");
            lines.append(name).append(':').append(folded).append('\n');
        }
        return lines.toString();
    }

    /**
     * Refuses x-amz-* headers that are not signed. Two are exempt: the payload's hash, which the canonical request contains
     * anyway, and outside S3 the session token, which some services have added after signing and which must be the right
     * one in any case.
     */
    static void requireSignedHeaders(LabRequest request, Claim claim) throws NotAuthenticException {
        boolean s3 = claim.credential().isForS3();
        boolean unsigned = request.headers().keySet().stream()
                .filter(name -> name.startsWith("x-amz-"))
                .filter(name -> !name.equals("x-amz-content-sha256") && (s3 || !name.equals("x-amz-security-token")))
                .anyMatch(name -> !claim.signedHeaders().contains(name));
        if (unsigned) {
            throw new NotAuthenticException(
                    Kind.UNSIGNED_HEADERS, "There were headers present in the request which were not signed");
        }
    }
}
