package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.LabRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The trailing headers of a body in chunks
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html). The headers announce them in x-amz-trailer.
 * They are checksums: others would change the request after it was signed.
 */
final class Trailer {

    private static final String SIGNATURE = "x-amz-trailer-signature";

    private Trailer() {}

    /** Reads the trailing headers up to the empty line, and verifies them. */
    static Map<String, String> read(ChunkReader reader, LabRequest request, Optional<ChunkSignatures> signatures)
            throws NotAuthenticException {
        Map<String, String> headers = lines(reader);
        String signature = headers.remove(SIGNATURE);
        if (signatures.isPresent()) {
            signatures.get().verifyTrailer(text(headers), signature == null ? "" : signature);
        } else if (signature != null) {
            throw malformed();
        }
        if (!headers.keySet().equals(announced(request))
                || headers.keySet().stream().anyMatch(name -> !isNewChecksum(request, name))) {
            throw malformed();
        }
        return headers;
    }

    private static Map<String, String> lines(ChunkReader reader) throws NotAuthenticException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = reader.line(); !line.isEmpty(); line = reader.line()) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            if (name.isEmpty()
                    || headers.containsKey(SIGNATURE)
                    || headers.put(name, line.substring(colon + 1).strip()) != null) {
                throw malformed();
            }
        }
        return headers;
    }

    private static String text(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static Set<String> announced(LabRequest request) {
        return Arrays.stream(request.header("x-amz-trailer").orElse("").split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static boolean isNewChecksum(LabRequest request, String name) {
        return name.startsWith("x-amz-checksum-") && request.header(name).isEmpty();
    }

    private static NotAuthenticException malformed() {
        return new NotAuthenticException(
                Kind.INCOMPLETE_BODY, "The request contained trailing data that was not well-formed.");
    }

    /** The request as if it had come in one piece. */
    static LabRequest unpacked(LabRequest request, Map<String, String> trailer, byte[] payload) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.putAll(trailer);
        headers.put("content-length", Integer.toString(payload.length));
        String encoding = Arrays.stream(
                        headers.getOrDefault("content-encoding", "").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.equalsIgnoreCase("aws-chunked"))
                .collect(Collectors.joining(","));
        headers.put("content-encoding", encoding);
        if (encoding.isEmpty()) {
            headers.remove("content-encoding");
        }
        String uri = request.rawQuery().isEmpty() ? request.rawPath() : request.rawPath() + "?" + request.rawQuery();
        return new LabRequest(request.method(), uri, headers, payload);
    }
}
