package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.wire.Members;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of secrets, by version and by staging label. */
final class ValueOperations {

    private static final int SHORTEST_ID = 32;
    private static final int LONGEST_ID = 64;
    private static final int MAX_STAGE = 256;
    private static final int MAX_STAGES = 20;
    private static final int MAX_DESCRIPTION = 2048;

    private final SecretStore secrets;

    ValueOperations(SecretStore secrets) {
        this.secrets = secrets;
    }

    Map<String, SecretOperation> operations() {
        return Map.of(
                "GetSecretValue", this::getSecretValue,
                "PutSecretValue", this::putSecretValue,
                "UpdateSecret", this::updateSecret,
                "UpdateSecretVersionStage", this::updateSecretVersionStage,
                "ListSecretVersionIds", this::listSecretVersionIds);
    }

    /** The version that a request makes, if it has a value. */
    static Optional<SecretVersion> versionIn(SecretCall call, Instant now) {
        return SecretValue.in(call.members()).map(value -> new SecretVersion(token(call.members()), value, now));
    }

    private static String token(Members request) {
        return request.text("ClientRequestToken", SHORTEST_ID, LONGEST_ID)
                .orElseThrow(() -> SecretErrors.invalidRequest(
                        "You must provide a ClientRequestToken value. We recommend a UUID-type value."));
    }

    private Map<String, Object> getSecretValue(SecretCall call, Identity caller) {
        return value(call.secretId(), call.members());
    }

    /** The value of a version: by id, by label, or by both, which must agree. */
    Map<String, Object> value(String id, Members request) {
        Optional<String> version = request.text("VersionId", SHORTEST_ID, LONGEST_ID);
        Optional<String> stage = request.text("VersionStage", 1, MAX_STAGE);
        Secret secret = secrets.get(id);
        if (secret.deleted().isPresent()) {
            throw SecretErrors.markedForDeletion();
        }
        SecretVersion found = version.isPresent() ? byId(secret, version.get()) : byStage(secret, stage);
        if (stage.isPresent() && !found.stages().contains(stage.get())) {
            throw SecretErrors.invalidRequest(
                    "You provided a VersionStage that is not associated to the provided VersionId.");
        }
        secret.access(secrets.now().truncatedTo(ChronoUnit.DAYS));
        return Answer.value(secret, found);
    }

    private static SecretVersion byId(Secret secret, String id) {
        return secret.version(id).orElseThrow(() -> SecretErrors.noValue("VersionId: " + id));
    }

    private static SecretVersion byStage(Secret secret, Optional<String> stage) {
        String label = stage.orElse(Secret.CURRENT);
        return secret.staged(label).orElseThrow(() -> SecretErrors.noValue("staging label: " + label));
    }

    /** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
    private Map<String, Object> putSecretValue(SecretCall call, Identity caller) {
        Secret secret = secrets.active(call.secretId());
        SecretVersion version = versionIn(call, secrets.now())
                .orElseThrow(
                        () -> SecretErrors.invalidRequest("You must provide either SecretString or SecretBinary."));
        SecretVersion stored = put(secret, version, stagesIn(call.members()));
        Map<String, Object> answer = Answer.of(secret);
        answer.put("VersionId", stored.id());
        answer.put("VersionStages", stored.stages());
        return answer;
    }

    private static List<String> stagesIn(Members request) {
        List<String> stages = request.texts("VersionStages");
        if (request.has("VersionStages") && (stages.isEmpty() || stages.size() > MAX_STAGES)) {
            throw SecretErrors.invalidParameter("VersionStages has from 1 to " + MAX_STAGES + " labels.");
        }
        return stages.isEmpty() ? List.of(Secret.CURRENT) : stages;
    }

    /** A retry with the same token and value changes nothing. */
    private static SecretVersion put(Secret secret, SecretVersion version, List<String> stages) {
        Optional<SecretVersion> existing = secret.version(version.id());
        if (existing.isPresent() && !existing.get().value().sameAs(version.value())) {
            throw SecretErrors.exists("You can't use ClientRequestToken " + version.id()
                    + " because that value is already in use for a version of secret " + secret.arn() + ".");
        }
        if (existing.isEmpty()) {
            secret.add(version, stages);
        }
        return existing.orElse(version);
    }

    private Map<String, Object> updateSecret(SecretCall call, Identity caller) {
        Secret secret = secrets.active(call.secretId());
        Optional<SecretVersion> version = versionIn(call, secrets.now());
        Optional<String> description = call.members().text("Description", 0, MAX_DESCRIPTION);
        version.ifPresent(next -> put(secret, next, List.of(Secret.CURRENT)));
        description.ifPresent(secret::describe);
        secret.touch(secrets.now());
        Map<String, Object> answer = Answer.of(secret);
        version.ifPresent(next -> answer.put("VersionId", next.id()));
        return answer;
    }

    /** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
    private Map<String, Object> updateSecretVersionStage(SecretCall call, Identity caller) {
        Secret secret = secrets.active(call.secretId());
        String stage = call.members().required("VersionStage", 1, MAX_STAGE);
        Optional<String> from = call.members().text("RemoveFromVersionId", SHORTEST_ID, LONGEST_ID);
        Optional<String> to = call.members().text("MoveToVersionId", SHORTEST_ID, LONGEST_ID);
        Optional<String> holder = secret.staged(stage).map(SecretVersion::id);
        boolean stays = to.isPresent() && to.equals(holder);
        if (!stays && !from.equals(holder)) {
            throw SecretErrors.invalidParameter("The parameter RemoveFromVersionId can't be " + from.orElse("empty")
                    + ". Staging label " + stage + " is currently attached to version " + holder.orElse("none")
                    + ", so you must explicitly reference that version in RemoveFromVersionId.");
        }
        if (to.isEmpty() && stage.equals(Secret.CURRENT)) {
            throw SecretErrors.invalidParameter("You can only move staging label AWSCURRENT to a different secret"
                    + " version. It can't be completely removed.");
        }
        to.map(id -> byId(secret, id))
                .ifPresentOrElse(target -> secret.move(stage, target), () -> secret.unstage(stage));
        secret.touch(secrets.now());
        return Answer.of(secret);
    }

    private Map<String, Object> listSecretVersionIds(SecretCall call, Identity caller) {
        Secret secret = secrets.get(call.secretId());
        boolean all = call.members().flag("IncludeDeprecated").orElse(false);
        List<SecretVersion> versions = all ? List.copyOf(secret.versions()) : SecretOperations.staged(secret);
        Map<String, Object> answer =
                Paging.LISTS.page("Versions", versions, SecretVersion::id, ValueOperations::summary, call.members());
        answer.putAll(Answer.of(secret));
        return answer;
    }

    private static Map<String, Object> summary(SecretVersion version) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("VersionId", version.id());
        summary.put("VersionStages", version.stages());
        summary.put("CreatedDate", Answer.date(version.created()));
        return summary;
    }
}
