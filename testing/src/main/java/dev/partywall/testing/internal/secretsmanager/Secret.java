package dev.partywall.testing.internal.secretsmanager;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A secret with its versions (https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html).
 * Guarded by the store's lock.
 */
final class Secret {

    static final String CURRENT = "AWSCURRENT";
    static final String PREVIOUS = "AWSPREVIOUS";

    /** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
    private static final int MAX_STAGES = 20;

    private static final int MAX_VERSIONS = 100;
    private static final int MAX_TAGS = 50;

    private final String arn;
    private final String name;
    private final Instant created;
    private final Map<String, String> tags = new TreeMap<>();
    private final List<SecretVersion> versions = new ArrayList<>();
    private Instant changed;
    private @Nullable Instant accessed;
    private @Nullable Instant deleted;
    private @Nullable Instant goneAt;
    private @Nullable String description;
    private @Nullable SecretPolicy policy;

    Secret(String arn, String name, Instant created) {
        this.arn = arn;
        this.name = name;
        this.created = created;
        this.changed = created;
    }

    String arn() {
        return arn;
    }

    String name() {
        return name;
    }

    Instant created() {
        return created;
    }

    Instant changed() {
        return changed;
    }

    Optional<Instant> accessed() {
        return Optional.ofNullable(accessed);
    }

    Optional<Instant> deleted() {
        return Optional.ofNullable(deleted);
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }

    Optional<SecretPolicy> policy() {
        return Optional.ofNullable(policy);
    }

    Map<String, String> tags() {
        return tags;
    }

    List<SecretVersion> versions() {
        return versions;
    }

    void touch(Instant now) {
        changed = now;
    }

    void access(Instant day) {
        accessed = day;
    }

    void describe(String text) {
        description = text;
    }

    void policy(@Nullable SecretPolicy document) {
        policy = document;
    }

    /** Schedules the deletion. */
    void delete(Instant now, Instant gone) {
        deleted = now;
        goneAt = gone;
    }

    void restore() {
        deleted = null;
        goneAt = null;
    }

    boolean isGone(Instant now) {
        return goneAt != null && !now.isBefore(goneAt);
    }

    Optional<Instant> goneAt() {
        return Optional.ofNullable(goneAt);
    }

    void tag(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(tags);
        all.putAll(more);
        if (all.size() > MAX_TAGS) {
            throw SecretErrors.invalidParameter("A secret can have at most " + MAX_TAGS + " tags.");
        }
        tags.putAll(more);
    }

    Optional<SecretVersion> version(String id) {
        return versions.stream().filter(version -> version.id().equals(id)).findFirst();
    }

    Optional<SecretVersion> staged(String stage) {
        return versions.stream()
                .filter(version -> version.stages().contains(stage))
                .findFirst();
    }

    /** Adds a version under its labels. The first version is the current one, too. */
    void add(SecretVersion version, Collection<String> stages) {
        if (versions.size() >= MAX_VERSIONS) {
            versions.removeIf(old -> old.stages().isEmpty());
        }
        if (versions.size() >= MAX_VERSIONS) {
            throw SecretErrors.limit("A secret can have at most " + MAX_VERSIONS + " versions with staging labels.");
        }
        boolean first = versions.isEmpty();
        versions.add(version);
        stages.forEach(stage -> move(stage, version));
        if (first) {
            move(CURRENT, version);
        }
        touch(version.created());
    }

    /** Moves a label. The version that was current becomes the previous one. */
    void move(String stage, SecretVersion target) {
        Optional<SecretVersion> holder = staged(stage);
        if (holder.isPresent() && holder.get().id().equals(target.id())) {
            return;
        }
        if (target.stages().size() >= MAX_STAGES) {
            throw SecretErrors.limit("A version can have at most " + MAX_STAGES + " staging labels.");
        }
        unstage(stage);
        target.stages().add(stage);
        if (stage.equals(CURRENT) && holder.isPresent()) {
            unstage(PREVIOUS);
            holder.get().stages().add(PREVIOUS);
        }
    }

    /** Takes a label off whichever version has it. */
    void unstage(String stage) {
        versions.forEach(version -> version.stages().remove(stage));
    }

    /** Names the secret only. */
    @Override
    public String toString() {
        return "Secret[" + arn + "]";
    }
}
