package dev.partywall.testing.internal.signature;

/**
 * The chain of chunk signatures: each covers the one before it, the first that of the request, so chunks cannot be left out,
 * repeated or swapped (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html). Not safe for use by many threads.
 */
final class ChunkSignatures {

    private static final String EMPTY = Digest.sha256("");

    private final SigningKey key;
    private final Claim claim;
    private String previous;

    ChunkSignatures(SigningKey key, Claim claim) {
        this.key = key;
        this.claim = claim;
        this.previous = claim.signature();
    }

    /**
     * Verifies the next chunk.
     *
     * @param hash of its data
     */
    void verifyChunk(String hash, String signature) throws NotAuthenticException {
        verify("AWS4-HMAC-SHA256-PAYLOAD", EMPTY + "\n" + hash, signature);
    }

    /**
     * Verifies the trailing headers.
     *
     * @param headers as name, colon, value and newline each
     */
    void verifyTrailer(String headers, String signature) throws NotAuthenticException {
        verify("AWS4-HMAC-SHA256-TRAILER", Digest.sha256(headers), signature);
    }

    private void verify(String algorithm, String hashes, String signature) throws NotAuthenticException {
        String text = algorithm + "\n" + claim.signedAt() + "\n"
                + claim.credential().scope() + "\n" + previous + "\n" + hashes;
        if (!key.verifies(text, signature)) {
            throw Wording.of(claim.credential()).mismatch();
        }
        previous = signature;
    }
}
