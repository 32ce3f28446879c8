package dev.partywall.testing.internal;

/**
 * Why a request is not taken for its caller's.
 *
 * @param kind what is wrong
 * @param message for the client, worded as AWS words it; no secrets
 */
public record AuthenticationFailure(Kind kind, String message) {

    /** What can be wrong. Each protocol has its own error codes for them. */
    public enum Kind {
        /** The service wants a signature and there is none. */
        MISSING_TOKEN,
        /** The Authorization header cannot be read, or a part is missing. */
        INCOMPLETE,
        /** The query of a presigned URL cannot be read, or a parameter is missing. */
        INCOMPLETE_QUERY,
        /** A header came that had to be signed and is not. */
        UNSIGNED_HEADERS,
        /** Nobody has this access key id. */
        UNKNOWN_ACCESS_KEY,
        /** The session token does not belong to the access key, or is missing. */
        INVALID_TOKEN,
        /** The temporary credentials have expired. */
        EXPIRED_TOKEN,
        /** The signature is not that of the request as it arrived. */
        SIGNATURE_MISMATCH,
        /** It was signed too long ago, or in the future. */
        CLOCK_SKEW,
        /** A presigned URL is older than it allows. */
        EXPIRED_URL,
        /** The body is not the one that was signed. */
        PAYLOAD_MISMATCH,
        /** A body in chunks ends early, or cannot be read. */
        INCOMPLETE_BODY
    }
}
