package dev.partywall.lifecycle.reencryption;

import java.util.Objects;

/**
 * A record that its source finds and cannot read, such as an object that is too large: one of a job's failures, while the others are
 * gone on with.
 *
 * @param key how its source finds it again; 1 to 4,096 characters, the source's own text
 * @param reason why it cannot be read, for reasons of its own: what any record would run into, or what passes, a source throws
 */
public record UnreadableRecord(String key, RecordSourceException reason) {

    /**
     * Such a record.
     *
     * @param key how its source finds it again
     * @param reason why it cannot be read
     * @throws RecordSourceException if the key is empty or too long: a job could not remember it
     */
    public UnreadableRecord {
        StoredRecord.requireKey(key);
        Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
        return "UnreadableRecord[" + reason.code() + "]";
    }
}
