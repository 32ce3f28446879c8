package dev.partywall.lifecycle.reencryption;

import java.util.Optional;

/**
 * Where re-encryptions keep what they remember: how far they came in each partition, who is at it, and what failed.
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li>{@link #find} sees every {@link #save} that returned before it began, from whichever JVM (linearizable).
 *   <li>Of several saves of the same version of a row, one wins; the others are refused and change nothing. That is what makes
 *       one process the only one at a partition.
 * </ul>
 *
 * <p>It is called with the row's tenant bound. Safe for many threads and many JVMs. Failures are {@link JobStoreException}.
 */
public interface JobStore {

    /**
     * A row, read consistently.
     *
     * @param key what it is of
     * @return the row, or empty if there is none
     * @throws JobStoreException if the store fails
     */
    Optional<JobEntry> find(JobKey key);

    /**
     * Stores a row, if the stored one still has its version; version 0 stands for a row that is not there yet.
     *
     * @param entry the row, with the version that was read
     * @return the row as it is stored: one version later
     * @throws JobConflictException if the stored row has another version
     * @throws JobStoreException if the store fails. It may have stored the row nevertheless, where its answer was lost
     */
    JobEntry save(JobEntry entry);
}
