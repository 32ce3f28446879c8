package dev.partywall.testing.internal.signature;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The path and the query of a canonical request
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request).
 */
final class CanonicalUri {

    private CanonicalUri() {}

    /**
     * S3's path: encoded once and not normalized, because a key may contain empty and dot segments. A slash is a slash
     * however it was sent: the SDK for one signs two slashes, and sends the second encoded.
     */
    static String s3Path(String rawPath) {
        String path = PercentEncoding.normalize(rawPath).replace("%2F", "/");
        return path.isEmpty() ? "/" : path;
    }

    /** The path of all others: without empty and dot segments (RFC 3986), and encoded once more than it was sent. */
    static String path(String rawPath) {
        Deque<String> segments = new ArrayDeque<>();
        String last = "";
        for (String segment : rawPath.split("/", -1)) {
            last = segment;
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(PercentEncoding.encode(segment));
            }
        }
        boolean slashed = !segments.isEmpty() && (last.isEmpty() || last.equals(".") || last.equals(".."));
        return "/" + String.join("/", segments) + (slashed ? "/" : "");
    }

    /**
     * The query: encoded, sorted by name and then by value; a parameter without a value has an empty one. A plus sign is a
     * space, as it is for those who read the query later.
     *
     * @param excluded a parameter to leave out: the signature itself; empty to leave out none
     */
    static String query(String rawQuery, String excluded) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&", -1)) {
            Parameter parameter = Parameter.parse(pair.replace("+", "%20"));
            if (excluded.isEmpty() || !parameter.name.equals(excluded)) {
                parameters.add(parameter);
            }
        }
        return parameters.stream()
                .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
                .map(parameter -> parameter.name + "=" + parameter.value)
                .collect(Collectors.joining("&"));
    }

    private record Parameter(String name, String value) {

        static Parameter parse(String pair) {
            int equals = pair.indexOf('=');
            return new Parameter(
                    PercentEncoding.normalize(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : PercentEncoding.normalize(pair.substring(equals + 1)));
        }
    }
}
