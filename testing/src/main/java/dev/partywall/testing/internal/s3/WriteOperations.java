package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.LabResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes of objects in one piece, and copies. */
final class WriteOperations {

    private WriteOperations() {}

    static List<S3Operation> operations() {
        return List.of(
                new S3Operation(
                        "PutObject", call -> new Access.Checked(S3Access.write(call, true)), WriteOperations::put),
                new S3Operation("CopyObject", WriteOperations::copyAccess, WriteOperations::copy));
    }

    private static LabResponse put(S3Call call) {
        S3Request request = call.request();
        AccessControl.requireNone(request);
        ChecksumAlgorithm algorithm = Integrity.verify(request).orElse(ChecksumAlgorithm.CRC64NVME);
        StoredObject object = object(
                call,
                request.body(),
                ObjectMetadata.in(request),
                S3Tags.inHeader(request),
                ObjectChecksum.of(algorithm, request.body()));
        call.bucket().put(object, WriteCondition.in(request));
        S3Answer answer =
                S3Answer.status(200).header("ETag", object.etag()).header("x-amz-server-side-encryption", "AES256");
        object.checksum().addTo(answer);
        return answer.empty();
    }

    private static StoredObject object(
            S3Call call, byte[] body, ObjectMetadata metadata, Map<String, String> tags, ObjectChecksum checksum) {
        return new StoredObject(call.key(), body, ETag.of(body), call.now(), metadata, tags, checksum);
    }

    /**
     * GetObject on the source and PutObject on the destination; where tags move, GetObjectTagging and PutObjectTagging
     * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html).
     */
    private static Access copyAccess(S3Call call) {
        boolean replaced = Directive.TAGGING.isReplace(call.request());
        if (!replaced && call.request().header("x-amz-tagging").isPresent()) {
            return new Access.Unmodelled("s3:PutObject", "x-amz-tagging without x-amz-tagging-directive: REPLACE");
        }
        Directive.METADATA.isReplace(call.request());
        call.bucket();
        CopySource source = call.source();
        List<AccessCheck> checks =
                new ArrayList<>(S3Access.read(call, "GetObject", source.bucket(), source.key(), source.object()));
        Map<String, String> copied =
                replaced ? Map.of() : source.object().map(StoredObject::tags).orElse(Map.of());
        if (copied.isEmpty()) {
            checks.addAll(S3Access.write(call, true));
        } else {
            checks.addAll(copyOfTags(call, source));
        }
        return new Access.Checked(checks);
    }

    /** Whether AWS counts copied tags as tags of the request is not documented: those keys stay unmodelled. */
    private static List<AccessCheck> copyOfTags(S3Call call, CopySource source) {
        List<AccessCheck> checks = new ArrayList<>();
        checks.add(S3Access.ofObject(
                "GetObjectTagging", source.bucket(), source.key(), S3Keys.ofExisting(call, source.object())));
        for (AccessCheck write : S3Access.write(call, true)) {
            checks.add(
                    write.action().equals("s3:PutObject")
                            ? S3Access.ofObject("PutObject", call.bucket(), call.key(), S3Keys.ofWrite(call, true))
                            : write);
        }
        checks.add(S3Access.ofObject(
                "PutObjectTagging", call.bucket(), call.key(), S3Keys.ofExisting(call, call.object())));
        return checks;
    }

    private static LabResponse copy(S3Call call) {
        S3Request request = call.request();
        AccessControl.requireNone(request);
        if (request.header("if-match").isPresent()
                || request.header("if-none-match").isPresent()) {
            throw S3Exception.notImplemented("A header you provided implies functionality that is not implemented");
        }
        StoredObject source = call.source().required();
        requireConditions(request, source);
        requireChange(call, source);
        StoredObject copy = copied(call, source);
        call.bucket().put(copy, WriteCondition.NONE);
        XmlBody xml = XmlBody.of("CopyObjectResult")
                .text("LastModified", S3Dates.xml(copy.modified()))
                .text("ETag", copy.etag());
        copy.checksum().addTo(xml);
        return S3Answer.xml(xml);
    }

    /** Of a copy's source both kinds of condition fail alike. */
    static void requireConditions(S3Request request, StoredObject source) {
        Preconditions conditions = Preconditions.in(request, "x-amz-copy-source-");
        if (conditions.fail(source) || conditions.isNotModified(source)) {
            throw S3Exception.preconditionFailed();
        }
    }

    private static void requireChange(S3Call call, StoredObject source) {
        S3Request request = call.request();
        boolean same = call.source().bucket().name().equals(request.bucket())
                && source.key().equals(call.key());
        boolean changes = Directive.METADATA.isReplace(request)
                || request.header("x-amz-storage-class").isPresent()
                || request.header("x-amz-server-side-encryption").isPresent();
        if (same && !changes) {
            throw S3Exception.invalidRequest(
                    "This copy request is illegal because it is trying to copy an object to itself"
                            + " without changing the object's metadata, storage class, website redirect location or encryption"
                            + " attributes.");
        }
    }

    private static StoredObject copied(S3Call call, StoredObject source) {
        S3Request request = call.request();
        Optional<ChecksumAlgorithm> wanted = Integrity.named(request, "x-amz-checksum-algorithm");
        return object(
                call,
                source.body(),
                Directive.METADATA.isReplace(request)
                        ? ObjectMetadata.in(request)
                        : source.metadata().withStorageClassOf(request),
                Directive.TAGGING.isReplace(request) ? S3Tags.inHeader(request) : source.tags(),
                ObjectChecksum.of(wanted.orElse(source.checksum().algorithm()), source.body()));
    }
}
