package dev.partywall.lifecycle.internal.source;

import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Which objects of a bucket are a tenant's records.
 *
 * @param client for the bucket
 * @param bucket its name
 * @param prefix how the keys of the tenant's objects begin, with a slash at the end
 * @param boundaries where to split what comes behind the prefix into partitions
 * @param recordId the record id of what comes behind the prefix
 * @param largest the largest object that is read, in bytes
 * @param tagged whether objects may have tags
 * @param name the source's name, if it is not to be the default
 */
public record S3SourceSettings(
        S3Client client,
        String bucket,
        String prefix,
        List<String> boundaries,
        Function<String, RecordId> recordId,
        int largest,
        boolean tagged,
        Optional<String> name) {

    /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
    private static final int MAX_KEY_BYTES = 1024;

    /** They list in no order. https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html */
    private static final String DIRECTORY_BUCKET = "--x-s3";

    /** Checks the settings. */
    public S3SourceSettings {
        if (bucket.isEmpty() || bucket.endsWith(DIRECTORY_BUCKET)) {
            throw InvalidLifecycleSettingException.setting(
                    "bucket", "must be a general purpose bucket: directory buckets list their objects in no order");
        }
        int length = prefix.getBytes(StandardCharsets.UTF_8).length;
        if (length < 2 || length >= MAX_KEY_BYTES || !prefix.endsWith("/")) {
            throw InvalidLifecycleSettingException.setting(
                    "prefix",
                    "must be the tenant's and end with a slash, so that it is not the beginning of another tenant's");
        }
        if (largest < 1) {
            throw InvalidLifecycleSettingException.setting("largestObject", "must be at least 1 byte");
        }
        boundaries = List.copyOf(boundaries);
        requireAscending(boundaries);
        name.ifPresent(SourceName::require);
    }

    private static void requireAscending(List<String> boundaries) {
        String last = "";
        for (String boundary : boundaries) {
            if (KeyText.encode(boundary).isEmpty() || KeyText.BYTE_ORDER.compare(last, boundary) >= 0) {
                throw InvalidLifecycleSettingException.setting(
                        "splitAfter", "must be texts behind the prefix, ascending by their bytes of UTF-8");
            }
            last = boundary;
        }
    }

    String sourceName() {
        return name.orElseGet(() -> SourceName.of(List.of("s3", bucket, prefix)));
    }
}
