package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.LabResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads of objects. HEAD is a GET whose body the wire leaves out. */
final class ReadOperations {

    private static final String OVERRIDE = "response-";

    private ReadOperations() {}

    static List<S3Operation> operations() {
        return List.of(
                new S3Operation("GetObject", S3Access.reading("GetObject"), ReadOperations::getObject),
                new S3Operation("HeadObject", S3Access.reading("GetObject"), ReadOperations::getObject));
    }

    private static LabResponse getObject(S3Call call) {
        S3Request request = call.request();
        StoredObject object = call.object().orElseThrow(S3Exception::noSuchKey);
        Preconditions conditions = Preconditions.in(request, "");
        if (conditions.fail(object)) {
            throw S3Exception.preconditionFailed();
        }
        if (conditions.isNotModified(object)) {
            return object.describe(S3Answer.status(304)).empty();
        }
        Map<String, String> overrides = overrides(request);
        Optional<ByteRange> range =
                request.header("range").flatMap(header -> ByteRange.of(header, object.body().length));
        S3Answer answer =
                object.describe(S3Answer.status(range.isPresent() ? 206 : 200)).headers(overrides);
        return range.map(part -> answer.header("Content-Range", part.header()).body(part.of(object.body())))
                .orElseGet(() -> whole(request, object, answer));
    }

    /** Only whole objects come with their checksum, on request. */
    private static LabResponse whole(S3Request request, StoredObject object, S3Answer answer) {
        if (request.header("x-amz-checksum-mode").orElse("").equalsIgnoreCase("ENABLED")) {
            object.checksum().addTo(answer);
        }
        return answer.body(object.body());
    }

    /** The headers that the client wants in place of the object's: not if it comes without a signature. */
    private static Map<String, String> overrides(S3Request request) {
        Map<String, String> overrides = new HashMap<>();
        for (String name : request.parameters()) {
            if (name.startsWith(OVERRIDE)) {
                overrides.put(name.substring(OVERRIDE.length()).toLowerCase(Locale.ROOT), override(request, name));
            }
        }
        if (!overrides.isEmpty() && !request.isSigned()) {
            throw S3Exception.invalidRequest(
                    "Request specific response headers cannot be used for anonymous GET requests.");
        }
        return overrides;
    }

    private static String override(S3Request request, String name) {
        String value = request.parameter(name).orElse("");
        if (value.chars().anyMatch(character -> character < ' ' || character > 0xFF)) {
            throw S3Exception.invalidArgument("Header value cannot be represented using ISO-8859-1.");
        }
        return value;
    }
}
