package dev.partywall.testing.internal.principals;

import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;

/**
 * A policy as it was given and as it was understood.
 *
 * @param text as given
 * @param document as understood
 */
public record StoredPolicy(String text, PolicyDocument document) {

    /**
     * Parses a policy.
     *
     * @throws dev.partywall.policy.PolicySyntaxException if IAM would refuse it
     */
    public static StoredPolicy parse(PolicyType type, String text) {
        return new StoredPolicy(text, PolicyDocument.parse(type, text));
    }

    /** Its characters, of which white space does not count. */
    public int size() {
        return (int) text.chars().filter(c -> !Character.isWhitespace(c)).count();
    }

    /** The document in another place: as a boundary, or as the policy of a session. */
    public PolicyDocument as(PolicyType type) {
        return new PolicyDocument(type, document.version(), document.id(), document.statements());
    }
}
