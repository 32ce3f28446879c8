package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.wire.Gap;
import dev.partywall.testing.internal.wire.Members;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What Secrets Manager asks IAM
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html).
 *
 * <p>A secret that does not exist is asked about by the name in the request, and has no tags.
 */
final class SecretAccess {

    /** Operations that AWS has and the lab does not. */
    static final Set<String> NOT_SERVED = Set.of(
            "CancelRotateSecret",
            "RemoveRegionsFromReplication",
            "ReplicateSecretToRegions",
            "RotateSecret",
            "StopReplicationToReplica",
            "ValidateResourcePolicy");

    /** The key that AWS manages: every principal of the account may use it through Secrets Manager. */
    private static final String MANAGED_KEY = "alias/aws/secretsmanager";

    private final SecretStore secrets;
    private final Map<String, Function<SecretCall, Access>> models = new HashMap<>();

    SecretAccess(SecretStore secrets) {
        this.secrets = secrets;
        for (String operation :
                List.of("DeleteResourcePolicy", "DescribeSecret", "GetResourcePolicy", "ListSecretVersionIds")) {
            models.put(operation, call -> one(call, keys(call)));
        }
        models.put("RestoreSecret", call -> one(call, keys(call)));
        models.put("CreateSecret", this::createSecret);
        models.put("GetSecretValue", call -> Access.of(valueOf(call.secretId(), call.members())));
        models.put("PutSecretValue", this::putSecretValue);
        models.put("UpdateSecret", this::updateSecret);
        models.put("UpdateSecretVersionStage", call -> one(call, keys(call).texts(call.members(), "VersionStage")));
        models.put("DeleteSecret", this::deleteSecret);
        models.put("TagResource", call -> one(call, keys(call).requestTags(call.tags())));
        models.put("UntagResource", call -> one(call, keys(call).tagKeys(call.tagKeys())));
        models.put("PutResourcePolicy", this::putResourcePolicy);
        models.put("ListSecrets", call -> Access.of(aboutNothing("ListSecrets")));
        models.put("GetRandomPassword", call -> Access.of(aboutNothing("GetRandomPassword")));
        models.put("BatchGetSecretValue", this::batchGetSecretValue);
    }

    /** The operations whose access is modelled. */
    Set<String> operations() {
        return Set.copyOf(models.keySet());
    }

    /** What AWS asks about a call of one of these operations. */
    Access of(SecretCall call) {
        Function<SecretCall, Access> model = models.get(call.operation());
        if (model == null) {
            throw new IllegalStateException("No access model of " + call.operation());
        }
        return model.apply(call);
    }

    /**
     * GetSecretValue of one secret. AWS does not say what VersionStage is for a request without it, which means the
     * current version: then the key is unmodelled.
     */
    private AccessCheck valueOf(String id, Members request) {
        SecretKeys keys = ofSecret(id).with("SecretId", id).tagKeys(List.of());
        return check("GetSecretValue", id, keys.texts(request, "VersionId").textsWithDefault(request, "VersionStage"));
    }

    /**
     * The resource is the ARN that the secret is about to have, and its tags those it is created with: "in requests that
     * create a resource with an attached tag"
     * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag).
     * With tags, TagResource is asked as well.
     */
    private Access createSecret(SecretCall call) {
        requireServed(call, "AddReplicaRegions", "Type");
        requireManagedKey(call);
        Map<String, String> tags = call.tags();
        SecretKeys keys = SecretKeys.ofSecret(tags)
                .requestTags(tags)
                .with("Name", call.members().required("Name", 1, SecretOperations.MAX_NAME))
                .texts(call.members(), "Description", "KmsKeyId", "Type")
                .flag(call.members(), "ForceOverwriteReplicaSecret")
                .absent("AddReplicaRegions");
        List<AccessCheck> checks = new ArrayList<>();
        checks.add(AccessCheck.of("secretsmanager:CreateSecret", call.newArn(), withoutKey(call, keys)));
        if (!tags.isEmpty()) {
            SecretKeys tagging = SecretKeys.ofSecret(tags).requestTags(tags);
            checks.add(AccessCheck.of("secretsmanager:TagResource", call.newArn(), tagging.build()));
        }
        return new Access.Checked(checks);
    }

    private Access putSecretValue(SecretCall call) {
        requireServed(call, "RotationToken");
        return one(call, keys(call));
    }

