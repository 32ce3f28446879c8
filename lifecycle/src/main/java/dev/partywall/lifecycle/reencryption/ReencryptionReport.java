package dev.partywall.lifecycle.reencryption;

import dev.partywall.keyring.BranchKeyVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How far a re-encryption is, over all partitions that it was asked for, with what earlier runs for the same version did.
 *
 * @param newest the version that was active when the run began; empty if it was stopped before it knew
 * @param counts what became of the records, partitions held by others left out
 * @param failures the records that failed and are remembered, for {@link Reencryption#retryFailed}; the first 1,000 of a partition, or
 *     fewer where their keys are long
 * @param failuresNotRemembered how many more failed: for them only {@link Reencryption#restart} helps
 * @param heldByOthers partitions that another process is at
 * @param complete whether every partition was gone through to its end for {@code newest} or a version made since; what failed is
 *     as it was nevertheless
 * @param took how long this run took
 */
public record ReencryptionReport(
        Optional<BranchKeyVersion> newest,
        ReencryptionCounts counts,
        List<ReencryptionFailure> failures,
        long failuresNotRemembered,
        List<String> heldByOthers,
        boolean complete,
        Duration took) {

    /**
     * Copies the lists.
     *
     * @param newest the version that was active when the run began
     * @param counts what became of the records
     * @param failures the records that failed and are remembered
     * @param failuresNotRemembered how many more failed
     * @param heldByOthers partitions that another process is at
     * @param complete whether every partition was gone through to its end
     * @param took how long this run took
     */
    public ReencryptionReport {
        failures = List.copyOf(failures);
        heldByOthers = List.copyOf(heldByOthers);
    }

    /**
     * Whether nothing is left to do: of a run, all that was stored when it began is under the version of then or a newer one.
     *
     * @return true if it is complete and nothing failed
     */
    public boolean isClean() {
        return complete && counts.failed() == 0;
    }
}
