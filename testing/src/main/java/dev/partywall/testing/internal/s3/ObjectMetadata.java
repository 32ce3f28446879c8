package dev.partywall.testing.internal.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept with an object (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html).
 *
 * @param headers by name in lower case, the user's with {@code x-amz-meta-} in front
 */
record ObjectMetadata(Map<String, String> headers) {

    private static final Set<String> SYSTEM = Set.of(
            "content-type", "content-encoding", "content-language", "content-disposition", "cache-control", "expires");

    private static final String USER = "x-amz-meta-";
    private static final int MAX_USER = 2048;
    private static final String STORAGE_CLASS = "x-amz-storage-class";

    /** How the wire chops a body is not part of the content. */
    private static final Pattern CHUNKED = Pattern.compile("(^|,)\\s*aws-chunked\\s*(?=,|$)");

    /** Copies the headers. */
    ObjectMetadata {
        headers = Map.copyOf(headers);
    }

    /** The metadata in a request. */
    static ObjectMetadata in(S3Request request) {
        Map<String, String> kept = new HashMap<>();
        request.headers().forEach((name, value) -> {
            if (SYSTEM.contains(name) || name.startsWith(USER)) {
                kept.put(name, value);
            }
        });
        kept.putIfAbsent("content-type", "binary/octet-stream");
        kept.computeIfPresent("content-encoding", (name, value) -> withoutChunking(value));
        request.header(STORAGE_CLASS)
                .filter(given -> !given.equals("STANDARD"))
                .ifPresent(given -> kept.put(STORAGE_CLASS, given));
        requireRoom(kept);
        return new ObjectMetadata(kept);
    }

    private static @Nullable String withoutChunking(String encoding) {
        String content = CHUNKED.matcher(encoding).replaceAll("").replaceAll("^\\s*,\\s*", "");
        return content.isBlank() ? null : content;
    }

    private static void requireRoom(Map<String, String> headers) {
        int size = headers.entrySet().stream()
                .filter(header -> header.getKey().startsWith(USER))
                .mapToInt(header -> header.getKey().length()
                        - USER.length()
                        + header.getValue().length())
                .sum();
        if (size > MAX_USER) {
            throw S3Exception.bad("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
        }
    }

    /** This with the storage class that a request names. */
    ObjectMetadata withStorageClassOf(S3Request request) {
        Map<String, String> changed = new HashMap<>(headers);
        changed.remove(STORAGE_CLASS);
        request.header(STORAGE_CLASS)
                .filter(given -> !given.equals("STANDARD"))
                .ifPresent(given -> changed.put(STORAGE_CLASS, given));
        return new ObjectMetadata(changed);
    }

    String storageClass() {
        return Optional.ofNullable(headers.get(STORAGE_CLASS)).orElse("STANDARD");
    }
}
