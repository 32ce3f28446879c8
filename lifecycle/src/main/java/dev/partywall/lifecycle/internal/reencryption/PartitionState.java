package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.lifecycle.internal.reencryption.Outcome.Fate;
import dev.partywall.lifecycle.reencryption.ReencryptionCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a job remembers of a partition.
 *
 * @param owner who is at it
 * @param target the version that it is brought to
 * @param position how far it was gone through: where the source is to go on; empty at its beginning
 * @param done whether it was gone through to its end
 * @param counts what became of its records
 * @param failures those that failed, by their keys, in the order in which they were met
 * @param failuresNotRemembered how many more failed
 */
record PartitionState(
        Optional<Owner> owner,
        BranchKeyVersion target,
        Optional<String> position,
        boolean done,
        ReencryptionCounts counts,
        Map<String, ErrorCode> failures,
        long failuresNotRemembered) {

    static final int MOST_FAILURES = 1_000;

    /** Of their keys as the stored text has them: the rest of it has room in what a row holds, and a checkpoint stays cheap. */
    private static final int MOST_CHARACTERS = 200_000;

    /** A character that is not plain ASCII is written with so many. */
    private static final int ESCAPED = 6;

    static PartitionState beginning(BranchKeyVersion target) {
        return new PartitionState(
                Optional.empty(), target, Optional.empty(), false, ReencryptionCounts.NONE, Map.of(), 0);
    }

    PartitionState withOwner(Optional<Owner> other) {
        return new PartitionState(other, target, position, done, counts, failures, failuresNotRemembered);
    }

    /** After a page; where none follows, the partition is done. A record that failed on an earlier page was tried again. */
    PartitionState after(List<Outcome> page, Optional<String> next) {
        Remembered remembered = new Remembered(failures, failuresNotRemembered);
        ReencryptionCounts sum = counts;
        for (Outcome outcome : page) {
            boolean failedBefore = remembered.failures.containsKey(outcome.key());
            if (!failedBefore) {
                sum = sum.plus(outcome.counts());
            } else if (outcome.fate() != Fate.FAILED) {
                remembered.remove(outcome.key());
                sum = sum.plus(corrected(outcome.counts()));
            }
            outcome.failure().ifPresent(code -> remembered.add(outcome.key(), code));
        }
        return new PartitionState(
                owner, target, next, next.isEmpty(), sum, remembered.failures, remembered.notRemembered);
    }

    /** After records were tried again that had failed. */
    PartitionState afterRetry(List<Outcome> tried) {
        Map<String, ErrorCode> left = new LinkedHashMap<>(failures);
        ReencryptionCounts sum = counts;
        for (Outcome outcome : tried) {
            if (outcome.fate() == Fate.FAILED) {
                left.replace(outcome.key(), outcome.failure().orElseThrow());
            } else if (left.remove(outcome.key()) != null) {
                sum = sum.plus(corrected(outcome.counts()));
            }
        }
        return new PartitionState(owner, target, position, done, sum, left, failuresNotRemembered);
    }

    /** It was read, and counted under its version, when it failed. */
    private static ReencryptionCounts corrected(ReencryptionCounts one) {
        return new ReencryptionCounts(
                0, one.rewritten(), one.alreadyNewest(), one.changedMeanwhile(), one.gone(), -1, Map.of());
    }

    private static final class Remembered {

        private final Map<String, ErrorCode> failures;
        private long notRemembered;
        private int characters;

        Remembered(Map<String, ErrorCode> failures, long notRemembered) {
            this.failures = new LinkedHashMap<>(failures);
            this.notRemembered = notRemembered;
            failures.keySet().forEach(key -> characters += length(key));
        }

        void remove(String key) {
            failures.remove(key);
            characters -= length(key);
        }

        void add(String key, ErrorCode code) {
            int length = length(key);
            if (failures.containsKey(key)) {
                failures.put(key, code);
            } else if (failures.size() < MOST_FAILURES && characters + length <= MOST_CHARACTERS) {
                failures.put(key, code);
                characters += length;
            } else {
                notRemembered++;
            }
        }

        private static int length(String key) {
            int length = 0;
            for (int i = 0; i < key.length(); i++) {
                char letter = key.charAt(i);
                length += letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\' ? 1 : ESCAPED;
            }
            return length;
        }
    }

    /** The keys of those that failed. */
    List<String> failedKeys() {
        return new ArrayList<>(failures.keySet());
    }
}
