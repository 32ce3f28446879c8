package dev.partywall.testing.internal.s3;

import java.time.Instant;
import java.util.Optional;

/**
 * The conditions of a read (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html). A condition on
 * the tag beats the one on the date that goes with it.
 *
 * @param ifMatch the tag that the object must have
 * @param ifUnmodifiedSince when it must have been written at the latest
 * @param ifNoneMatch the tag that it must not have
 * @param ifModifiedSince after when it must have been written
 */
record Preconditions(
        Optional<String> ifMatch,
        Optional<Instant> ifUnmodifiedSince,
        Optional<String> ifNoneMatch,
        Optional<Instant> ifModifiedSince) {

    /**
     * The conditions in a request.
     *
     * @param prefix in front of their names: {@code x-amz-copy-source-} for those on the source of a copy
     */
    static Preconditions in(S3Request request, String prefix) {
        return new Preconditions(
                request.header(prefix + "if-match"),
                request.header(prefix + "if-unmodified-since").flatMap(S3Dates::parse),
                request.header(prefix + "if-none-match"),
                request.header(prefix + "if-modified-since").flatMap(S3Dates::parse));
    }

    /** Whether the object is the wrong one. */
    boolean fail(StoredObject object) {
        if (ifMatch.isPresent()) {
            return !ETag.matches(ifMatch.get(), object.etag());
        }
        return ifUnmodifiedSince.isPresent() && object.modified().isAfter(ifUnmodifiedSince.get());
    }

    /** Whether the client has the object already. */
    boolean isNotModified(StoredObject object) {
        if (ifNoneMatch.isPresent()) {
            return ETag.matches(ifNoneMatch.get(), object.etag());
        }
        return ifModifiedSince.isPresent() && !object.modified().isAfter(ifModifiedSince.get());
    }
}
