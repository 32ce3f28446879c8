package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.LabRequest;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A body in chunks of the aws-chunked encoding
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html): a line with the size and perhaps a signature, the
 * data, and so on up to an empty chunk; then the trailing headers, if there are any, and an empty line.
 */
final class ChunkedPayload {

    private static final Pattern SIGNED = Pattern.compile("([0-9A-Fa-f]{1,7});chunk-signature=([0-9a-f]{64})");
    private static final Pattern UNSIGNED = Pattern.compile("([0-9A-Fa-f]{1,7})");

    private final LabRequest request;
    private final Optional<ChunkSignatures> signatures;
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private final ChunkReader reader;

    ChunkedPayload(LabRequest request, Optional<ChunkSignatures> signatures) {
        this.request = request;
        this.signatures = signatures;
        this.reader = new ChunkReader(request.body());
    }

    /**
     * Unpacks the request: its body becomes the payload, its trailing headers become headers.
     *
     * @param withTrailer whether there are trailing headers
     */
    LabRequest open(boolean withTrailer) throws NotAuthenticException {
        boolean more = true;
        while (more) {
            more = readChunk();
        }
        Map<String, String> trailer = withTrailer ? Trailer.read(reader, request, signatures) : endWithoutTrailer();
        if (!reader.isAtEnd()) {
            throw malformed();
        }
        requireLength();
        return Trailer.unpacked(request, trailer, payload.toByteArray());
    }

    /** Whether more follow: the last chunk is empty, and its CR LF is that after the trailing headers. */
    private boolean readChunk() throws NotAuthenticException {
        Matcher head = (signatures.isPresent() ? SIGNED : UNSIGNED).matcher(reader.line());
        if (!head.matches()) {
            throw malformed();
        }
        int size = Integer.parseInt(head.group(1), 16);
        int start = size == 0 ? 0 : reader.data(size);
        if (signatures.isPresent()) {
            signatures.get().verifyChunk(Digest.sha256(request.body(), start, size), head.group(2));
        }
        payload.write(request.body(), start, size);
        return size > 0;
    }

    private Map<String, String> endWithoutTrailer() throws NotAuthenticException {
        if (!reader.line().isEmpty()) {
            throw malformed();
        }
        return Map.of();
    }

    private void requireLength() throws NotAuthenticException {
        Optional<String> declared = request.header("x-amz-decoded-content-length");
        if (declared.isEmpty()) {
            throw new NotAuthenticException(
                    Kind.INCOMPLETE, "Missing required header for this request: x-amz-decoded-content-length");
        }
        if (!declared.get().equals(Integer.toString(payload.size()))) {
            throw new NotAuthenticException(
                    Kind.INCOMPLETE_BODY,
                    "You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header");
        }
    }

    private static NotAuthenticException malformed() {
        return new NotAuthenticException(Kind.INCOMPLETE_BODY, "The aws-chunked encoding of the body is malformed.");
    }
}
