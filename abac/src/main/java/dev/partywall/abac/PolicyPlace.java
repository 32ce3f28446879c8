package dev.partywall.abac;

import dev.partywall.policy.PolicyType;

/**
 * Where a policy stands, and how large it may be there. The policies are ASCII, so characters are bytes.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and STS quotas</a>
 */
public enum PolicyPlace {
    /** A managed policy, attached to a role. It fits in a role's inline policies as well: together they take 10,240. */
    IDENTITY(
            PolicyType.IDENTITY,
            "identity-based policy",
            6_144,
            "use TenantPolicies.identityPolicies, which writes several managed policies, or grant less"),
    /** A managed policy, set as the permissions boundary of a role. A role has one, so it cannot be split. */
    PERMISSIONS_BOUNDARY(
            PolicyType.PERMISSIONS_BOUNDARY,
            "permissions boundary",
            6_144,
            "give the resources to several roles, each with a boundary of its own"),
    /** Passed to STS with a session; its size without white space holds if {@link TenantPolicy#toCompactJson} is passed. */
    SESSION(
            PolicyType.SESSION,
            "session policy",
            2_048,
            "describe only what this session needs, and leave the rest to the role's policies"),
    /** The trust policy of a role; 2,048 characters unless AWS has raised the account's quota. */
    TRUST(PolicyType.TRUST, "trust policy", 2_048, "name fewer principals, or use several roles"),
    /**
     * The policy of a KMS key.
     *
     * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html">KMS resource quotas</a>
     */
    KEY(PolicyType.KEY, "key policy", 32_768, "name fewer roles");

    private final PolicyType type;
    private final String text;
    private final int limit;
    private final String wayOut;

    PolicyPlace(PolicyType type, String text, int limit, String wayOut) {
        this.type = type;
        this.text = text;
        this.limit = limit;
        this.wayOut = wayOut;
    }

    /**
     * The language that its documents are written in.
     *
     * @return the type to parse them as
     */
    public PolicyType type() {
        return type;
    }

    /**
     * How large a policy may be here by default.
     *
     * @return in characters, without white space
     */
    public int limit() {
        return limit;
    }

    String text() {
        return text;
    }

    String wayOut() {
        return wayOut;
    }
}
