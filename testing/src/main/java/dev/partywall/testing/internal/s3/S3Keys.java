package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.ServiceKeys;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The condition keys of S3
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys).
 *
 * <p>What is neither given nor absent is not modelled: {@code s3:TlsVersion}, since the lab's endpoint has no TLS;
 * {@code aws:ResourceTag/}, which buckets have only with ABAC enabled; and each key on actions that do not have it.
 */
final class S3Keys {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Headers of the actions that write an object. */
    private static final List<String> OF_WRITES = List.of(
            "x-amz-acl",
            "x-amz-grant-full-control",
            "x-amz-grant-read",
            "x-amz-grant-read-acp",
            "x-amz-grant-write",
            "x-amz-grant-write-acp",
            "x-amz-metadata-directive",
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-storage-class",
            "x-amz-website-redirect-location",
            "if-match",
            "if-none-match");

    private static final String[] OF_OBJECT_LOCK = {
        "s3:object-lock-legal-hold",
        "s3:object-lock-mode",
        "s3:object-lock-remaining-retention-days",
        "s3:object-lock-retain-until-date"
    };

    private static final List<String> OTHERS = List.of(
            "s3:AccessGrantsInstanceArn",
            "s3:AccessPointNetworkOrigin",
            "s3:DataAccessPointAccount",
            "s3:DataAccessPointArn",
            "s3:ExistingObjectTag/",
            "s3:ObjectCreationOperation",
            "s3:RequestObjectTag/",
            "s3:RequestObjectTagKeys",
            "s3:ResourceAccount",
            "s3:authType",
            "s3:delimiter",
            "s3:locationconstraint",
            "s3:max-keys",
            "s3:prefix",
            "s3:signatureAge",
            "s3:signatureversion",
            "s3:x-amz-content-sha256",
            "s3:x-amz-copy-source",
            "s3:x-amz-object-ownership");

    private S3Keys() {}

    /** The keys that the lab knows. */
    static Set<String> names() {
        Set<String> names = new HashSet<>(OTHERS);
        names.addAll(List.of(OF_OBJECT_LOCK));
        OF_WRITES.forEach(header -> names.add("s3:" + header));
        return names;
    }

    /**
     * The keys that every action has
     * (https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html).
     */
    static ServiceKeys.Builder common(S3Call call) {
        S3Request request = call.request();
        ServiceKeys.Builder keys = ServiceKeys.builder()
                .with("s3:ResourceAccount", call.buckets().account().accountId())
                .absent("s3:DataAccessPointArn", "s3:DataAccessPointAccount")
                .absent("s3:AccessPointNetworkOrigin", "s3:AccessGrantsInstanceArn");
        // Only as a header: AWS does not take this key from the query of a presigned URL.
        give(keys, "s3:x-amz-content-sha256", request.ownHeader("x-amz-content-sha256"));
        if (!request.isSigned()) {
            return keys.absent("s3:authType", "s3:signatureversion", "s3:signatureAge");
        }
        keys.with("s3:signatureversion", "AWS4-HMAC-SHA256");
        keys.with("s3:authType", request.isPresigned() ? "REST-QUERY-STRING" : "REST-HEADER");
        give(keys, "s3:signatureAge", age(call));
        return keys;
    }

    /** How long ago a URL was presigned, in milliseconds; other signatures have no age. */
    private static Optional<String> age(S3Call call) {
        if (!call.request().isPresigned()) {
            return Optional.empty();
        }
        try {
            Instant signed = DATE.parse(call.request().header("x-amz-date").orElse(""), Instant::from);
            Duration age = Duration.between(signed, call.buckets().clock().instant());
            return Optional.of(Long.toString(age.toMillis()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Of ListBucket: absent where the request has no such parameter. */
    static ServiceKeys.Builder ofListing(S3Call call) {
        ServiceKeys.Builder keys = common(call);
        for (String parameter : List.of("prefix", "delimiter", "max-keys")) {
            give(keys, "s3:" + parameter, call.request().parameter(parameter));
        }
        return keys;
    }

    /** Of ListBucket where it is asked for another reason than a listing. */
    static ServiceKeys.Builder ofNoListing(S3Call call) {
        return common(call).absent("s3:prefix", "s3:delimiter", "s3:max-keys");
    }

    /** Of the actions that have {@code s3:ExistingObjectTag/}. */
    static ServiceKeys.Builder ofExisting(S3Call call, Optional<StoredObject> object) {
        return common(call)
                .withTags(
                        "s3:ExistingObjectTag/", object.map(StoredObject::tags).orElse(Map.of()));
    }

    /**
     * Of PutObject
     * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html for the last three).
     *
     * @param creates whether the operation makes an object: not so those that begin an upload or add a part
     */
    static ServiceKeys.Builder ofWrite(S3Call call, boolean creates) {
        ServiceKeys.Builder keys = common(call)
                .with("s3:ObjectCreationOperation", Boolean.toString(creates))
                .absent(OF_OBJECT_LOCK);
        OF_WRITES.forEach(header -> give(keys, "s3:" + header, call.request().header(header)));
        copySource(keys, call.request());
        return keys;
    }

    /** AWS does not tell which spelling of the source it compares; the lab gives only the one that all share. */
    private static void copySource(ServiceKeys.Builder keys, S3Request request) {
        Optional<String> source = request.header("x-amz-copy-source");
        if (source.isEmpty() || !source.get().matches("/.*|.*[%+].*")) {
            give(keys, "s3:x-amz-copy-source", source);
        }
    }

    /** Adds the keys of the tags that a request gives to an object. */
    static ServiceKeys.Builder withRequestTags(ServiceKeys.Builder keys, Map<String, String> tags) {
        keys.withTags("s3:RequestObjectTag/", tags);
        return tags.isEmpty()
                ? keys.absent("s3:RequestObjectTagKeys")
                : keys.withAll("s3:RequestObjectTagKeys", tags.keySet());
    }

    /** A key with its value, or absent. */
    static void give(ServiceKeys.Builder keys, String key, Optional<String> value) {
        value.ifPresentOrElse(given -> keys.with(key, given), () -> keys.absent(key));
    }
}
