package dev.partywall.keyring;

import dev.partywall.core.TenantId;
import java.util.Optional;

/**
 * The branch keys of all tenants: for operators and for onboarding, not for request handlers.
 *
 * <p>These methods name their tenant and need none bound. Where a tenant is bound it must be the one named
 * ({@link dev.partywall.core.TenantMismatchException} otherwise): code that serves one tenant does not manage another's
 * key. Each call runs with its tenant bound, so scoped SDK clients sign as that tenant.
 *
 * <p>Every method may be repeated after a crash at any step and then completes or reports what was done. All are safe
 * for many threads and many JVMs. Failures of AWS are {@link KeyUnavailableException}.
 */
public interface BranchKeys {

    /**
     * Creates the key store's table where it does not exist and waits until it is active. Its schema is that of the AWS
     * Encryption SDK: partition key {@code branch-key-id}, sort key {@code type}, on-demand billing.
     *
     * @throws KeyUnavailableException if a table of that name has another schema, or DynamoDB refuses
     */
    void createKeyStore();

    /**
     * Creates a tenant's branch key where it does not exist. The key store writes all rows of a key in one transaction,
     * so a crash leaves either all or none. Three KMS calls where the key is made, none where it exists.
     *
     * @param tenant whose key; its id is the branch key id
     * @return the active version, new or old
     * @throws KeyUnavailableException if AWS refuses, or a deletion of this key was not finished
     */
    BranchKeyVersion create(TenantId tenant);

    /**
     * Makes a new version of a tenant's branch key and makes it the active one. Old messages stay readable. The version
     * active when the call begins is the one to be replaced: of several rotations at the same time one makes a version.
     *
     * @param tenant whose key
     * @return how it ended
     * @throws KeyUnavailableException if the tenant has no key, or AWS refuses
     */
    Rotation rotate(TenantId tenant);

    /**
     * Makes a new version of a tenant's branch key if the given version is still the active one. However many JVMs ask
     * for the same rotation, one version is made: the key store's row is replaced under a condition on that version.
     *
     * @param tenant whose key
     * @param expected the version to be replaced, as {@link #describe} told it
     * @return how it ended
     * @throws KeyUnavailableException if the tenant has no key, or AWS refuses
     */
    Rotation rotate(TenantId tenant, BranchKeyVersion expected);

    /**
     * Carries a tenant's branch key, all versions of it, over to the root key that the {@link TenantKeyDirectory} names, from
     * the former ones that it names. KMS re-encrypts each row ({@code kms:ReEncryptFrom} on the former key,
     * {@code kms:ReEncryptTo} on the new one): no key leaves KMS. Versions stay what they are, so old messages stay readable, and
     * tenants are served meanwhile, as long as all JVMs know both root keys until this has returned.
     *
     * <p>Rows are carried over one by one; after a crash half-way, or where this fails half-way, repeat the call to finish.
     *
     * @param tenant whose key
     * @return how many rows this call carried over; 0 if all were under the root key already
     * @throws KeyUnavailableException if the tenant has no key, a row is under a KMS key that the directory does not name, or
     *     AWS refuses
     */
    int rewrap(TenantId tenant);

    /**
     * Describes a tenant's branch key. No KMS call.
     *
     * @param tenant whose key
     * @return its description, or empty if the tenant has no active branch key
     * @throws KeyUnavailableException if AWS refuses
     */
    Optional<BranchKeyDescription> describe(TenantId tenant);

    /**
     * Deletes all versions of a tenant's branch key from the key store, the active one first, and drops them from this
     * JVM's memory. <b>What the tenant sealed can then never be opened again</b> (crypto-shredding), as far as no backup
     * of the table exists; other JVMs keep what they have cached until its time to live ends.
     *
     * <p>After a crash half-way the tenant can open nothing; repeat the call to finish.
     *
     * @param tenant whose key
     * @return how many rows this call deleted; 0 if there was nothing
     * @throws KeyUnavailableException if AWS refuses
     */
    int delete(TenantId tenant);

    /**
     * As {@link #delete(TenantId)}, if the given version is still the active one: for whoever takes back what they made, and must
     * not delete what somebody else made in its place. Rows that are written meanwhile stay.
     *
     * @param tenant whose key
     * @param expected the version to be active, or to have been before a deletion that was not finished
     * @return how many rows this call deleted; 0 if another version is active
     * @throws KeyUnavailableException if AWS refuses
     */
    int delete(TenantId tenant, BranchKeyVersion expected);
}
