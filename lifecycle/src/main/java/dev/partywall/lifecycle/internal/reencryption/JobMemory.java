package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.internal.json.MalformedJsonException;
import dev.partywall.lifecycle.reencryption.JobConflictException;
import dev.partywall.lifecycle.reencryption.JobEntry;
import dev.partywall.lifecycle.reencryption.JobKey;
import dev.partywall.lifecycle.reencryption.JobStore;
import dev.partywall.lifecycle.reencryption.JobStoreException;
import java.util.Optional;

/** Reads and writes a job's memory. */
final class JobMemory {

    private final JobStore store;

    JobMemory(JobStore store) {
        this.store = store;
    }

    Optional<JobEntry> find(JobKey key) {
        return store.find(key);
    }

    PartitionState read(JobEntry entry) {
        try {
            return StateJson.read(entry.text());
        } catch (MalformedJsonException refused) {
            throw new JobStoreException(
                    ErrorCode.REENCRYPTION_STATE_MALFORMED,
                    entry.key().tenant(),
                    false,
                    "the row of job '" + entry.key().job() + "' cannot be read: " + refused.getMessage()
                            + "; update this release if a newer one wrote it, or else delete the row: the job then begins anew",
                    refused);
        }
    }

    /**
     * Stores a state in the place of what was read.
     *
     * @throws JobConflictException if another process stored one. That this run's own save came through while its answer was lost is
     *     no conflict: no other process writes the same text, as it would name another owner
     */
    JobEntry save(JobEntry read, PartitionState next) {
        JobEntry wanted = new JobEntry(read.key(), read.version(), StateJson.write(next));
        try {
            return store.save(wanted);
        } catch (JobConflictException conflict) {
            return store.find(read.key())
                    .filter(found -> found.version() == wanted.version() + 1
                            && found.text().equals(wanted.text()))
                    .orElseThrow(() -> conflict);
        }
    }
}