    private Access updateSecret(SecretCall call) {
        requireServed(call, "Type");
        requireManagedKey(call);
        SecretKeys keys = keys(call).texts(call.members(), "Description", "KmsKeyId", "Type");
        withoutKey(call, keys);
        return one(call, keys);
    }

    private Access deleteSecret(SecretCall call) {
        SecretKeys keys = keys(call).flag(call.members(), "ForceDeleteWithoutRecovery");
        Optional<Integer> days = call.members().number("RecoveryWindowInDays", 0, Integer.MAX_VALUE);
        days.ifPresent(window -> keys.with("RecoveryWindowInDays", window.toString()));
        if (days.isEmpty() && call.members().flag("ForceDeleteWithoutRecovery").orElse(false)) {
            keys.absent("RecoveryWindowInDays");
        }
        return one(call, keys);
    }

    /** Whether a policy with conditions is public is decided by automated reasoning, which the lab has none of. */
    private Access putResourcePolicy(SecretCall call) {
        SecretPolicy policy = PolicyOperations.policyIn(call);
        boolean block = call.members().flag("BlockPublicPolicy").orElse(false);
        if (block
                && policy.broadStatements().stream()
                        .anyMatch(broad -> !broad.conditions().isEmpty())) {
            throw new Gap(
                    "secretsmanager:PutResourcePolicy",
                    "BlockPublicPolicy of a policy that lets everybody in on conditions is not modelled");
        }
        return one(call, keys(call).flag(call.members(), "BlockPublicPolicy"));
    }

    /** GetSecretValue is asked secret by secret, and its denials are part of the answer: see {@link BatchOperation}. */
    private Access batchGetSecretValue(SecretCall call) {
        List<AccessCheck> values = call.batch().choose(secrets, call.members()).stream()
                .map(id -> valueOf(id, BatchOperation.NO_VERSION))
                .toList();
        AccessCheck batch = aboutNothing("BatchGetSecretValue");
        List<AccessCheck> required =
                call.members().has("Filters") ? List.of(batch, aboutNothing("ListSecrets")) : List.of(batch);
        return new Access.Itemized(required, values, call.batch()::answers);
    }

    private static AccessCheck aboutNothing(String action) {
        SecretKeys keys = SecretKeys.ofNothing().tagKeys(List.of());
        return AccessCheck.of("secretsmanager:" + action, "*", keys.build());
    }

    private SecretKeys keys(SecretCall call) {
        SecretKeys keys = ofSecret(call.secretId()).with("SecretId", call.secretId());
        boolean tagging =
                call.operation().equals("TagResource") || call.operation().equals("UntagResource");
        return tagging ? keys : keys.tagKeys(List.of());
    }

    private SecretKeys ofSecret(String id) {
        return SecretKeys.ofSecret(secrets.find(id).map(Secret::tags).orElse(Map.of()));
    }

    private Access one(SecretCall call, SecretKeys keys) {
        return Access.of(check(call.operation(), call.secretId(), keys));
    }

    private AccessCheck check(String action, String id, SecretKeys keys) {
        Optional<Secret> secret = secrets.find(id);
        return new AccessCheck(
                "secretsmanager:" + action,
                secret.map(Secret::arn).orElseGet(() -> id.startsWith("arn:") ? id : secrets.arn(id)),
                keys.build(),
                secret.flatMap(Secret::policy).map(SecretPolicy::attached).stream()
                        .toList(),
                false);
    }

    private static dev.partywall.testing.internal.ServiceKeys withoutKey(SecretCall call, SecretKeys keys) {
        if (!call.members().has("KmsKeyId")) {
            keys.absent("KmsKeyArn");
        }
        return keys.build();
    }

    private static void requireServed(SecretCall call, String... members) {
        for (String member : members) {
            if (call.members().has(member)) {
                throw new Gap("secretsmanager:" + call.operation(), member + " is not modelled");
            }
        }
    }

    /** With another key AWS asks for kms:GenerateDataKey and kms:Decrypt as well. */
    private static void requireManagedKey(SecretCall call) {
        if (!call.members().text("KmsKeyId").orElse(MANAGED_KEY).equals(MANAGED_KEY)) {
            throw new Gap(
                    "secretsmanager:" + call.operation(),
                    "KmsKeyId: secrets under keys other than " + MANAGED_KEY + " are not modelled");
        }
    }
}
