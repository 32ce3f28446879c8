package dev.partywall.core;

import java.time.Duration;
import java.time.Instant;

/**
 * Something the wall did for, or against, a tenant.
 *
 * <p>The family is sealed: a {@code switch} over it is checked by the compiler on newer JDKs. Events hold identifiers
 * only, never plaintext, keys, tokens or credentials. Record ids and purposes are the application's own words: choose
 * them so that they may stand in an audit trail.
 */
public sealed interface IsolationEvent {

    /**
     * When it happened, by the clock of the component that tells it.
     *
     * @return the moment
     */
    Instant at();

    /**
     * For whom the code ran.
     *
     * @return the bound tenant, or the tenant that an operator named
     */
    TenantId tenant();

    /**
     * A record was sealed under the tenant's branch key.
     *
     * @param at when
     * @param tenant whose record
     * @param purpose the encryptor's purpose
     * @param recordId which record
     * @param branchKeyVersion under which version of the branch key, a UUID
     */
    record RecordEncrypted(Instant at, TenantId tenant, String purpose, String recordId, String branchKeyVersion)
            implements IsolationEvent {}

    /**
     * A record was verified and opened.
     *
     * @param at when
     * @param tenant whose record
     * @param purpose the encryptor's purpose
     * @param recordId which record
     * @param branchKeyVersion under which version of the branch key, a UUID
     */
    record RecordDecrypted(Instant at, TenantId tenant, String purpose, String recordId, String branchKeyVersion)
            implements IsolationEvent {}

    /**
     * A message was refused. A run of {@link ErrorCode#MESSAGE_OF_OTHER_TENANT} is an attack or a bug: alarm on it.
     *
     * @param at when
     * @param tenant who tried
     * @param purpose the encryptor's purpose
     * @param recordId the record that was asked for
     * @param code why it was refused
     */
    record DecryptionRefused(Instant at, TenantId tenant, String purpose, String recordId, ErrorCode code)
            implements IsolationEvent {}

    /**
     * A branch key was fetched from the key store and unwrapped by KMS.
     *
     * @param at when
     * @param tenant whose key
     * @param branchKeyVersion which version, a UUID
     * @param took how long the key store took
     */
    record BranchKeyLoaded(Instant at, TenantId tenant, String branchKeyVersion, Duration took)
            implements IsolationEvent {}

    /**
     * A branch key could not be had.
     *
     * @param at when
     * @param tenant whose key
     * @param code why
     */
    record BranchKeyUnavailable(Instant at, TenantId tenant, ErrorCode code) implements IsolationEvent {}

    /**
     * All of a tenant's branch keys were dropped from the memory of this JVM on request.
     *
     * @param at when
     * @param tenant whose keys
     */
    record BranchKeysEvicted(Instant at, TenantId tenant) implements IsolationEvent {}

    /**
     * A branch key was created.
     *
     * @param at when
     * @param tenant whose key
     * @param branchKeyVersion its first version, a UUID
     */
    record BranchKeyCreated(Instant at, TenantId tenant, String branchKeyVersion) implements IsolationEvent {}

    /**
     * A branch key was rotated.
     *
     * @param at when
     * @param tenant whose key
     * @param from the version that was active, a UUID
     * @param to the version that is active now, a UUID
     */
    record BranchKeyRotated(Instant at, TenantId tenant, String from, String to) implements IsolationEvent {}

    /**
     * A branch key was carried over to another root key.
     *
     * @param at when
     * @param tenant whose key
     * @param rootKeyArn the KMS key that wraps it now
     * @param rows how many rows of the key store this call carried over
     */
    record BranchKeyRewrapped(Instant at, TenantId tenant, String rootKeyArn, int rows) implements IsolationEvent {}

    /**
     * A {@link TenantGate} refused a tenant, before anything was done for it or before a result went out.
     *
     * @param at when
     * @param tenant who was refused
     * @param code why
     */
    record TenantNotServed(Instant at, TenantId tenant, ErrorCode code) implements IsolationEvent {}

    /**
     * A tenant's place in its life changed, in the registry of tenants.
     *
     * @param at when
     * @param tenant whose
     * @param from the status it had, such as {@code ACTIVE}; empty for a tenant that is new
     * @param to the status it has, such as {@code SUSPENDED}
     */
    record TenantStatusChanged(Instant at, TenantId tenant, String from, String to) implements IsolationEvent {}

    /**
     * A step of an operation on a tenant was done, or taken back, and noted in the registry; or a partition of its records was
     * re-encrypted, and noted in the memory of the job.
     *
     * @param at when
     * @param tenant on whom
     * @param operation the operation, such as {@code ONBOARD}, or {@code REENCRYPT}
     * @param step the step, such as {@code branch-key}, or the partition
     * @param undone whether it was taken back
     */
    record OperationStepCompleted(Instant at, TenantId tenant, String operation, String step, boolean undone)
            implements IsolationEvent {}

    /**
     * An operation on a tenant failed. What it had made is being taken back, or it can be gone on with.
     *
     * @param at when
     * @param tenant on whom
     * @param operation the operation
     * @param step the step that failed
     * @param code why
     */
    record OperationFailed(Instant at, TenantId tenant, String operation, String step, ErrorCode code)
            implements IsolationEvent {}

    /**
     * All versions of a branch key were deleted from the key store.
     *
     * @param at when
     * @param tenant whose key
     * @param rows how many rows of the key store this call deleted
     */
    record BranchKeyDeleted(Instant at, TenantId tenant, int rows) implements IsolationEvent {}

    /**
     * STS gave a session of the tenant.
     *
     * @param at when
     * @param tenant whose session
     * @param roleArn the role
     * @param expiresAt when the session ends
     * @param took how long it took, waiting for the rate limit included
     */
    record SessionStarted(Instant at, TenantId tenant, String roleArn, Instant expiresAt, Duration took)
            implements IsolationEvent {}

    /**
     * A session of the tenant could not be had. A session that is still good stays in use.
     *
     * @param at when
     * @param tenant whose session
     * @param code why
     */
    record SessionUnavailable(Instant at, TenantId tenant, ErrorCode code) implements IsolationEvent {}

    /**
     * All of a tenant's sessions were dropped from the memory of this JVM on request.
     *
     * @param at when
     * @param tenant whose sessions
     */
    record SessionsEvicted(Instant at, TenantId tenant) implements IsolationEvent {}

    /**
     * A call to AWS was refused inside the JVM because it would not have gone out as the bound tenant. Alarm on it: it is
     * a client built wrong, or an attempt to get around the wall.
     *
     * @param at when
     * @param tenant for whom the code ran
     * @param service the service as the SDK names it, such as {@code DynamoDb}
     * @param operation the operation, such as {@code GetItem}
     * @param code why
     */
    record CallRefused(Instant at, TenantId tenant, String service, String operation, ErrorCode code)
            implements IsolationEvent {}
}
