package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;

/**
 * What AWS says when a signature does not hold: S3 in its own words
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), the other services in common ones
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html).
 */
enum Wording {
    /** Of S3. */
    S3(
            "The AWS Access Key Id you provided does not exist in our records.",
            "The provided token is malformed or otherwise invalid.",
            "The provided token has expired.",
            "The request signature we calculated does not match the signature you provided. "
                    + "Check your key and signing method."),
    /** Of all others. */
    COMMON(
            "The security token included in the request is invalid.",
            "The security token included in the request is invalid.",
            "The security token included in the request is expired",
            "The request signature we calculated does not match the signature you provided. "
                    + "Check your AWS Secret Access Key and signing method. "
                    + "Consult the service documentation for details.");

    private final String unknownKey;
    private final String invalidToken;
    private final String expiredToken;
    private final String mismatch;

    Wording(String unknownKey, String invalidToken, String expiredToken, String mismatch) {
        this.unknownKey = unknownKey;
        this.invalidToken = invalidToken;
        this.expiredToken = expiredToken;
        this.mismatch = mismatch;
    }

    static Wording of(ClaimedCredential credential) {
        return credential.isForS3() ? S3 : COMMON;
    }

    NotAuthenticException unknownKey() {
        return new NotAuthenticException(Kind.UNKNOWN_ACCESS_KEY, unknownKey);
    }

    NotAuthenticException invalidToken() {
        return new NotAuthenticException(Kind.INVALID_TOKEN, invalidToken);
    }

    NotAuthenticException expiredToken() {
        return new NotAuthenticException(Kind.EXPIRED_TOKEN, expiredToken);
    }

    NotAuthenticException mismatch() {
        return new NotAuthenticException(Kind.SIGNATURE_MISMATCH, mismatch);
    }
}
