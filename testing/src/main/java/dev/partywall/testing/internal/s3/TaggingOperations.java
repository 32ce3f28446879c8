package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.LabResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tags of objects and buckets. To delete those of a bucket takes the permission to put them. */
final class TaggingOperations {

    private TaggingOperations() {}

    static List<S3Operation> operations() {
        return List.of(
                new S3Operation("GetObjectTagging", S3Access.reading("GetObjectTagging"), TaggingOperations::ofObject),
                new S3Operation("PutObjectTagging", TaggingOperations::putAccess, TaggingOperations::putOfObject),
                new S3Operation(
                        "DeleteObjectTagging",
                        S3Access.reading("DeleteObjectTagging"),
                        TaggingOperations::deleteOfObject),
                new S3Operation("GetBucketTagging", S3Access.bucket("GetBucketTagging"), TaggingOperations::ofBucket),
                new S3Operation(
                        "PutBucketTagging", S3Access.bucket("PutBucketTagging"), TaggingOperations::putOfBucket),
                new S3Operation(
                        "DeleteBucketTagging", S3Access.bucket("PutBucketTagging"), TaggingOperations::deleteOfBucket));
    }

    private static LabResponse ofObject(S3Call call) {
        return S3Answer.xml(
                S3Tags.xml(call.object().orElseThrow(S3Exception::noSuchKey).tags()));
    }

    private static Access putAccess(S3Call call) {
        call.bucket();
        Map<String, String> tags = S3Tags.inBody(call.request(), S3Tags.OF_OBJECT);
        List<AccessCheck> checks = new ArrayList<>();
        checks.add(S3Access.tagging(call, tags));
        if (call.object().isEmpty()) {
            checks.add(S3Access.ofBucket("ListBucket", call.bucket(), S3Keys.ofNoListing(call)));
        }
        return new Access.Checked(checks);
    }

    private static LabResponse putOfObject(S3Call call) {
        Integrity.verify(call.request());
        Map<String, String> tags = S3Tags.inBody(call.request(), S3Tags.OF_OBJECT);
        call.bucket().change(call.key(), object -> object.withTags(tags));
        return S3Answer.status(200).empty();
    }

    private static LabResponse deleteOfObject(S3Call call) {
        call.bucket().change(call.key(), object -> object.withTags(Map.of()));
        return S3Answer.status(204).empty();
    }

    private static LabResponse ofBucket(S3Call call) {
        Map<String, String> tags = call.bucket().tags();
        if (tags.isEmpty()) {
            throw S3Exception.notFound("NoSuchTagSet", "The TagSet does not exist");
        }
        return S3Answer.xml(S3Tags.xml(tags));
    }

    private static LabResponse putOfBucket(S3Call call) {
        Integrity.verify(call.request());
        call.bucket().tags(S3Tags.inBody(call.request(), S3Tags.OF_BUCKET));
        return S3Answer.status(204).empty();
    }

    private static LabResponse deleteOfBucket(S3Call call) {
        call.bucket().tags(Map.of());
        return S3Answer.status(204).empty();
    }
}
