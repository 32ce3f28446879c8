package dev.partywall.lifecycle.reencryption;

import dev.partywall.keyring.BranchKeyVersion;
import java.util.HashMap;
import java.util.Map;

/**
 * What became of records. Each record that was read is in one of the other numbers, except in a dry run, in which those that would
 * be rewritten are in none. Of a page that was under way when a process ended, the records that were rewritten already are
 * in {@code alreadyNewest}.
 *
 * @param read how many records were read
 * @param rewritten how many were sealed anew and replaced
 * @param alreadyNewest how many were under the newest version when they were read
 * @param changedMeanwhile how many somebody else changed before they could be replaced, and sealed under the newest version
 * @param gone how many were removed before they could be replaced
 * @param failed how many are as they were, because they could not be sealed anew or replaced
 * @param byVersion how many were read under each version that the tenant's branch key has; what is no message of the tenant, or
 *     names another version, is in none
 */
public record ReencryptionCounts(
        long read,
        long rewritten,
        long alreadyNewest,
        long changedMeanwhile,
        long gone,
        long failed,
        Map<BranchKeyVersion, Long> byVersion) {

    /** Nothing so far. */
    public static final ReencryptionCounts NONE = new ReencryptionCounts(0, 0, 0, 0, 0, 0, Map.of());

    /**
     * Copies the map.
     *
     * @param read how many records were read
     * @param rewritten how many were sealed anew and replaced
     * @param alreadyNewest how many were under the newest version when they were read
     * @param changedMeanwhile how many somebody else changed
     * @param gone how many were removed
     * @param failed how many are as they were
     * @param byVersion how many were read under each version
     */
    public ReencryptionCounts {
        byVersion = Map.copyOf(byVersion);
    }

    /**
     * These and others.
     *
     * @param other the others
     * @return the sums
     */
    public ReencryptionCounts plus(ReencryptionCounts other) {
        Map<BranchKeyVersion, Long> versions = new HashMap<>(byVersion);
        other.byVersion.forEach((version, count) -> versions.merge(version, count, Long::sum));
        return new ReencryptionCounts(
                read + other.read,
                rewritten + other.rewritten,
                alreadyNewest + other.alreadyNewest,
                changedMeanwhile + other.changedMeanwhile,
                gone + other.gone,
                failed + other.failed,
                versions);
    }
}
