package dev.partywall.testing.internal.sts;

import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.principals.Tags;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a session in a chain of roles takes over from the one before it: the transitive tags and the source identity
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining). A role's own tags
 * are never transitive.
 *
 * @param tags the transitive tags
 * @param sourceIdentity if one is set
 */
record Inherited(Map<String, String> tags, Optional<String> sourceIdentity) {

    /** From a caller; from a user nothing. */
    static Inherited from(Identity caller) {
        Map<String, String> own = Tags.copy(caller.tags());
        Map<String, String> tags = new LinkedHashMap<>();
        for (String key : caller.transitiveTagKeys()) {
            String value = own.get(key);
            if (value != null) {
                tags.put(key, value);
            }
        }
        return new Inherited(Tags.copy(tags), Optional.ofNullable(caller.keys().get("aws:SourceIdentity")));
    }

    /** Refuses a request that would change what is inherited, even to the same value of a tag. */
    void requireKept(Map<String, String> passed, Optional<String> source) {
        if (passed.keySet().stream().anyMatch(tags::containsKey)) {
            throw StsException.invalidParameter("One of the specified transitive tag keys can't be set because it"
                    + " conflicts with a transitive tag key from the calling session.");
        } else if (sourceIdentity.isPresent() && source.isPresent() && !source.equals(sourceIdentity)) {
            throw StsException.validation("The source identity is already set for this assume role session");
        }
    }
}
