package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.wire.Members;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * The condition keys of Secrets Manager
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html#awssecretsmanager-policy-keys).
 *
 * <p>A key about a parameter has the parameter's value. Where the request leaves out a parameter that has a default,
 * AWS does not say whether the key has the default or no value: then it is unmodelled.
 */
final class SecretKeys {

    private static final String TAGS_OF_RESOURCE = "aws:ResourceTag/";
    private static final String OWN_TAGS_OF_RESOURCE = "secretsmanager:ResourceTag/";
    private static final String TAGS_OF_REQUEST = "aws:RequestTag/";
    private static final String TAG_KEYS = "aws:TagKeys";

    /** The keys that questions have. */
    static final Set<String> NAMES = Set.of(
            TAGS_OF_RESOURCE,
            OWN_TAGS_OF_RESOURCE,
            TAGS_OF_REQUEST,
            TAG_KEYS,
            "secretsmanager:AddReplicaRegions",
            "secretsmanager:BlockPublicPolicy",
            "secretsmanager:Description",
            "secretsmanager:ForceDeleteWithoutRecovery",
            "secretsmanager:ForceOverwriteReplicaSecret",
            "secretsmanager:KmsKeyArn",
            "secretsmanager:KmsKeyId",
            "secretsmanager:Name",
            "secretsmanager:RecoveryWindowInDays",
            "secretsmanager:SecretId",
            "secretsmanager:SecretPrimaryRegion",
            "secretsmanager:Type",
            "secretsmanager:VersionId",
            "secretsmanager:VersionStage",
            "secretsmanager:resource/AllowRotationLambdaArn",
            "secretsmanager:resource/Type");

    private final ServiceKeys.Builder keys = ServiceKeys.builder();

    private SecretKeys() {}

    /** For operations that are about no secret: there is no resource to have tags. */
    static SecretKeys ofNothing() {
        return new SecretKeys().ofResource(Map.of());
    }

    /** For operations about a secret. The lab's secrets are not rotated, replicated or managed by others. */
    static SecretKeys ofSecret(Map<String, String> tags) {
        SecretKeys keys = new SecretKeys().ofResource(tags);
        keys.keys.absent(
                "secretsmanager:resource/AllowRotationLambdaArn",
                "secretsmanager:resource/Type",
                "secretsmanager:SecretPrimaryRegion");
        return keys;
    }

    private SecretKeys ofResource(Map<String, String> tags) {
        keys.withTags(TAGS_OF_RESOURCE, tags).withTags(OWN_TAGS_OF_RESOURCE, tags);
        return this;
    }

    /** The tags to be added. */
    SecretKeys requestTags(Map<String, String> tags) {
        keys.withTags(TAGS_OF_REQUEST, tags);
        return tagKeys(tags.keySet());
    }

    /** The keys of the tags to be added or removed. */
    SecretKeys tagKeys(Collection<String> names) {
        if (names.isEmpty()) {
            keys.absent(TAG_KEYS);
        } else {
            keys.withAll(TAG_KEYS, names);
        }
        keys.absent(TAGS_OF_REQUEST);
        return this;
    }

    SecretKeys with(String key, String value) {
        keys.with("secretsmanager:" + key, value);
        return this;
    }

    /** Parameters without a default: without the parameter there is no value. */
    SecretKeys texts(Members request, String... parameters) {
        for (String parameter : parameters) {
            request.text(parameter)
                    .ifPresentOrElse(value -> with(parameter, value), () -> keys.absent("secretsmanager:" + parameter));
        }
        return this;
    }

    /** Parameters of type text that have a default. */
    SecretKeys textsWithDefault(Members request, String... parameters) {
        for (String parameter : parameters) {
            request.text(parameter).ifPresent(value -> with(parameter, value));
        }
        return this;
    }

    /** A flag with a default. */
    SecretKeys flag(Members request, String parameter) {
        request.flag(parameter).ifPresent(value -> with(parameter, value.toString()));
        return this;
    }

    SecretKeys absent(String... parameters) {
        for (String parameter : parameters) {
            keys.absent("secretsmanager:" + parameter);
        }
        return this;
    }

    ServiceKeys build() {
        return keys.build();
    }
}
