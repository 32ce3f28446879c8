package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.reencryption.RecordSource;
import dev.partywall.lifecycle.reencryption.RecordSourceException;
import java.util.HashSet;
import java.util.List;

/** The partitions of a source. A job over none would be complete at once, and a partition that is there twice is counted once. */
final class Partitions {

    private Partitions() {}

    /** Each once, and at least one. */
    static List<String> of(RecordSource source) {
        List<String> partitions = List.copyOf(source.partitions());
        if (partitions.isEmpty()) {
            throw unusable(source, "none");
        }
        if (new HashSet<>(partitions).size() < partitions.size()) {
            throw unusable(source, "one of them twice");
        }
        return partitions;
    }

    private static RecordSourceException unusable(RecordSource source, String which) {
        return new RecordSourceException(
                ErrorCode.RECORD_SOURCE_UNUSABLE,
                false,
                "source '" + source.name() + "' names its partitions, and " + which + "; mend its method partitions",
                null);
    }
}
