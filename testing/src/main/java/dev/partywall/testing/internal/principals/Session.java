package dev.partywall.testing.internal.principals;

import dev.partywall.policy.AttachedPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was settled when a session began. Everything else is as the role is now.
 *
 * @param entity the role, or the user of GetSessionToken; empty: the root user
 * @param name the session name; of a user's session empty
 * @param issued when it began
 * @param tags the session tags, inherited ones too
 * @param transitiveTagKeys the keys of those that the next session in a chain inherits
 * @param sourceIdentity if one was set, here or earlier in the chain
 * @param policy the policy passed inline
 * @param policyArns the managed policies passed with it
 * @param keys condition keys of its further requests, such as {@code aws:FederatedProvider}
 */
public record Session(
        Optional<EntityRef> entity,
        String name,
        Instant issued,
        Map<String, String> tags,
        List<String> transitiveTagKeys,
        Optional<String> sourceIdentity,
        Optional<AttachedPolicy> policy,
        List<String> policyArns,
        Map<String, String> keys) {

    /** Copies maps and lists. */
    public Session {
        tags = Tags.copy(tags);
        transitiveTagKeys = List.copyOf(transitiveTagKeys);
        policyArns = List.copyOf(policyArns);
        keys = Map.copyOf(keys);
    }
}
