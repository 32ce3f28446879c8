package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * Some records of a partition.
 *
 * @param records in the partition's order
 * @param unreadable those among them that cannot be read
 * @param next the place behind them, for {@link RecordSource#read}; empty at the partition's end. Text of the source's own, of 4,096
 *     characters at most; no secrets
 */
public record RecordPage(List<StoredRecord> records, List<UnreadableRecord> unreadable, Optional<String> next) {

    /**
     * Copies the lists.
     *
     * @param records in the partition's order
     * @param unreadable those among them that cannot be read
     * @param next the place behind them
     * @throws RecordSourceException if the place is too long: a job could not remember it
     */
    public RecordPage {
        records = List.copyOf(records);
        unreadable = List.copyOf(unreadable);
        if (next.isPresent() && next.get().length() > StoredRecord.LONGEST_KEY) {
            throw new RecordSourceException(
                    ErrorCode.RECORD_SOURCE_UNUSABLE,
                    false,
                    "a place of " + next.get().length() + " characters behind a page; a source's places may have "
                            + StoredRecord.LONGEST_KEY,
                    null);
        }
    }

    /**
     * A page of which every record was read.
     *
     * @param records in the partition's order
     * @param next the place behind them
     * @throws RecordSourceException if the place is too long: a job could not remember it
     */
    public RecordPage(List<StoredRecord> records, Optional<String> next) {
        this(records, List.of(), next);
    }
}
