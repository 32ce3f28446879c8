package dev.partywall.testing.internal.principals;

/**
 * What has policies of its own
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes).
 */
public enum EntityKind {
    /** A role. */
    ROLE("Role", "AROA", 10_240),
    /** A user. */
    USER("User", "AIDA", 2_048);

    private final String text;
    private final String idPrefix;
    private final int inlinePolicySize;

    EntityKind(String text, String idPrefix, int inlinePolicySize) {
        this.text = text;
        this.idPrefix = idPrefix;
        this.inlinePolicySize = inlinePolicySize;
    }

    /** As the names of operations and members have it, such as {@code Role}. */
    public String text() {
        return text;
    }

    /** As ARNs have it, such as {@code role}. */
    public String arnType() {
        return this == ROLE ? "role" : "user";
    }

    /** What its ids begin with. */
    public String idPrefix() {
        return idPrefix;
    }

    /**
     * How many characters its inline policies may have together, not counting white space
     * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
     */
    public int inlinePolicySize() {
        return inlinePolicySize;
    }
}
