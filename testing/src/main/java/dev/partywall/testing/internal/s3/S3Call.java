package dev.partywall.testing.internal.s3;

import dev.partywall.testing.LabDecision;
import dev.partywall.testing.internal.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way, with what it is about. That is looked up once, when IAM is about to be asked: what is performed then
 * is about the very bucket and object that the answer was for, whatever others do meanwhile.
 */
final class S3Call {

    private final S3Request request;
    private final Identity caller;
    private final Buckets buckets;
    private @Nullable Bucket bucket;
    private @Nullable Found object;
    private @Nullable CopySource source;
    private List<LabDecision> answers = List.of();

    /** What a look-up came to. */
    private record Found(Optional<StoredObject> object) {}

    S3Call(S3Request request, Identity caller, Buckets buckets) {
        this.request = request;
        this.caller = caller;
        this.buckets = buckets;
    }

    S3Request request() {
        return request;
    }

    Identity caller() {
        return caller;
    }

    Buckets buckets() {
        return buckets;
    }

    Instant now() {
        return S3Dates.seconds(buckets.clock().instant());
    }

    String key() {
        return request.key();
    }

    /** The bucket, which must exist. */
    Bucket bucket() {
        if (bucket == null) {
            bucket = buckets.find(request.bucket()).orElseThrow(S3Exception::noSuchBucket);
        }
        return bucket;
    }

    /** The object as IAM is asked about it. */
    Optional<StoredObject> object() {
        if (object == null) {
            object = new Found(bucket().find(request.key()));
        }
        return object.object();
    }

    /** The source of a copy. */
    CopySource source() {
        if (source == null) {
            source = CopySource.in(request, buckets);
        }
        return source;
    }

    /** IAM's answers about the single items of a batch, in order; none at all if it was not asked. */
    List<LabDecision> answers() {
        return answers;
    }

    void answers(List<LabDecision> decisions) {
        answers = List.copyOf(decisions);
    }
}
