package dev.partywall.lifecycle.internal.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows whose keys are not before any of some boundaries, and before another.
 *
 * <p>Only the database knows in which order it has texts, so nobody can check here that boundaries ascend. Each row is in one
 * partition whatever their order is: in that of the first boundary that it is before, or in the last.
 *
 * @param from the boundaries that its keys are not before
 * @param to the boundary that its keys are before; empty for the last
 */
record JdbcPartition(List<String> from, Optional<String> to) {

    /** All of them by their ids. */
    static Map<String, JdbcPartition> of(List<String> boundaries) {
        Map<String, JdbcPartition> partitions = new LinkedHashMap<>();
        for (int i = 0; i <= boundaries.size(); i++) {
            Optional<String> to = i < boundaries.size() ? Optional.of(boundaries.get(i)) : Optional.empty();
            JdbcPartition partition = new JdbcPartition(boundaries.subList(0, i), to);
            partitions.put(partition.id(), partition);
        }
        return partitions;
    }

    /** A key is not empty: what is empty is no bound. */
    private String id() {
        String last = from.isEmpty() ? "" : from.get(from.size() - 1);
        return SourceName.of(List.of("keys", last, to.orElse("")));
    }
}
