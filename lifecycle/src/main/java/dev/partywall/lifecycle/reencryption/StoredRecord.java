package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.RecordId;
import java.util.Objects;

/**
 * A sealed record as it was read from where it is stored. The message is not copied; {@code toString} shows nothing of it, for a key can be
 * somebody's name.
 */
public final class StoredRecord {

    /** So much of a key, or of a place in a partition, has room in what a job remembers. */
    static final int LONGEST_KEY = 4_096;

    private final String key;
    private final RecordId recordId;
    private final byte[] message;
    private final String revision;

    private StoredRecord(String key, RecordId recordId, byte[] message, String revision) {
        this.key = Objects.requireNonNull(key, "key");
        this.recordId = Objects.requireNonNull(recordId, "recordId");
        this.message = Objects.requireNonNull(message, "message");
        this.revision = Objects.requireNonNull(revision, "revision");
    }

    /**
     * A record whose stored bytes tell by themselves whether it was changed: no two messages are equal.
     *
     * @param key how its source finds it again; 1 to 4,096 characters
     * @param recordId the id that it was sealed for
     * @param message the message
     * @return the record
     * @throws RecordSourceException if the key is empty or too long: a job could not remember it
     */
    public static StoredRecord of(String key, RecordId recordId, byte[] message) {
        requireKey(key);
        return new StoredRecord(key, recordId, message, "");
    }

    static void requireKey(String key) {
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw new RecordSourceException(
                    ErrorCode.RECORD_SOURCE_UNUSABLE,
                    false,
                    "a record's key of " + key.length() + " characters; a source's keys may have 1 to " + LONGEST_KEY,
                    null);
        }
    }

    /**
     * This record with what the store tells its states apart by, such as an entity tag.
     *
     * @param changed the store's own text
     * @return the new record; this one stays as it is
     */
    public StoredRecord withRevision(String changed) {
        return new StoredRecord(key, recordId, message, changed);
    }

    /**
     * How its source finds it again.
     *
     * @return the key; the source's own text
     */
    public String key() {
        return key;
    }

    /**
     * Which record it is.
     *
     * @return the id that it was sealed for
     */
    public RecordId recordId() {
        return recordId;
    }

    /**
     * The message.
     *
     * @return the bytes, not a copy
     */
    public byte[] message() {
        return message;
    }

    /**
     * What the store tells its states apart by.
     *
     * @return the store's own text; empty if it goes by the message
     */
    public String revision() {
        return revision;
    }

    @Override
    public String toString() {
        return "StoredRecord";
    }
}
