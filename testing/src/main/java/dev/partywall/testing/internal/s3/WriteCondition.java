package dev.partywall.testing.internal.s3;

import java.util.Optional;

/**
 * What must hold for a write (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 *
 * @param ifMatch the tag that the object must have
 * @param ifNoneMatch {@code *}: there must be no object
 */
record WriteCondition(Optional<String> ifMatch, Optional<String> ifNoneMatch) {

    static final WriteCondition NONE = new WriteCondition(Optional.empty(), Optional.empty());

    /** S3 knows no other value of If-None-Match. */
    WriteCondition {
        if (ifNoneMatch.isPresent() && !ifNoneMatch.get().equals("*")) {
            throw S3Exception.notImplemented("A header you provided implies functionality that is not implemented");
        }
    }

    static WriteCondition in(S3Request request) {
        return new WriteCondition(request.header("if-match"), request.header("if-none-match"));
    }

    /** Refuses the write if it does not hold. */
    void require(Optional<StoredObject> existing) {
        if (ifNoneMatch.isPresent() && existing.isPresent()) {
            throw S3Exception.preconditionFailed();
        }
        if (ifMatch.isPresent()
                && !ETag.matches(
                        ifMatch.get(),
                        existing.orElseThrow(S3Exception::noSuchKey).etag())) {
            throw S3Exception.preconditionFailed();
        }
    }
}
