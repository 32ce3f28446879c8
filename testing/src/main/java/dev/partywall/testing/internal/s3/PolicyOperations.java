package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.LabResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bucket policies. Block Public Access is not modelled: a policy that lets everybody in does so, as in a bucket whose owner
 * turned the block off.
 */
final class PolicyOperations {

    private PolicyOperations() {}

    static List<S3Operation> operations() {
        return List.of(
                new S3Operation("GetBucketPolicy", S3Access.policy("GetBucketPolicy"), PolicyOperations::get),
                new S3Operation("PutBucketPolicy", S3Access.policy("PutBucketPolicy"), PolicyOperations::put),
                new S3Operation("DeleteBucketPolicy", S3Access.policy("DeleteBucketPolicy"), PolicyOperations::delete));
    }

    private static LabResponse get(S3Call call) {
        BucketPolicy policy = call.bucket()
                .policy()
                .orElseThrow(() -> S3Exception.notFound("NoSuchBucketPolicy", "The bucket policy does not exist"));
        return S3Answer.status(200)
                .header("Content-Type", "application/json")
                .body(policy.json().getBytes(StandardCharsets.UTF_8));
    }

    private static LabResponse put(S3Call call) {
        Integrity.verify(call.request());
        call.bucket().policy(BucketPolicy.parse(call.bucket(), call.request().body()));
        return S3Answer.status(204).empty();
    }

    private static LabResponse delete(S3Call call) {
        call.bucket().policy(null);
        return S3Answer.status(204).empty();
    }
}
