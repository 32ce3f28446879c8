package dev.partywall.cli.output;

import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyDescription.VersionDescription;
import dev.partywall.lifecycle.TenantRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A tenant and its branch key.
 *
 * @param record its record
 * @param branchKey its branch key, if it has one
 * @param now what ages are counted to
 */
public record TenantDetailsResult(TenantRecord record, Optional<BranchKeyDescription> branchKey, Instant now)
        implements Result {

    private enum State {
        /** New messages are sealed under it. */
        ACTIVE,
        /** It opens messages. */
        OPENS,
        /** Messages under it are refused. */
        RETIRED
    }

    @Override
    public Object json() {
        return Fields.create()
                .withAll(TenantFields.json(record))
                .with("branchKey", branchKey.map(this::key))
                .toMap();
    }

    private Map<String, Object> key(BranchKeyDescription key) {
        return Fields.create()
                .with("active", key.active().toString())
                .with("rootKeys", new TreeSet<>(key.rootKeyArns()))
                .with(
                        "versions",
                        key.versions().stream()
                                .map(version -> version(key, version))
                                .toList())
                .toMap();
    }

    private Map<String, Object> version(BranchKeyDescription key, VersionDescription version) {
        return Fields.create()
                .with("version", version.version().toString())
                .with("state", state(key, version))
                .with("createdAt", version.createdAt())
                .with("ageSeconds", Ages.seconds(version.createdAt(), now))
                .toMap();
    }

    private State state(BranchKeyDescription key, VersionDescription version) {
        if (record.key().retired().contains(version.version())) {
            return State.RETIRED;
        }
        return version.version().equals(key.active()) ? State.ACTIVE : State.OPENS;
    }

    @Override
    public String text() {
        return TenantFields.table(record) + "\n\n" + branchKey.map(this::text).orElse("No branch key.");
    }

    private String text(BranchKeyDescription key) {
        Table versions = Table.of("VERSION", "STATE", "MADE", "AGE");
        for (VersionDescription version : key.versions()) {
            versions.row(
                    version.version().toString(),
                    state(key, version).name(),
                    String.valueOf(version.createdAt()),
                    Ages.of(version.createdAt(), now));
        }
        return "Rows of the branch key are under " + String.join(" and ", new TreeSet<>(key.rootKeyArns())) + ".\n\n"
                + versions;
    }
}
