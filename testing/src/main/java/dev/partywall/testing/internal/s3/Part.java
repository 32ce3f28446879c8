package dev.partywall.testing.internal.s3;

import java.time.Instant;
import java.util.Optional;

/**
 * A part of an upload.
 *
 * @param number from 1
 * @param body its bytes; shared, never written to
 * @param etag its entity tag, in quotes
 * @param modified when it arrived
 * @param checksum its checksum, if the client wants any
 */
@SuppressWarnings("ArrayRecordComponent")
record Part(int number, byte[] body, String etag, Instant modified, Optional<ObjectChecksum> checksum) {

    @Override
    public String toString() {
        return "Part[" + number + ", " + body.length + " bytes]";
    }
}
