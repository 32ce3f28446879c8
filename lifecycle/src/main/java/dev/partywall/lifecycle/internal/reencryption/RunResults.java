package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.lifecycle.reencryption.ReencryptionCounts;
import dev.partywall.lifecycle.reencryption.ReencryptionFailure;
import dev.partywall.lifecycle.reencryption.ReencryptionReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known of the partitions of a run. Safe for many threads. */
final class RunResults {

    private final long begun = System.nanoTime();
    private final Map<String, PartitionState> states = new TreeMap<>();
    private final TreeSet<String> held = new TreeSet<>();
    private final Set<String> complete = new HashSet<>();
    private Optional<BranchKeyVersion> newest = Optional.empty();
    private Optional<Integer> partitions = Optional.empty();

    synchronized void begin(int count, BranchKeyVersion active) {
        partitions = Optional.of(count);
        newest = Optional.of(active);
    }

    /** What is done counts for the run only where it reaches the version of its beginning. */
    synchronized void add(String partition, PartitionState state, boolean reaches) {
        states.put(partition, state);
        if (state.done() && reaches) {
            complete.add(partition);
        } else {
            complete.remove(partition);
        }
    }

    synchronized void addHeld(String partition) {
        held.add(partition);
    }

    synchronized ReencryptionReport report() {
        ReencryptionCounts counts = ReencryptionCounts.NONE;
        List<ReencryptionFailure> failures = new ArrayList<>();
        long notRemembered = 0;
        for (Map.Entry<String, PartitionState> one : states.entrySet()) {
            PartitionState state = one.getValue();
            counts = counts.plus(state.counts());
            notRemembered += state.failuresNotRemembered();
            state.failures().forEach((key, code) -> failures.add(new ReencryptionFailure(one.getKey(), key, code)));
        }
        return new ReencryptionReport(
                newest,
                counts,
                failures,
                notRemembered,
                new ArrayList<>(held),
                isComplete(),
                Duration.ofNanos(System.nanoTime() - begun));
    }

    private boolean isComplete() {
        return partitions.isPresent() && partitions.get() == complete.size();
    }
}
