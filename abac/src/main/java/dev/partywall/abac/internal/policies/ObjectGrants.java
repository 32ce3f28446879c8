package dev.partywall.abac.internal.policies;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.InvalidPolicySettingException;
import dev.partywall.abac.internal.policies.Grant.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * S3: objects by the prefix of their keys
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-policies-s3.html). Of the actions on buckets only the
 * listings that have the condition key {@code s3:prefix}; ListMultipartUploads has none, so it would show every tenant's.
 */
public final class ObjectGrants {

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final List<String> READ = List.of("s3:GetObject", "s3:GetObjectVersion");
    private static final List<String> WRITE =
            List.of("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:ListMultipartUploadParts", "s3:PutObject");
    private static final List<String> LIST = List.of("s3:ListBucket", "s3:ListBucketVersions");

    private final Arn arn;
    private final String bucket;
    private final TenantTemplate keys;

    private ObjectGrants(Arn arn, String bucket, TenantTemplate keys) {
        this.arn = arn;
        this.bucket = bucket;
        this.keys = keys;
    }

    /** Reads {@code arn:aws:s3:::bucket/tenants/{tenant}/*}. */
    public static ObjectGrants parse(String objects) {
        Arn arn = Arn.parse("objects", objects, "s3");
        String[] parts = arn.resource().split("/", 2);
        Names.require("objects", parts[0], BUCKET);
        TenantTemplate keys = TenantTemplate.parse("objects", parts.length == 2 ? parts[1] : "");
        if (!keys.open() || !keys.suffix().equals("/")) {
            throw InvalidPolicySettingException.setting(
                    "objects", "\"" + objects + "\" must end with " + TenantTemplate.PLACE + "/*");
        }
        return new ObjectGrants(arn, parts[0], keys);
    }

    /** What the bucket takes. */
    public List<Grant> of(AccessLevel access) {
        List<Grant> grants = new ArrayList<>();
        List<String> objects = List.of(arn.head() + bucket + "/" + keys.pattern());
        List<String> actions = Levels.of(access, READ, WRITE);
        grants.add(Grant.allow(Part.OBJECTS, "OwnObjects" + Levels.name(access), actions, objects, List.of()));
        if (access.reads()) {
            List<Bound> own = List.of(new Bound("StringLike", "s3:prefix", List.of(keys.pattern())));
            grants.add(Grant.allow(Part.OBJECTS, "OwnObjectsList", LIST, List.of(arn.head() + bucket), own));
        }
        return grants;
    }

    /** The keys of this bucket that are tenants'. */
    public Family family() {
        return new Family("objects", arn.head() + bucket, keys);
    }
}
