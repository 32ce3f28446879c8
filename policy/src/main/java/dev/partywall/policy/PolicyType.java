package dev.partywall.policy;

/** Where a policy stands: it decides which elements a document must have and must not have. */
public enum PolicyType {
    /** Attached to a user, group or role: no Principal. */
    IDENTITY,
    /** A permissions boundary of a user or role: no Principal. */
    PERMISSIONS_BOUNDARY,
    /** Passed to STS with a session: no Principal. */
    SESSION,
    /** A service control policy of an organization: no Principal. */
    SERVICE_CONTROL,
    /** A resource control policy of an organization: Principal must be {@code "*"}. */
    RESOURCE_CONTROL,
    /** Attached to a resource such as a bucket, queue or secret: needs Principal or NotPrincipal. */
    RESOURCE,
    /** Attached to a KMS key: needs Principal. */
    KEY,
    /** The trust policy of a role: needs Principal, has no Resource. */
    TRUST
}
