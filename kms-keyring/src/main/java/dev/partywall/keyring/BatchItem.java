package dev.partywall.keyring;

import java.util.Objects;

/**
 * One record of a batch: its id and its bytes, plaintext or message.
 *
 * <p>The bytes are not copied. {@code toString} shows the id alone.
 */
public final class BatchItem {

    private final RecordId recordId;
    private final byte[] bytes;

    private BatchItem(RecordId recordId, byte[] bytes) {
        this.recordId = Objects.requireNonNull(recordId, "recordId");
        this.bytes = Objects.requireNonNull(bytes, "bytes");
    }

    /**
     * An item.
     *
     * @param recordId which record
     * @param bytes its plaintext or its message
     * @return the item
     */
    public static BatchItem of(RecordId recordId, byte[] bytes) {
        return new BatchItem(recordId, bytes);
    }

    /**
     * Which record.
     *
     * @return the record's id
     */
    public RecordId recordId() {
        return recordId;
    }

    /**
     * Plaintext or message.
     *
     * @return the bytes, not a copy
     */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "BatchItem[" + recordId + "]";
    }
}
