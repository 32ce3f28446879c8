package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import java.nio.charset.StandardCharsets;

/** Reads a body of lines and data. Never reads beyond its end: a body that ends early is refused. */
final class ChunkReader {

    /** Longer than any chunk's or trailing header's line. */
    private static final int MAX_LINE = 8192;

    private final byte[] body;
    private int position;

    ChunkReader(byte[] body) {
        this.body = body;
    }

    /** The next line, without its CR LF. */
    String line() throws NotAuthenticException {
        int limit = Math.min(body.length - 1, position + MAX_LINE);
        for (int end = position; end < limit; end++) {
            if (body[end] == '\r' && body[end + 1] == '\n') {
                String line = new String(body, position, end - position, StandardCharsets.ISO_8859_1);
                position = end + 2;
                return line;
            }
        }
        throw incomplete();
    }

    /** Passes over some data and the CR LF after it. Returns where the data begin. */
    int data(int length) throws NotAuthenticException {
        int start = position;
        if (length > body.length - position) {
            throw incomplete();
        }
        position += length;
        if (!line().isEmpty()) {
            throw incomplete();
        }
        return start;
    }

    boolean isAtEnd() {
        return position == body.length;
    }

    static NotAuthenticException incomplete() {
        return new NotAuthenticException(Kind.INCOMPLETE_BODY, "The request body terminated unexpectedly");
    }
}
