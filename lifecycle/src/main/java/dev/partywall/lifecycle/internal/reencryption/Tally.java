package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.lifecycle.internal.reencryption.Outcome.Fate;
import dev.partywall.lifecycle.reencryption.ReencryptionCounts;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts of a run while it goes on. Safe for many threads. */
final class Tally {

    private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
    private final Map<BranchKeyVersion, Long> versions = new HashMap<>();
    private ReencryptionCounts before = ReencryptionCounts.NONE;
    private long read;

    /** What earlier runs did. */
    synchronized void add(ReencryptionCounts earlier) {
        before = before.plus(earlier);
    }

    synchronized void add(Outcome outcome) {
        read++;
        fates.merge(outcome.fate(), 1L, Long::sum);
        outcome.version().ifPresent(version -> versions.merge(version, 1L, Long::sum));
    }

    /** How many records this run has read. */
    synchronized long read() {
        return read;
    }

    synchronized ReencryptionCounts counts() {
        return before.plus(new ReencryptionCounts(
                read,
                count(Fate.REWRITTEN),
                count(Fate.ALREADY_NEWEST),
                count(Fate.CHANGED_MEANWHILE),
                count(Fate.GONE),
                count(Fate.FAILED),
                versions));
    }

    private long count(Fate fate) {
        return fates.getOrDefault(fate, 0L);
    }
}
