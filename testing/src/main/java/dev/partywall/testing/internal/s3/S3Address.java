package dev.partywall.testing.internal.s3;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request points (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html).
 *
 * @param bucket the bucket; empty if the request is about none
 * @param key the key, decoded; empty if the request is about the bucket
 */
record S3Address(String bucket, String key) {

    /** Hosts that have the bucket's name in front. */
    private static final Pattern VIRTUAL_HOST =
            Pattern.compile("(.+)\\.(?:s3(?:[.-][a-z0-9-]+)*\\.amazonaws\\.com|localhost)(?::[0-9]+)?");

    private static final int MAX_KEY = 1024;

    /** Refuses keys that are too long (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html). */
    S3Address {
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY) {
            throw S3Exception.bad("KeyTooLongError", "Your key is too long");
        }
    }

    /**
     * The address in a request.
     *
     * @param host the Host header
     * @param rawPath the path, still encoded
     */
    static S3Address of(String host, String rawPath) {
        Matcher virtual = VIRTUAL_HOST.matcher(host.toLowerCase(Locale.ROOT));
        String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
        return virtual.matches() ? new S3Address(virtual.group(1), PercentEncoding.decode(path)) : ofPath(path);
    }

    /** The address in {@code bucket/key}, encoded. */
    static S3Address ofPath(String path) {
        int slash = path.indexOf('/');
        return slash < 0
                ? new S3Address(PercentEncoding.decode(path), "")
                : new S3Address(
                        PercentEncoding.decode(path.substring(0, slash)),
                        PercentEncoding.decode(path.substring(slash + 1)));
    }
}
