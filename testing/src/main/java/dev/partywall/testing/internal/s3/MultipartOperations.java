package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.LabResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Multipart uploads (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html). What IAM is asked:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions.
 */
final class MultipartOperations {

    private static final int MOST_PARTS = 10_000;

    private MultipartOperations() {}

    static List<S3Operation> operations() {
        return List.of(
                new S3Operation("CreateMultipartUpload", MultipartOperations::beginAccess, MultipartOperations::begin),
                new S3Operation("UploadPart", MultipartOperations::partAccess, MultipartOperations::uploadPart),
                new S3Operation("UploadPartCopy", MultipartOperations::copyAccess, MultipartOperations::uploadPartCopy),
                new S3Operation("CompleteMultipartUpload", MultipartOperations::endAccess, Completion::complete),
                new S3Operation(
                        "AbortMultipartUpload", S3Access.object("AbortMultipartUpload"), MultipartOperations::abort));
    }

    private static Access beginAccess(S3Call call) {
        return new Access.Checked(S3Access.write(call, false));
    }

    private static Access partAccess(S3Call call) {
        return new Access.Checked(S3Access.write(call, false, Map.of()));
    }

    private static Access endAccess(S3Call call) {
        return new Access.Checked(S3Access.write(call, true, Map.of()));
    }

    private static Access copyAccess(S3Call call) {
        call.bucket();
        CopySource source = call.source();
        List<AccessCheck> checks =
                new ArrayList<>(S3Access.read(call, "GetObject", source.bucket(), source.key(), source.object()));
        checks.addAll(S3Access.write(call, false, Map.of()));
        return new Access.Checked(checks);
    }

    private static LabResponse begin(S3Call call) {
        S3Request request = call.request();
        AccessControl.requireNone(request);
        Optional<ChecksumAlgorithm> algorithm = Integrity.named(request, "x-amz-checksum-algorithm");
        Upload upload = new Upload(
                UUID.randomUUID().toString().replace("-", ""),
                call.key(),
                call.now(),
                ObjectMetadata.in(request),
                S3Tags.inHeader(request),
                algorithm,
                checksumType(request, algorithm));
        call.bucket().uploads(uploads -> {
            uploads.add(upload);
            return upload;
        });
        XmlBody xml = XmlBody.of("InitiateMultipartUploadResult")
                .text("Bucket", request.bucket())
                .text("Key", call.key())
                .text("UploadId", upload.id());
        S3Answer answer = S3Answer.status(200).header("Content-Type", "application/xml");
        algorithm.ifPresent(given -> answer.header("x-amz-checksum-algorithm", given.name())
                .header("x-amz-checksum-type", upload.checksumType()));
        return answer.header("x-amz-server-side-encryption", "AES256").body(xml.bytes());
    }

    /** A CRC can be had of the whole object, a SHA only of the sums of the parts, CRC-64 only of the whole. */
    private static String checksumType(S3Request request, Optional<ChecksumAlgorithm> algorithm) {
        boolean full = algorithm.isEmpty() || algorithm.get() == ChecksumAlgorithm.CRC64NVME;
        String type = request.header("x-amz-checksum-type")
                .orElse(full ? ObjectChecksum.FULL_OBJECT : ObjectChecksum.COMPOSITE);
        boolean sha = algorithm.isPresent() && algorithm.get().name().startsWith("SHA");
        boolean known = type.equals(ObjectChecksum.FULL_OBJECT) ? !sha : type.equals(ObjectChecksum.COMPOSITE) && !full;
        if (!known) {
            throw S3Exception.invalidRequest("The " + type + " checksum type cannot be used with the "
                    + algorithm.map(Enum::name).orElse("default") + " checksum algorithm.");
        }
        return type;
    }

    private static LabResponse uploadPart(S3Call call) {
        S3Request request = call.request();
        Optional<ChecksumAlgorithm> sent = Integrity.verify(request);
        Part part = part(call, request.body(), sent);
        S3Answer answer =
                S3Answer.status(200).header("ETag", part.etag()).header("x-amz-server-side-encryption", "AES256");
        part.checksum().ifPresent(sum -> answer.header(sum.algorithm().header(), sum.value()));
        return answer.empty();
    }

    private static LabResponse uploadPartCopy(S3Call call) {
        StoredObject source = call.source().required();
        WriteOperations.requireConditions(call.request(), source);
        byte[] body = call.request()
                .header("x-amz-copy-source-range")
                .map(header -> range(header, source).of(source.body()))
                .orElse(source.body());
        Part part = part(call, body, Optional.empty());
        XmlBody xml = XmlBody.of("CopyPartResult")
                .text("LastModified", S3Dates.xml(part.modified()))
                .text("ETag", part.etag());
        part.checksum().ifPresent(sum -> xml.text(sum.algorithm().element(), sum.value()));
        return S3Answer.xml(xml);
    }

    /** Both ends must be given and lie within the source. */
    private static ByteRange range(String header, StoredObject source) {
        int size = source.body().length;
        if (!header.matches("bytes=[0-9]{1,18}-[0-9]{1,18}")) {
            throw S3Exception.invalidArgument(
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the"
                            + " zero-based offsets of the first and last bytes to copy");
        }
        Optional<ByteRange> range = ByteRange.of(header, size);
        long last = Long.parseLong(header.substring(header.indexOf('-') + 1));
        if (range.isEmpty() || last >= size) {
            throw S3Exception.invalidArgument("Range specified is not valid for source object of size: " + size);
        }
        return range.get();
    }

    private static Part part(S3Call call, byte[] body, Optional<ChecksumAlgorithm> sent) {
        int number = call.request().number("partNumber", 1, 0);
        if (number < 1 || number > MOST_PARTS) {
            throw S3Exception.invalidArgument(
                    "Part number must be an integer between 1 and " + MOST_PARTS + ", inclusive");
        }
        String id = call.request().parameter("uploadId").orElse("");
        Optional<ChecksumAlgorithm> wanted =
                call.bucket().uploads(uploads -> uploads.find(call.key(), id)).algorithm();
        if (wanted.isPresent() && sent.isPresent() && !wanted.equals(sent)) {
            throw S3Exception.invalidRequest("Checksum Type mismatch occurred, expected checksum Type: "
                    + wanted.get().name().toLowerCase(Locale.ROOT) + ", actual checksum Type: "
                    + sent.get().name().toLowerCase(Locale.ROOT));
        }
        Optional<ObjectChecksum> checksum = wanted.or(() -> sent).map(algorithm -> ObjectChecksum.of(algorithm, body));
        Part part = new Part(number, body, ETag.of(body), call.now(), checksum);
        call.bucket().uploads(uploads -> {
            uploads.find(call.key(), id).put(part);
            return part;
        });
        return part;
    }

    private static LabResponse abort(S3Call call) {
        call.bucket().uploads(uploads -> {
            uploads.remove(call.key(), call.request().parameter("uploadId").orElse(""));
            return uploads;
        });
        return S3Answer.status(204).empty();
    }
}
