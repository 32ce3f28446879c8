package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a request says about its signature, in its Authorization header or in the query of a presigned URL. None of it is
 * believed yet.
 *
 * @param credential whose key, for which scope
 * @param signedHeaders names of the signed headers as the request has them, which is in lower case and sorted
 *     (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html); written otherwise they
 *     do not stand in what was signed
 * @param signature in hexadecimal digits
 * @param signedAt when
 * @param presigned whether it is a presigned URL
 * @param lifetime for how long a presigned URL is good
 * @param sessionToken the token of a session
 */
record Claim(
        ClaimedCredential credential,
        List<String> signedHeaders,
        String signature,
        SigningTime signedAt,
        boolean presigned,
        Optional<Duration> lifetime,
        Optional<String> sessionToken) {

    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /** Checks what can be checked without a key. */
    static Claim of(
            ClaimedCredential credential,
            String signedHeaders,
            String signature,
            SigningTime signedAt,
            boolean presigned,
            Optional<Duration> lifetime,
            Optional<String> sessionToken)
            throws NotAuthenticException {
        List<String> names = List.of(signedHeaders.split(";", -1));
        if (!names.contains("host")) {
            throw new NotAuthenticException(
                    Kind.UNSIGNED_HEADERS, "'Host' must be a 'SignedHeader' in the AWS Authorization.");
        }
        requireSameDate(credential, signedAt);
        return new Claim(credential, names, signature, signedAt, presigned, lifetime, sessionToken);
    }

    private static void requireSameDate(ClaimedCredential credential, SigningTime signedAt)
            throws NotAuthenticException {
        if (!credential.date().equals(signedAt.date())) {
            throw new NotAuthenticException(
                    Kind.SIGNATURE_MISMATCH,
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                            + credential.date() + "' != '" + signedAt.date() + "', from '" + signedAt + "'.");
        }
    }

    /** Refuses all algorithms but one, in words. */
    static void requireAlgorithm(String name) throws NotAuthenticException {
        if (!name.equals(ALGORITHM)) {
            throw new NotAuthenticException(
                    Kind.INCOMPLETE,
                    name.equals("AWS4-ECDSA-P256-SHA256")
                            ? "Unsupported AWS 'algorithm': the lab verifies AWS4-HMAC-SHA256, not Signature Version 4A."
                            : "The authorization mechanism you have provided is not supported. "
                                    + "Please use AWS4-HMAC-SHA256.");
        }
    }
}
