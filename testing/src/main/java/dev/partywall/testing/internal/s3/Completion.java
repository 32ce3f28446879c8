package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.LabResponse;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The end of a multipart upload (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html). */
final class Completion {

    private static final int LEAST_PART = 5 * 1024 * 1024;

    private Completion() {}

    static LabResponse complete(S3Call call) {
        S3Request request = call.request();
        String id = request.parameter("uploadId").orElse("");
        Upload upload = call.bucket().uploads(uploads -> uploads.find(call.key(), id));
        Map<Integer, Part> arrived = call.bucket().uploads(uploads -> upload.parts());
        List<Part> parts = chosen(XmlElement.parse(request.body(), "CompleteMultipartUpload"), arrived);
        requireSizes(parts);
        byte[] body = joined(parts);
        ObjectChecksum checksum = checksum(upload, parts, body);
        requireMeant(request, checksum, body);
        StoredObject object = new StoredObject(
                call.key(),
                body,
                ETag.ofParts(parts.stream().map(Part::etag).toList()),
                call.now(),
                upload.metadata(),
                upload.tags(),
                checksum);
        call.bucket().complete(id, object, WriteCondition.in(request));
        return S3Answer.xml(xml(request, object));
    }

    private static XmlBody xml(S3Request request, StoredObject object) {
        XmlBody xml = XmlBody.of("CompleteMultipartUploadResult")
                .text("Location", "/" + request.bucket() + "/" + PercentEncoding.encode(object.key()))
                .text("Bucket", request.bucket())
                .text("Key", object.key())
                .text("ETag", object.etag());
        object.checksum().addTo(xml);
        return xml;
    }

    /** The parts that the client lists, which must be in order and those that arrived. */
    private static List<Part> chosen(XmlElement document, Map<Integer, Part> arrived) {
        List<Part> parts = new ArrayList<>();
        int previous = 0;
        for (XmlElement element : document.children("Part")) {
            int number = number(element);
            if (number <= previous) {
                throw S3Exception.bad(
                        "InvalidPartOrder",
                        "The list of parts was not in ascending order. Parts must be ordered by part number.");
            }
            previous = number;
            parts.add(part(element, Optional.ofNullable(arrived.get(number)).orElseThrow(Completion::invalidPart)));
        }
        if (parts.isEmpty()) {
            throw S3Exception.malformedXml();
        }
        return parts;
    }

    private static int number(XmlElement element) {
        try {
            return Integer.parseInt(element.requiredText("PartNumber").strip());
        } catch (NumberFormatException e) {
            throw S3Exception.malformedXml();
        }
    }

    private static Part part(XmlElement element, Part arrived) {
        if (!ETag.matches(element.requiredText("ETag"), arrived.etag())) {
            throw invalidPart();
        }
        arrived.checksum()
                .ifPresent(sum -> element.text(sum.algorithm().element()).ifPresent(given -> {
                    if (!given.equals(sum.value())) {
                        throw invalidPart();
                    }
                }));
        return arrived;
    }

    private static S3Exception invalidPart() {
        return S3Exception.bad(
                "InvalidPart",
                "One or more of the specified parts could not be found.  The part may not have been uploaded, or the"
                        + " specified entity tag may not match the part's entity tag.");
    }

    private static void requireSizes(List<Part> parts) {
        for (Part part : parts.subList(0, parts.size() - 1)) {
            if (part.body().length < LEAST_PART) {
                throw S3Exception.bad(
                        "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
            }
        }
    }

    private static byte[] joined(List<Part> parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        parts.forEach(part -> body.writeBytes(part.body()));
        return body.toByteArray();
    }

    private static ObjectChecksum checksum(Upload upload, List<Part> parts, byte[] body) {
        ChecksumAlgorithm algorithm = upload.algorithm().orElse(ChecksumAlgorithm.CRC64NVME);
        if (upload.checksumType().equals(ObjectChecksum.FULL_OBJECT)) {
            return ObjectChecksum.of(algorithm, body);
        }
        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        parts.forEach(part -> sums.writeBytes(algorithm.of(part.body())));
        String sum = Base64.getEncoder().encodeToString(algorithm.of(sums.toByteArray()));
        return new ObjectChecksum(algorithm, sum + "-" + parts.size(), ObjectChecksum.COMPOSITE);
    }

    /** Compares with the sum and the size that the client expects of the object. */
    private static void requireMeant(S3Request request, ObjectChecksum checksum, byte[] body) {
        request.header(checksum.algorithm().header()).ifPresent(given -> {
            if (!given.equals(checksum.value())) {
                throw S3Exception.bad(
                        "BadDigest",
                        "The " + checksum.algorithm() + " you specified did not match the calculated checksum.");
            }
        });
        request.header("x-amz-mp-object-size").ifPresent(given -> {
            if (!given.equals(Integer.toString(body.length))) {
                throw S3Exception.invalidRequest(
                        "The x-amz-mp-object-size you specified did not match the size of the object.");
            }
        });
    }
}
