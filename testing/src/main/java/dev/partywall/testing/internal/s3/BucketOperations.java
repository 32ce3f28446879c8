package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.ServiceKeys;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Buckets as such. */
final class BucketOperations {

    private BucketOperations() {}

    static List<S3Operation> operations() {
        return List.of(
                new S3Operation("ListBuckets", BucketOperations::listAll, BucketOperations::listBuckets),
                new S3Operation("CreateBucket", BucketOperations::creation, BucketOperations::createBucket),
                new S3Operation("DeleteBucket", S3Access.bucket("DeleteBucket"), BucketOperations::deleteBucket),
                new S3Operation("HeadBucket", BucketOperations::heading, BucketOperations::headBucket),
                new S3Operation("GetBucketLocation", S3Access.bucket("GetBucketLocation"), BucketOperations::location));
    }

    /**
     * Policies name the resource of ListAllMyBuckets as {@code *} or as {@code arn:aws:s3:::*}: this one matches both
     * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-policies-s3.html).
     */
    private static Access listAll(S3Call call) {
        return Access.of(AccessCheck.of(
                "s3:ListAllMyBuckets", "arn:aws:s3:::*", S3Keys.common(call).build()));
    }

    private static LabResponse listBuckets(S3Call call) {
        if (!call.request().parameters().isEmpty()) {
            throw S3Exception.unmodelled("s3:ListAllMyBuckets", "pages and filters of ListBuckets");
        }
        XmlBody xml = XmlBody.of("ListAllMyBucketsResult");
        Owner.addTo(xml, "Owner", call.buckets());
        xml.open("Buckets");
        for (Bucket bucket : call.buckets().all()) {
            xml.open("Bucket")
                    .text("Name", bucket.name())
                    .text("CreationDate", S3Dates.xml(bucket.created()))
                    .close();
        }
        return S3Answer.xml(xml);
    }

    /** There is no bucket yet, so none with a policy. */
    private static Access creation(S3Call call) {
        S3Request request = call.request();
        if (AccessControl.isGiven(request) && !request.header("x-amz-acl").equals(Optional.of("private"))) {
            return new Access.Unmodelled("s3:PutBucketAcl", "access control lists of buckets");
        }
        ServiceKeys.Builder keys = S3Keys.common(call);
        S3Keys.give(keys, "s3:locationconstraint", constraint(request));
        S3Keys.give(keys, "s3:x-amz-acl", request.header("x-amz-acl"));
        S3Keys.give(keys, "s3:x-amz-object-ownership", request.header("x-amz-object-ownership"));
        keys.absent("s3:x-amz-grant-full-control", "s3:x-amz-grant-read", "s3:x-amz-grant-read-acp");
        keys.absent("s3:x-amz-grant-write", "s3:x-amz-grant-write-acp");
        String arn = "arn:aws:s3:::" + request.bucket();
        AccessCheck create = AccessCheck.of("s3:CreateBucket", arn, keys.build());
        return request.header("x-amz-object-ownership").isEmpty()
                ? Access.of(create)
                : new Access.Checked(
                        List.of(create, AccessCheck.of("s3:PutBucketOwnershipControls", arn, keys.build())));
    }

    private static Optional<String> constraint(S3Request request) {
        if (request.body().length == 0) {
            return Optional.empty();
        }
        XmlElement configuration = XmlElement.parse(request.body(), "CreateBucketConfiguration");
        configuration.otherThan(Set.of("LocationConstraint")).ifPresent(element -> {
            throw S3Exception.unmodelled("s3:CreateBucket", "element " + element + " of CreateBucketConfiguration");
        });
        return configuration.text("LocationConstraint").filter(region -> !region.isEmpty());
    }

    private static LabResponse createBucket(S3Call call) {
        String home = call.buckets().account().region();
        String wanted = constraint(call.request()).orElse("us-east-1");
        if (!wanted.equals(home)) {
            throw S3Exception.bad(
                    "IllegalLocationConstraintException",
                    "The " + wanted
                            + " location constraint is incompatible for the region specific endpoint this request"
                            + " was sent to.");
        }
        call.buckets().create(call.request().bucket());
        return S3Answer.status(200)
                .header("Location", "/" + call.request().bucket())
                .empty();
    }

    private static LabResponse deleteBucket(S3Call call) {
        call.buckets().delete(call.bucket());
        return S3Answer.status(204).empty();
    }

    private static Access heading(S3Call call) {
        return Access.of(S3Access.ofBucket("ListBucket", call.bucket(), S3Keys.ofNoListing(call)));
    }

    private static LabResponse headBucket(S3Call call) {
        return S3Answer.status(200)
                .header("x-amz-bucket-region", call.buckets().account().region())
                .empty();
    }

    /** Of us-east-1 the constraint is empty. */
    private static LabResponse location(S3Call call) {
        String region = call.buckets().account().region();
        return S3Answer.xml(XmlBody.of("LocationConstraint").content(region.equals("us-east-1") ? "" : region));
    }
}
