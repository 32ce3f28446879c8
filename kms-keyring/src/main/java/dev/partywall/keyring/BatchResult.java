package dev.partywall.keyring;

import dev.partywall.core.TenantIsolationException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of one item of a batch: its bytes, or why there are none. {@code toString} never shows the bytes. */
public final class BatchResult {

    private final RecordId recordId;
    private final byte @Nullable [] bytes;
    private final @Nullable TenantIsolationException failure;

    private BatchResult(RecordId recordId, byte @Nullable [] bytes, @Nullable TenantIsolationException failure) {
        this.recordId = recordId;
        this.bytes = bytes;
        this.failure = failure;
    }

    /**
     * An item that succeeded.
     *
     * @param recordId which record
     * @param bytes its message or its plaintext
     * @return the result
     */
    public static BatchResult succeeded(RecordId recordId, byte[] bytes) {
        return new BatchResult(recordId, bytes, null);
    }

    /**
     * An item that failed.
     *
     * @param recordId which record
     * @param failure why
     * @return the result
     */
    public static BatchResult failed(RecordId recordId, TenantIsolationException failure) {
        return new BatchResult(recordId, null, failure);
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
     * Message or plaintext.
     *
     * @return the bytes, not a copy
     * @throws TenantIsolationException the failure, if the item failed
     */
    public byte[] bytes() {
        if (failure != null) {
            throw failure;
        }
        if (bytes == null) {
            throw new IllegalStateException("a result has either bytes or a failure");
        }
        return bytes;
    }

    /**
     * Why the item failed.
     *
     * @return the failure, or empty if it succeeded
     */
    public Optional<TenantIsolationException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public String toString() {
        return "BatchResult[" + recordId + ", " + (failure == null ? "succeeded" : failure.code()) + "]";
    }
}
