package dev.partywall.testing.internal.principals;

import java.util.Map;

/**
 * What a role has and a user has not.
 *
 * @param trust who may assume it
 * @param trusted the users and roles that the trust policy names, by ARN, and the unique ids that they had when it was set
 * @param description in words, possibly none
 * @param maxSessionDuration how long its sessions may last, in seconds
 */
public record RoleSettings(
        StoredPolicy trust, Map<String, String> trusted, String description, int maxSessionDuration) {

    /** Copies the ids. */
    public RoleSettings {
        trusted = Map.copyOf(trusted);
    }

    /** With another trust policy. */
    public RoleSettings withTrust(StoredPolicy policy, Map<String, String> named) {
        return new RoleSettings(policy, named, description, maxSessionDuration);
    }
}
