package dev.partywall.testing.internal.s3;

import dev.partywall.policy.Caller;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.ServiceKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What AWS asks IAM for the operations of S3
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html). A bucket that does not exist is
 * told before IAM is asked.
 */
final class S3Access {

    private S3Access() {}

    /** A question about a bucket. */
    static AccessCheck ofBucket(String action, Bucket bucket, ServiceKeys.Builder keys) {
        return new AccessCheck("s3:" + action, bucket.arn(), keys.build(), bucket.policies(), false);
    }

    /** A question about an object, which need not exist. */
    static AccessCheck ofObject(String action, Bucket bucket, String key, ServiceKeys.Builder keys) {
        return new AccessCheck("s3:" + action, bucket.arn(key), keys.build(), bucket.policies(), false);
    }

    /** The access of operations that ask one question about their bucket. */
    static Function<S3Call, Access> bucket(String action) {
        return call -> Access.of(ofBucket(action, call.bucket(), S3Keys.common(call)));
    }

    /** The access of operations that ask one question about their key. */
    static Function<S3Call, Access> object(String action) {
        return call -> Access.of(ofObject(action, call.bucket(), call.key(), S3Keys.common(call)));
    }

    /**
     * The access of operations on the policy: the root user of the bucket's account always can
     * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html).
     */
    static Function<S3Call, Access> policy(String action) {
        return call -> call.caller().caller() instanceof Caller.AccountRoot
                ? rootsOwn(call.bucket())
                : bucket(action).apply(call);
    }

    private static Access rootsOwn(Bucket bucket) {
        return new Access.Open("the root user can always work with the policy of " + bucket.arn());
    }

    /**
     * The questions about an object that is read. That it is not there is told only to those who may list the bucket: all
     * others are denied (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
     */
    static List<AccessCheck> read(
            S3Call call, String action, Bucket bucket, String key, Optional<StoredObject> object) {
        List<AccessCheck> checks = new ArrayList<>();
        checks.add(ofObject(action, bucket, key, S3Keys.ofExisting(call, object)));
        if (object.isEmpty()) {
            checks.add(ofBucket("ListBucket", bucket, S3Keys.ofNoListing(call)));
        }
        return checks;
    }

    /** The access of operations that read their object. */
    static Function<S3Call, Access> reading(String action) {
        return call -> new Access.Checked(read(call, action, call.bucket(), call.key(), call.object()));
    }

    /** The questions about an object that is written from the request. */
    static List<AccessCheck> write(S3Call call, boolean creates) {
        return write(call, creates, S3Tags.inHeader(call.request()));
    }

    /**
     * The questions about an object that is written.
     *
     * @param tags those that the request gives
     */
    static List<AccessCheck> write(S3Call call, boolean creates, Map<String, String> tags) {
        ServiceKeys.Builder keys = S3Keys.withRequestTags(S3Keys.ofWrite(call, creates), tags);
        List<AccessCheck> checks = new ArrayList<>();
        checks.add(ofObject("PutObject", call.bucket(), call.key(), keys));
        if (!tags.isEmpty()) {
            checks.add(tagging(call, tags));
        }
        if (AccessControl.isGiven(call.request())) {
            checks.add(ofObject("PutObjectAcl", call.bucket(), call.key(), S3Keys.ofWrite(call, creates)));
        }
        if (call.request().header("if-match").isPresent()) {
            checks.addAll(read(call, "GetObject", call.bucket(), call.key(), call.object()));
        }
        return checks;
    }

    /** The question about the tags of the object. */
    static AccessCheck tagging(S3Call call, Map<String, String> tags) {
        ServiceKeys.Builder keys = S3Keys.withRequestTags(S3Keys.ofExisting(call, call.object()), tags);
        return ofObject("PutObjectTagging", call.bucket(), call.key(), keys);
    }
}
