package dev.partywall.testing.internal.s3;

import java.time.Instant;
import java.util.Map;

/**
 * An object. It never changes: a write puts another in its place.
 *
 * @param key the key
 * @param body its bytes; shared, never written to
 * @param etag its entity tag, in quotes
 * @param modified when it was written, to the second
 * @param metadata what is kept with it
 * @param tags its tags
 * @param checksum its checksum
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredObject(
        String key,
        byte[] body,
        String etag,
        Instant modified,
        ObjectMetadata metadata,
        Map<String, String> tags,
        ObjectChecksum checksum) {

    /** Copies the tags. */
    StoredObject {
        tags = Map.copyOf(tags);
    }

    StoredObject withTags(Map<String, String> others) {
        return new StoredObject(key, body, etag, modified, metadata, others, checksum);
    }

    /** The headers of an answer that tells of the object. */
    S3Answer describe(S3Answer answer) {
        return answer.headers(metadata.headers())
                .header("ETag", etag)
                .header("Last-Modified", S3Dates.header(modified))
                .header("Accept-Ranges", "bytes")
                .header("x-amz-server-side-encryption", "AES256");
    }

    @Override
    public String toString() {
        return "StoredObject[" + key + ", " + body.length + " bytes]";
    }
}
