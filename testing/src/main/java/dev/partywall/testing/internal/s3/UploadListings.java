package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.LabResponse;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Listings of uploads and of their parts. */
final class UploadListings {

    private static final int MOST = 1000;

    /** Below every character of an upload's id, and above none: splits a key from the id behind it. */
    private static final String SEPARATOR = "\0";

    private UploadListings() {}

    static List<S3Operation> operations() {
        return List.of(
                new S3Operation("ListParts", S3Access.object("ListMultipartUploadParts"), UploadListings::listParts),
                new S3Operation(
                        "ListMultipartUploads",
                        S3Access.bucket("ListBucketMultipartUploads"),
                        UploadListings::listUploads));
    }

    private static LabResponse listParts(S3Call call) {
        S3Request request = call.request();
        String id = request.parameter("uploadId").orElse("");
        Upload upload = call.bucket().uploads(uploads -> uploads.find(call.key(), id));
        int marker = request.number("part-number-marker", 0, 0);
        int most = Math.min(MOST, request.number("max-parts", 0, MOST));
        NavigableMap<Integer, Part> parts = call.bucket().uploads(uploads -> upload.parts());
        NavigableMap<Integer, Part> behind = parts.tailMap(marker, false);
        List<Part> page = behind.values().stream().limit(most).toList();
        XmlBody xml = XmlBody.of("ListPartsResult")
                .text("Bucket", request.bucket())
                .text("Key", call.key())
                .text("UploadId", id);
        Owner.addTo(xml, "Initiator", call.buckets());
        Owner.addTo(xml, "Owner", call.buckets());
        xml.text("StorageClass", upload.metadata().storageClass())
                .text("PartNumberMarker", marker)
                .text(
                        "NextPartNumberMarker",
                        page.isEmpty() ? marker : page.get(page.size() - 1).number())
                .text("MaxParts", most)
                .text("IsTruncated", behind.size() > page.size() && most > 0)
                .text("ChecksumAlgorithm", upload.algorithm())
                .text("ChecksumType", upload.algorithm().map(algorithm -> upload.checksumType()));
        page.forEach(part -> addTo(xml, part));
        return S3Answer.xml(xml);
    }

    private static void addTo(XmlBody xml, Part part) {
        xml.open("Part")
                .text("PartNumber", part.number())
                .text("LastModified", S3Dates.xml(part.modified()))
                .text("ETag", part.etag())
                .text("Size", part.body().length);
        part.checksum().ifPresent(sum -> xml.text(sum.algorithm().element(), sum.value()));
        xml.close();
    }

    private static LabResponse listUploads(S3Call call) {
        S3Request request = call.request();
        UnaryOperator<String> encoding = ListOperations.encoding(request);
        int most = Math.min(MOST, request.number("max-uploads", 1, MOST));
        TreeMap<String, Upload> all = new TreeMap<>(KeyOrder.UTF_8);
        call.bucket().uploads(Uploads::all).forEach(upload -> all.put(upload.key() + SEPARATOR + upload.id(), upload));
        Listing<Upload> page = Listing.of(
                all,
                new Listing.Query(
                        request.parameter("prefix").orElse(""),
                        request.parameter("delimiter").orElse(""),
                        after(request),
                        most));
        XmlBody xml = XmlBody.of("ListMultipartUploadsResult")
                .text("Bucket", request.bucket())
                .text(
                        "KeyMarker",
                        encoding.apply(request.parameter("key-marker").orElse("")))
                .text("UploadIdMarker", request.parameter("upload-id-marker").orElse(""))
                .text("Prefix", request.parameter("prefix").map(encoding))
                .text("Delimiter", request.parameter("delimiter").map(encoding))
                .text("EncodingType", request.parameter("encoding-type"))
                .text("MaxUploads", most)
                .text("IsTruncated", page.next().isPresent());
        page.next().ifPresent(next -> addNext(xml, next, encoding));
        page.items().forEach(upload -> addTo(xml, upload, encoding, call.buckets()));
        page.addPrefixes(xml, encoding);
        return S3Answer.xml(xml);
    }

    /** Behind all uploads of a key, or behind one of them. */
    private static String after(S3Request request) {
        Optional<String> key = request.parameter("key-marker").filter(marker -> !marker.isEmpty());
        Optional<String> id = request.parameter("upload-id-marker").filter(marker -> !marker.isEmpty());
        return key.map(marker -> marker + id.map(given -> SEPARATOR + given).orElse(SEPARATOR + "~"))
                .orElse("");
    }

    private static void addNext(XmlBody xml, String next, UnaryOperator<String> encoding) {
        int end = next.indexOf(SEPARATOR);
        xml.text("NextKeyMarker", encoding.apply(end < 0 ? next : next.substring(0, end)));
        xml.text("NextUploadIdMarker", end < 0 ? "" : next.substring(end + 1));
    }

    private static void addTo(XmlBody xml, Upload upload, UnaryOperator<String> encoding, Buckets buckets) {
        xml.open("Upload").text("UploadId", upload.id()).text("Key", encoding.apply(upload.key()));
        Owner.addTo(xml, "Initiator", buckets);
        Owner.addTo(xml, "Owner", buckets);
        xml.text("StorageClass", upload.metadata().storageClass())
                .text("Initiated", S3Dates.xml(upload.initiated()))
                .close();
    }
}
