package dev.partywall.core;

/**
 * What went wrong, as a number that stays the same across versions: for alerts, dashboards and runbooks.
 *
 * <p>100s tenant context, 200s keys, 300s credentials, 400s policy, 500s lifecycle, 900s bugs. A number is never given a second meaning.
 */
public enum ErrorCode {
    /** A text is not a tenant id. */
    INVALID_TENANT_ID(101),
    /** A tenant attribute could not become a session tag. */
    INVALID_TENANT_ATTRIBUTE(102),
    /** An actor could not become a source identity. */
    INVALID_ACTOR(103),
    /** An operation needs a tenant and none is bound to the running code. */
    NO_TENANT_BOUND(110),
    /** Another tenant is bound to the running code already. */
    TENANT_MISMATCH(111),
    /** The registry of tenants has no such tenant. */
    TENANT_UNKNOWN(120),
    /** The tenant's onboarding is not finished. */
    TENANT_ONBOARDING(121),
    /** The tenant is suspended. */
    TENANT_SUSPENDED(122),
    /** The tenant is gone, or is being shredded. */
    TENANT_OFFBOARDED(123),
    /** What this JVM knows of the tenants is too old for this tenant to be served by it. */
    TENANT_STATE_STALE(124),

    /** A keyring or encryptor was built with a setting that cannot work. */
    INVALID_KEY_SETTING(201),
    /** A record id, or a pair of the encryption context, cannot be used. */
    INVALID_ENCRYPTION_CONTEXT(202),
    /** A plaintext or a message is larger than the form of the call takes. */
    TOO_LARGE(203),
    /** The tenant has no active branch key in the key store. */
    BRANCH_KEY_MISSING(210),
    /** KMS or DynamoDB denied the key store's call. */
    KEY_ACCESS_DENIED(211),
    /** The root key is disabled, pending deletion or of the wrong kind. */
    ROOT_KEY_UNUSABLE(212),
    /** KMS or DynamoDB throttled the key store's call. */
    KEY_SERVICE_THROTTLED(213),
    /** KMS or DynamoDB failed, timed out or could not be reached. */
    KEY_SERVICE_UNAVAILABLE(214),
    /** A row of the key store does not open under the root key: it was changed, moved or copied. */
    KEY_STORE_TAMPERED(215),
    /** The key store's table does not exist. */
    KEY_STORE_MISSING(216),
    /** The keyring was closed. */
    KEYRING_CLOSED(217),
    /** The branch key or a part of it exists already in a state that needs an operator. */
    BRANCH_KEY_INCONSISTENT(218),
    /** The key store's table exists and is not a branch key store. */
    KEY_STORE_UNUSABLE(219),
    /** The bytes are not a message that Partywall reads. */
    MESSAGE_MALFORMED(230),
    /** The message belongs to another tenant. */
    MESSAGE_OF_OTHER_TENANT(231),
    /** The message has another purpose than the encryptor. */
    MESSAGE_OF_OTHER_PURPOSE(232),
    /** The message names a branch key version that the tenant does not have. */
    BRANCH_KEY_VERSION_UNKNOWN(233),
    /** The message does not verify: changed bytes, another record, another context, or another key. */
    MESSAGE_NOT_AUTHENTIC(234),
    /** The message has no key commitment: its algorithm suite is one of message format version 1. */
    MESSAGE_UNCOMMITTED(235),
    /** The message is signed: its algorithm suite is 0x0578. */
    MESSAGE_SIGNED(236),
    /** The message has more than one encrypted data key. */
    MESSAGE_OF_SEVERAL_DATA_KEYS(237),
    /** The message's encrypted data key is not of a KMS hierarchical keyring. */
    MESSAGE_OF_OTHER_KEYRING(238),
    /** The message is sealed under a version of the branch key below the tenant's minimum version for decryption. */
    BRANCH_KEY_VERSION_RETIRED(239),

