package dev.partywall.testing.internal.principals;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A customer managed policy, at one moment.
 *
 * @param id unique for ever
 * @param name its name
 * @param path its path
 * @param arn with path and name
 * @param description in words, possibly none
 * @param created when it was made
 * @param updated when a version was made last
 * @param tags its tags
 * @param versions its versions, oldest first
 * @param defaultVersion the id of the one in force
 */
public record ManagedPolicy(
        String id,
        String name,
        String path,
        String arn,
        String description,
        Instant created,
        Instant updated,
        Map<String, String> tags,
        List<Version> versions,
        String defaultVersion) {

    /**
     * A version.
     *
     * @param id such as {@code v1}
     * @param policy the policy
     * @param created when it was made
     */
    public record Version(String id, StoredPolicy policy, Instant created) {}

    /** Copies maps and lists. */
    public ManagedPolicy {
        tags = Tags.copy(tags);
        versions = List.copyOf(versions);
    }

    /** The version in force. */
    public StoredPolicy inForce() {
        return versions.stream()
                .filter(version -> version.id().equals(defaultVersion))
                .map(Version::policy)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(arn + " has no version in force"));
    }

    /** With other tags. */
    public ManagedPolicy withTags(Map<String, String> others) {
        return new ManagedPolicy(id, name, path, arn, description, created, updated, others, versions, defaultVersion);
    }

    /** With other versions. */
    public ManagedPolicy withVersions(List<Version> others, String inForce, Instant now) {
        return new ManagedPolicy(id, name, path, arn, description, created, now, tags, others, inForce);
    }
}
