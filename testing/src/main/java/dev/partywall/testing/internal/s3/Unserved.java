package dev.partywall.testing.internal.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What S3 has and the lab does not serve: it is refused under the name of its action
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html).
 *
 * @param action the action, such as {@code s3:GetBucketAcl}
 * @param missing what the lab does not model
 */
record Unserved(String action, String missing) {

    /** Parameters of a bucket's address, and what is behind Get or Put in the names of their actions. */
    private static final Map<String, String> OF_BUCKET = Map.ofEntries(
            Map.entry("abac", "BucketAbac"),
            Map.entry("accelerate", "AccelerateConfiguration"),
            Map.entry("acl", "BucketAcl"),
            Map.entry("analytics", "AnalyticsConfiguration"),
            Map.entry("cors", "BucketCORS"),
            Map.entry("encryption", "EncryptionConfiguration"),
            Map.entry("intelligent-tiering", "IntelligentTieringConfiguration"),
            Map.entry("inventory", "InventoryConfiguration"),
            Map.entry("lifecycle", "LifecycleConfiguration"),
            Map.entry("logging", "BucketLogging"),
            Map.entry("metadataConfiguration", "BucketMetadataTableConfiguration"),
            Map.entry("metadataTable", "BucketMetadataTableConfiguration"),
            Map.entry("metrics", "MetricsConfiguration"),
            Map.entry("notification", "BucketNotification"),
            Map.entry("object-lock", "BucketObjectLockConfiguration"),
            Map.entry("ownershipControls", "BucketOwnershipControls"),
            Map.entry("policyStatus", "BucketPolicyStatus"),
            Map.entry("publicAccessBlock", "BucketPublicAccessBlock"),
            Map.entry("replication", "ReplicationConfiguration"),
            Map.entry("requestPayment", "BucketRequestPayment"),
            Map.entry("versioning", "BucketVersioning"),
            Map.entry("website", "BucketWebsite"));

    /** Likewise of an object's address. */
    private static final Map<String, String> OF_OBJECT = Map.of(
            "acl", "ObjectAcl",
            "annotation", "ObjectAnnotation",
            "attributes", "ObjectAttributes",
            "legal-hold", "ObjectLegalHold",
            "retention", "ObjectRetention",
            "torrent", "ObjectTorrent",
            "versionId", "ObjectVersion");

    /** Those that do not begin with Get or Put. */
    private static final Map<String, String> OTHERS = Map.of(
            "versions", "s3:ListBucketVersions",
            "session", "s3express:CreateSession",
            "restore", "s3:RestoreObject",
            "select", "s3:GetObject",
            "renameObject", "s3:RenameObject");

    /** Headers that change nothing of what IAM is asked, or that the lab models. */
    private static final Pattern KNOWN_HEADER = Pattern.compile("x-amz-(?:"
            + "content-sha256|date|security-token|user-agent|algorithm|credential|expires|signedheaders|signature"
            + "|api-version|te|trailer|decoded-content-length|sdk-checksum-algorithm|checksum-[a-z0-9]+|meta-.*"
            + "|acl|grant-.*|tagging|tagging-directive|metadata-directive"
            + "|copy-source|copy-source-range|copy-source-if-.*|mp-object-size"
            + "|expected-bucket-owner|source-expected-bucket-owner|request-payer|optional-object-attributes)");

    /** Headers that the lab knows with some values. */
    private static final Map<String, Set<String>> KNOWN_VALUES = Map.of(
            "x-amz-server-side-encryption", Set.of("AES256"),
            "x-amz-object-ownership", Set.of("BucketOwnerEnforced"),
            "x-amz-bucket-object-lock-enabled", Set.of("false"),
            "x-amz-storage-class",
                    Set.of(
                            "STANDARD",
                            "REDUCED_REDUNDANCY",
                            "STANDARD_IA",
                            "ONEZONE_IA",
                            "INTELLIGENT_TIERING",
                            "GLACIER_IR"));

    /** The parameters of addresses that the lab refuses under the name of their action; it refuses every other too. */
    static Set<String> parameters() {
        return Stream.of(OF_BUCKET, OF_OBJECT, OTHERS)
                .flatMap(known -> known.keySet().stream())
                .map("?"::concat)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What a request of no known operation wants. */
    static Unserved of(S3Request request) {
        Map<String, String> known = new HashMap<>(OTHERS);
        (request.key().isEmpty() ? OF_BUCKET : OF_OBJECT)
                .forEach((parameter, subject) -> known.put(parameter, "s3:" + verb(request.method()) + subject));
        return request.parameters().stream()
                .flatMap(name -> Optional.ofNullable(known.get(name))
                        .map(action -> new Unserved(action, "the lab's S3 does not serve ?" + name))
                        .stream())
                .findFirst()
                .orElseGet(() -> unknown(request));
    }

    /** To delete a configuration mostly takes the permission to put it. */
    private static String verb(String method) {
        return method.equals("GET") || method.equals("HEAD") ? "Get" : "Put";
    }

    private static Unserved unknown(S3Request request) {
        return new Unserved(
                "s3:" + request.method(),
                "the lab's S3 does not serve " + request.method() + " of "
                        + (request.key().isEmpty() ? "a bucket" : "an object") + " with the parameters "
                        + request.parameters());
    }

    /** The header of a request, of whatever operation, that the lab does not model. */
    static Optional<Unserved> header(S3Request request, String operation) {
        return request.headers().entrySet().stream()
                .filter(header -> header.getKey().startsWith("x-amz-"))
                .filter(header -> !isKnown(header.getKey(), header.getValue()))
                .findFirst()
                .map(header -> new Unserved("s3:" + operation, "header " + header.getKey() + ": " + header.getValue()));
    }

    private static boolean isKnown(String name, String value) {
        return KNOWN_HEADER.matcher(name).matches()
                || KNOWN_VALUES.getOrDefault(name, Set.of()).contains(value);
    }

    /** The name under which the call is recorded. */
    String operation() {
        return action.substring(action.indexOf(':') + 1);
    }
}
