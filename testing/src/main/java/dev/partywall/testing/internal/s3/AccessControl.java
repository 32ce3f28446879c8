package dev.partywall.testing.internal.s3;

/**
 * Access control lists, which buckets do not have unless their owner asks for them
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html).
 */
final class AccessControl {

    private static final String OWNERS = "bucket-owner-full-control";

    private AccessControl() {}

    /** Whether a request wants to set one. */
    static boolean isGiven(S3Request request) {
        return request.headers().keySet().stream()
                .anyMatch(name -> name.equals("x-amz-acl") || name.startsWith("x-amz-grant-"));
    }

    /** Refuses all but the one that changes nothing. */
    static void requireNone(S3Request request) {
        boolean harmless = request.headers().keySet().stream().noneMatch(name -> name.startsWith("x-amz-grant-"))
                && request.header("x-amz-acl").orElse(OWNERS).equals(OWNERS);
        if (!harmless) {
            throw S3Exception.bad("AccessControlListNotSupported", "The bucket does not allow ACLs");
        }
    }
}
