package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.LabRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A request as S3 reads it. A presigned URL can carry {@code x-amz-} headers in its query, where they count as headers. */
final class S3Request {

    private static final String HOISTED = "x-amz-";

    private final LabRequest request;
    private final S3Address address;
    private final Map<String, List<String>> query;
    private final Map<String, String> hoisted = new HashMap<>();

    S3Request(LabRequest request) {
        this.request = request;
        this.address = S3Address.of(request.header("host").orElse(""), request.rawPath());
        this.query = request.query();
        query.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(HOISTED)) {
                hoisted.put(lower, values.get(0));
            }
        });
    }

    String method() {
        return request.method();
    }

    String bucket() {
        return address.bucket();
    }

    String key() {
        return address.key();
    }

    byte[] body() {
        return request.body();
    }

    /** Names of the query's parameters that are S3's: not of the signature, not headers, not the mark of the SDKs. */
    Set<String> parameters() {
        Set<String> names = new TreeSet<>();
        for (String name : query.keySet()) {
            if (!name.toLowerCase(Locale.ROOT).startsWith(HOISTED) && !name.equals("x-id")) {
                names.add(name);
            }
        }
        return names;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).map(values -> values.get(0));
    }

    /** A number in the query. */
    int number(String name, int least, int standard) {
        Optional<String> text = parameter(name).filter(given -> !given.isEmpty());
        if (text.isEmpty()) {
            return standard;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number < least) {
                throw S3Exception.invalidArgument(
                        "Argument " + name + " must be an integer between " + least + " and " + Integer.MAX_VALUE);
            }
            return number;
        } catch (NumberFormatException e) {
            throw S3Exception.invalidArgument("Provided " + name + " not an integer or within integer range");
        }
    }

    /** A header by its name in lower case. */
    Optional<String> header(String name) {
        Optional<String> header = request.header(name);
        return header.isPresent() ? header : Optional.ofNullable(hoisted.get(name));
    }

    /** A header as it stands in front of the body, never from the query. */
    Optional<String> ownHeader(String name) {
        return request.header(name);
    }

    /** All headers that count, by name in lower case. */
    Map<String, String> headers() {
        Map<String, String> all = new HashMap<>(hoisted);
        all.putAll(request.headers());
        return all;
    }

    boolean isSigned() {
        return request.accessKeyId().isPresent();
    }

    /** Whether the signature is in the query. */
    boolean isPresigned() {
        return hoisted.containsKey("x-amz-credential");
    }

    /** A query that marks no value: {@code ?uploads}. */
    boolean has(String parameter) {
        return query.containsKey(parameter);
    }
}
