package dev.partywall.testing.internal.s3;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.Statement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A bucket's policy (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html).
 *
 * @param json as it was put
 * @param attached as IAM hears of it
 */
record BucketPolicy(String json, AttachedPolicy attached) {

    private static final int MAX_BYTES = 20 * 1024;

    /** Reads the policy for a bucket as strictly as S3 does. */
    static BucketPolicy parse(Bucket bucket, byte[] body) {
        if (body.length > MAX_BYTES) {
            throw S3Exception.bad("PolicyTooLarge", "The policy is larger than 20 KB");
        }
        String json = new String(body, StandardCharsets.UTF_8);
        PolicyDocument document = parse(json);
        document.statements().forEach(statement -> requireOfBucket(bucket, statement));
        return new BucketPolicy(json, new AttachedPolicy("bucket policy of " + bucket.arn(), document));
    }

    private static PolicyDocument parse(String json) {
        try {
            return PolicyDocument.parse(PolicyType.RESOURCE, json);
        } catch (PolicySyntaxException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static void requireOfBucket(Bucket bucket, Statement statement) {
        if (!statement.action().patterns().stream().allMatch(BucketPolicy::isOfS3)) {
            throw malformed("Policy has invalid action");
        }
        List<String> resources =
                statement.resource().map(element -> element.patterns()).orElse(List.of());
        if (!resources.stream().allMatch(pattern -> isOf(bucket, pattern))) {
            throw malformed("Policy has invalid resource");
        }
    }

    private static boolean isOfS3(String action) {
        return action.equals("*") || action.toLowerCase(Locale.ROOT).startsWith("s3:");
    }

    private static boolean isOf(Bucket bucket, String resource) {
        return resource.equals(bucket.arn())
                || resource.equals(bucket.arn() + "*")
                || resource.startsWith(bucket.arn() + "/");
    }

    private static S3Exception malformed(String message) {
        return S3Exception.bad("MalformedPolicy", message);
    }
}
