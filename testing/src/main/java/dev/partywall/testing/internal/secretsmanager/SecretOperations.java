package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Secrets come, go, come back and get tags. */
final class SecretOperations {

    static final int MAX_NAME = 512;
    private static final int MAX_DESCRIPTION = 2048;
    private static final int USUAL_WINDOW = 30;
    private static final int SHORTEST_WINDOW = 7;

    private final SecretStore secrets;

    SecretOperations(SecretStore secrets) {
        this.secrets = secrets;
    }

    Map<String, SecretOperation> operations() {
        return Map.of(
                "CreateSecret", this::createSecret,
                "DescribeSecret", this::describeSecret,
                "DeleteSecret", this::deleteSecret,
                "RestoreSecret", this::restoreSecret,
                "TagResource", this::tagResource,
                "UntagResource", this::untagResource);
    }

    private Map<String, Object> createSecret(SecretCall call, Identity caller) {
        String name = call.members().required("Name", 1, MAX_NAME);
        if (!name.matches("[A-Za-z0-9/_+=.@-]+")) {
            throw SecretErrors.invalidParameter("Invalid name. Must be a valid name containing alphanumeric characters,"
                    + " or any of the following: -/_+=.@!");
        }
        Optional<SecretVersion> version = ValueOperations.versionIn(call, secrets.now());
        Optional<Secret> existing =
                secrets.find(name).filter(secret -> secret.name().equals(name));
        Secret secret = existing.isPresent() ? again(existing.get(), version) : create(call, name, version);
        Map<String, Object> answer = Answer.of(secret);
        version.ifPresent(made -> answer.put("VersionId", made.id()));
        return answer;
    }

    private Secret create(SecretCall call, String name, Optional<SecretVersion> version) {
        Secret secret = new Secret(call.newArn(), name, secrets.now());
        call.members().text("Description", 0, MAX_DESCRIPTION).ifPresent(secret::describe);
        secret.tag(call.tags());
        version.ifPresent(first -> secret.add(first, List.of(Secret.CURRENT)));
        secrets.add(secret);
        return secret;
    }

    /** A retry with the same token and value is no error. */
    private static Secret again(Secret secret, Optional<SecretVersion> version) {
        if (secret.deleted().isPresent()) {
            throw SecretErrors.invalidRequest("You can't create this secret because a secret with this name is already"
                    + " scheduled for deletion.");
        }
        boolean retry = version.flatMap(made ->
                        secret.version(made.id()).filter(old -> old.value().sameAs(made.value())))
                .isPresent();
        if (!retry) {
            throw SecretErrors.exists("The operation failed because the secret " + secret.name() + " already exists.");
        }
        return secret;
    }

    private Map<String, Object> describeSecret(SecretCall call, Identity caller) {
        Secret secret = secrets.get(call.secretId());
        Map<String, Object> answer = describe(secret);
        Map<String, Object> stages = new LinkedHashMap<>();
        staged(secret).forEach(version -> stages.put(version.id(), version.stages()));
        if (!stages.isEmpty()) {
            answer.put("VersionIdsToStages", stages);
        }
        return answer;
    }

    static List<SecretVersion> staged(Secret secret) {
        return secret.versions().stream()
                .filter(version -> !version.stages().isEmpty())
                .toList();
    }

    /** What DescribeSecret and ListSecrets say. */
    static Map<String, Object> describe(Secret secret) {
        Map<String, Object> answer = Answer.of(secret);
        secret.description().ifPresent(text -> answer.put("Description", text));
        answer.put("LastChangedDate", Answer.date(secret.changed()));
        secret.accessed().ifPresent(day -> answer.put("LastAccessedDate", Answer.date(day)));
        secret.deleted().ifPresent(moment -> answer.put("DeletedDate", Answer.date(moment)));
        if (!secret.tags().isEmpty()) {
            answer.put(
                    "Tags",
                    secret.tags().entrySet().stream()
                            .map(tag -> Map.of("Key", tag.getKey(), "Value", tag.getValue()))
                            .toList());
        }
        answer.put("CreatedDate", Answer.date(secret.created()));
        return answer;
    }

    /** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
    private Map<String, Object> deleteSecret(SecretCall call, Identity caller) {
        Optional<Integer> days = call.members().number("RecoveryWindowInDays", SHORTEST_WINDOW, USUAL_WINDOW);
        boolean force = call.members().flag("ForceDeleteWithoutRecovery").orElse(false);
        if (force && days.isPresent()) {
            throw SecretErrors.invalidParameter(
                    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }
        return force ? deleteAtOnce(call.secretId()) : schedule(call.secretId(), days.orElse(USUAL_WINDOW));
    }

    /** Of a secret that does not exist this is no error, so that it can be retried. */
    private Map<String, Object> deleteAtOnce(String id) {
        Map<String, Object> answer = new LinkedHashMap<>();
        Optional<Secret> secret = secrets.find(id);
        secret.ifPresent(secrets::remove);
        answer.put("ARN", secret.map(Secret::arn).orElseGet(() -> id.startsWith("arn:") ? id : secrets.arn(id)));
        answer.put("Name", secret.map(Secret::name).orElse(id));
        answer.put("DeletionDate", Answer.date(secrets.now()));
        return answer;
    }

    private Map<String, Object> schedule(String id, int days) {
        Secret secret = secrets.get(id);
        if (secret.deleted().isPresent()) {
            throw SecretErrors.invalidRequest(
                    "You can't perform this operation on the secret because it was already scheduled for deletion.");
        }
        Instant gone = secrets.now().plus(Duration.ofDays(days));
        secret.delete(secrets.now(), gone);
        Map<String, Object> answer = Answer.of(secret);
        answer.put("DeletionDate", Answer.date(gone));
        return answer;
    }

    private Map<String, Object> restoreSecret(SecretCall call, Identity caller) {
        Secret secret = secrets.get(call.secretId());
        secret.restore();
        return Answer.of(secret);
    }

    private Map<String, Object> tagResource(SecretCall call, Identity caller) {
        Secret secret = secrets.active(call.secretId());
        requireMember(call, "Tags");
        secret.tag(call.tags());
        secret.touch(secrets.now());
        return Map.of();
    }

    private Map<String, Object> untagResource(SecretCall call, Identity caller) {
        Secret secret = secrets.active(call.secretId());
        requireMember(call, "TagKeys");
        secret.tags().keySet().removeAll(call.tagKeys());
        secret.touch(secrets.now());
        return Map.of();
    }

    private static void requireMember(SecretCall call, String name) {
        if (!call.members().has(name)) {
            throw SecretErrors.invalidParameter("You must provide a value for " + name + ".");
        }
    }
}