    /** Tenant credentials, or a client's scope, were built with a setting that cannot work. */
    INVALID_CREDENTIAL_SETTING(301),
    /** An attribute that is to become a session tag is missing. */
    SESSION_ATTRIBUTE_MISSING(302),
    /** The role directory knows no role. */
    ROLE_MISSING(303),
    /** There is no web identity token, or STS did not take it. */
    WEB_IDENTITY_TOKEN_UNUSABLE(304),
    /** STS denied AssumeRole: the role is gone, or its trust policy or the caller's policies do not allow it. */
    ROLE_NOT_ASSUMABLE(310),
    /** STS denied the session tags. */
    SESSION_TAGS_DENIED(311),
    /** STS denied the source identity. */
    SOURCE_IDENTITY_DENIED(312),
    /** Session policy and tags together are larger than STS packs. */
    SESSION_POLICY_TOO_LARGE(313),
    /** STS found the request for a session malformed. */
    SESSION_REQUEST_INVALID(314),
    /** STS throttled the request for a session. */
    STS_THROTTLED(315),
    /** STS failed, timed out or could not be reached. */
    STS_UNAVAILABLE(316),
    /** Partywall's own limit towards STS would have made the request wait too long. */
    STS_RATE_LIMITED(317),
    /** The session is over already, by the clocks of this machine. */
    SESSION_EXPIRED(318),
    /** The credentials were closed. */
    CREDENTIALS_CLOSED(319),
    /** The credentials with which this JVM calls STS are missing, expired or not taken. */
    BASE_CREDENTIALS_UNUSABLE(320),
    /** A request was about to be sent without a session of the bound tenant. */
    CALL_NOT_SCOPED(330),
    /** A request brings credentials, or a way to sign, of its own. */
    SCOPE_OVERRIDDEN(331),
    /** A client that no scope was given to was used while a tenant was bound. */
    CLIENT_NOT_SCOPED(332),

    /** A policy was to be written with a setting that cannot work. */
    INVALID_POLICY_SETTING(401),
    /** A policy is larger than IAM, STS or the service takes. */
    POLICY_TOO_LARGE(402),

    /** A part of the lifecycle was built, or called, with a setting that cannot work. */
    INVALID_LIFECYCLE_SETTING(501),
    /** Somebody else changed the tenant's record in the registry meanwhile. */
    REGISTRY_CONFLICT(510),
    /** The registry's store failed, throttled, timed out or could not be reached. */
    REGISTRY_UNAVAILABLE(511),
    /** The registry's store denied the call. */
    REGISTRY_ACCESS_DENIED(512),
    /** The registry's tables do not exist, or are not a registry's. */
    REGISTRY_MISSING(513),
    /** A record of the registry cannot be read. */
    REGISTRY_RECORD_MALFORMED(514),
    /** The registry is older than what was read of it before. */
    REGISTRY_SET_BACK(515),
    /** The tenant's status does not allow the operation. */
    TENANT_STATUS_CONFLICT(520),
    /** Another operation on the tenant is under way. */
    OPERATION_UNDER_WAY(521),
    /** A tenant's KMS key cannot be its root key. */
    ROOT_KEY_REFUSED(522),
    /** IAM or KMS has no room for one more role, policy or key. */
    ACCOUNT_LIMIT_REACHED(523),
    /** AWS denied a call of the operation. */
    OPERATION_ACCESS_DENIED(524),
    /** AWS failed, throttled or did not answer a call of the operation. */
    OPERATION_UNAVAILABLE(525),
    /** AWS found a call of the operation malformed, by a setting of the lifecycle. */
    OPERATION_REFUSED(526),
    /** A certificate of shredding is not one, or was not signed with the key that it is checked with. */
    CERTIFICATE_REFUSED(530),
    /** Another process has the re-encryption, or has taken it over. */
    REENCRYPTION_UNDER_WAY(540),
    /** What a re-encryption remembers cannot be read, or is of another job. */
    REENCRYPTION_STATE_MALFORMED(541),
    /** Where a re-encryption keeps what it remembers failed, throttled or could not be reached. */
    REENCRYPTION_STATE_UNAVAILABLE(542),
    /** A record was changed by others again and again while it was to be re-encrypted. */
    RECORD_CONTENDED(543),
    /** Where records are stored failed, throttled or could not be reached. */
    RECORD_SOURCE_UNAVAILABLE(550),
    /** Where records are stored denied the call. */
    RECORD_SOURCE_ACCESS_DENIED(551),
    /** Where records are stored has no such table, column, bucket or place, or holds what is no record. */
    RECORD_SOURCE_UNUSABLE(552),

    /** Something that Partywall holds impossible happened. Please report it. */
    BUG(900);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /**
     * The stable number of this code.
     *
     * @return a number of three digits
     */
    public int number() {
        return number;
    }

    /** For example {@code PW-231 MESSAGE_OF_OTHER_TENANT}. */
    @Override
    public String toString() {
        return "PW-" + number + " " + name();
    }
}
