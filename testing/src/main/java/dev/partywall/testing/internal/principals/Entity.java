package dev.partywall.testing.internal.principals;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A user or a role, at one moment.
 *
 * @param kind which of them
 * @param id unique for ever: one with the same name made later has another
 * @param name its name
 * @param path its path, from {@code /} to {@code /}
 * @param arn with path and name
 * @param created when it was made
 * @param tags its tags; keys that differ in case only are the same key
 * @param inline its inline policies by name
 * @param attached the ARNs of its managed policies
 * @param boundary the ARN of its permissions boundary
 * @param role what only a role has
 */
public record Entity(
        EntityKind kind,
        String id,
        String name,
        String path,
        String arn,
        Instant created,
        Map<String, String> tags,
        Map<String, StoredPolicy> inline,
        List<String> attached,
        Optional<String> boundary,
        Optional<RoleSettings> role) {

    /** Copies maps and lists. */
    public Entity {
        tags = Tags.copy(tags);
        inline = Collections.unmodifiableMap(new TreeMap<>(inline));
        attached = List.copyOf(attached);
    }

    /** What only a role has. */
    public RoleSettings settings() {
        return role.orElseThrow(() -> new IllegalStateException(arn + " is not a role"));
    }

    /** With other tags. */
    public Entity withTags(Map<String, String> others) {
        return new Entity(kind, id, name, path, arn, created, others, inline, attached, boundary, role);
    }

    /** With other inline policies. */
    public Entity withInline(Map<String, StoredPolicy> others) {
        return new Entity(kind, id, name, path, arn, created, tags, others, attached, boundary, role);
    }

    /** With other managed policies. */
    public Entity withAttached(List<String> others) {
        return new Entity(kind, id, name, path, arn, created, tags, inline, others, boundary, role);
    }

    /** With another boundary, or none. */
    public Entity withBoundary(Optional<String> other) {
        return new Entity(kind, id, name, path, arn, created, tags, inline, attached, other, role);
    }

    /** With other settings of a role. */
    public Entity withSettings(RoleSettings other) {
        return new Entity(kind, id, name, path, arn, created, tags, inline, attached, boundary, Optional.of(other));
    }
}
