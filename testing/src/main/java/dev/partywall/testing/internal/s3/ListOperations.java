package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.LabResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Listings of objects, in both versions. */
final class ListOperations {

    /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
    private static final int MOST = 1000;

    private ListOperations() {}

    static List<S3Operation> operations() {
        return List.of(
                new S3Operation("ListObjects", ListOperations::access, ListOperations::listObjects),
                new S3Operation("ListObjectsV2", ListOperations::access, ListOperations::listObjectsV2));
    }

    private static Access access(S3Call call) {
        return Access.of(S3Access.ofBucket("ListBucket", call.bucket(), S3Keys.ofListing(call)));
    }

    private static LabResponse listObjects(S3Call call) {
        S3Request request = call.request();
        String marker = request.parameter("marker").orElse("");
        Listing<StoredObject> page = page(call, marker);
        UnaryOperator<String> encoding = encoding(request);
        XmlBody xml = begin(request, page, encoding).text("Marker", encoding.apply(marker));
        // S3 gives the next marker only with a delimiter: without one it is the last key.
        page.next()
                .filter(next -> !delimiter(request).isEmpty())
                .ifPresent(next -> xml.text("NextMarker", encoding.apply(next)));
        page.items().forEach(object -> addTo(xml, object, encoding, Optional.of(call.buckets())));
        page.addPrefixes(xml, encoding);
        return S3Answer.xml(xml);
    }

    private static LabResponse listObjectsV2(S3Call call) {
        S3Request request = call.request();
        if (!request.parameter("list-type").equals(Optional.of("2"))) {
            throw S3Exception.invalidArgument("Invalid List Type specified in Request");
        }
        Optional<String> token = request.parameter("continuation-token");
        String startAfter = request.parameter("start-after").orElse("");
        Listing<StoredObject> page = page(call, token.map(ListOperations::key).orElse(startAfter));
        UnaryOperator<String> encoding = encoding(request);
        XmlBody xml = begin(request, page, encoding)
                .text("KeyCount", page.items().size() + page.prefixes().size())
                .text(
                        "StartAfter",
                        Optional.of(startAfter).filter(key -> !key.isEmpty()).map(encoding))
                .text("ContinuationToken", token)
                .text("NextContinuationToken", page.next().map(ListOperations::token));
        Optional<Buckets> owner = request.parameter("fetch-owner").equals(Optional.of("true"))
                ? Optional.of(call.buckets())
                : Optional.empty();
        page.items().forEach(object -> addTo(xml, object, encoding, owner));
        page.addPrefixes(xml, encoding);
        return S3Answer.xml(xml);
    }

    private static Listing<StoredObject> page(S3Call call, String after) {
        S3Request request = call.request();
        String prefix = request.parameter("prefix").orElse("");
        Listing.Query query = new Listing.Query(prefix, delimiter(request), after, most(request));
        return call.bucket().query(objects -> Listing.of(objects, query));
    }

    private static int most(S3Request request) {
        return Math.min(MOST, request.number("max-keys", 0, MOST));
    }

    private static String delimiter(S3Request request) {
        return request.parameter("delimiter").orElse("");
    }

    /** How a listing writes keys and prefixes. */
    static UnaryOperator<String> encoding(S3Request request) {
        Optional<String> type = request.parameter("encoding-type");
        if (type.isPresent() && !type.get().equals("url")) {
            throw S3Exception.invalidArgument("Invalid Encoding Method specified in Request");
        }
        return type.isPresent() ? PercentEncoding::encode : UnaryOperator.identity();
    }

    private static XmlBody begin(S3Request request, Listing<?> page, UnaryOperator<String> encoding) {
        return XmlBody.of("ListBucketResult")
                .text("Name", request.bucket())
                .text("Prefix", encoding.apply(request.parameter("prefix").orElse("")))
                .text("Delimiter", request.parameter("delimiter").map(encoding))
                .text("MaxKeys", most(request))
                .text("EncodingType", request.parameter("encoding-type"))
                .text("IsTruncated", page.next().isPresent());
    }

    private static void addTo(
            XmlBody xml, StoredObject object, UnaryOperator<String> encoding, Optional<Buckets> owner) {
        xml.open("Contents")
                .text("Key", encoding.apply(object.key()))
                .text("LastModified", S3Dates.xml(object.modified()))
                .text("ETag", object.etag())
                .text("ChecksumAlgorithm", object.checksum().algorithm())
                .text("ChecksumType", object.checksum().type())
                .text("Size", object.body().length)
                .text("StorageClass", object.metadata().storageClass());
        owner.ifPresent(buckets -> Owner.addTo(xml, "Owner", buckets));
        xml.close();
    }

    private static String token(String last) {
        return Base64.getUrlEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    private static String key(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Exception.invalidArgument("The continuation token provided is incorrect");
        }
    }
}
