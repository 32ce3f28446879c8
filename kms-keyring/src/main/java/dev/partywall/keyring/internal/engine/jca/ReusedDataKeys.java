package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.message.EncryptedDataKeyFormat;
import dev.partywall.keyring.internal.message.MessageHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The data keys that one branch key has in use: for sealing by the encryption context, for opening by the encrypted data
 * key and the encryption context. At most sixteen, the one used last staying longest. They go with the branch key.
 *
 * <p>Safe for many threads, with a lock that only one tenant's operations share; a key is copied out under it, so none is
 * overwritten while it is used.
 */
final class ReusedDataKeys implements BranchKey.Prepared {

    private static final int MAX_KEYS = 16;

    private final DataKeyReuse bounds;
    private final LongSupplier clockNanos;
    private final Map<ByteBuffer, DataKey> keys = new LinkedHashMap<>(MAX_KEYS, 0.75f, true);

    ReusedDataKeys(DataKeyReuse bounds, LongSupplier clockNanos) {
        this.bounds = bounds;
        this.clockNanos = clockNanos;
    }

    /** A data key that may seal this many bytes more, its encrypted form being filled in; or none. */
    synchronized @Nullable OperationKey takeForSealing(byte[] context, long length, MessageHeader header) {
        DataKey found = find(ByteBuffer.wrap(context));
        if (found == null || !found.count(length)) {
            return null;
        }
        System.arraycopy(found.encrypted, 0, header.bytes(), header.encryptedDataKey(), found.encrypted.length);
        return found.copy();
    }

    /** Keeps a data key that just sealed this many bytes. */
    synchronized void keepForSealing(byte[] context, long length, MessageHeader header, OperationKey dataKey) {
        DataKey kept = new DataKey(encrypted(header), dataKey);
        if (kept.count(length)) {
            keep(ByteBuffer.wrap(context), kept);
        } else {
            kept.wipe();
        }
    }

    /** The data key that was found in the header's encrypted data key before; or none. */
    synchronized @Nullable OperationKey takeForOpening(byte[] context, MessageHeader header) {
        DataKey found = find(opening(context, header));
        return found == null ? null : found.copy();
    }

    /** Keeps a data key that was unwrapped from this header, for this context. */
    synchronized void keepForOpening(byte[] context, MessageHeader header, OperationKey dataKey) {
        keep(opening(context, header), new DataKey(new byte[0], dataKey));
    }

    private static ByteBuffer opening(byte[] context, MessageHeader header) {
        return ByteBuffer.allocate(EncryptedDataKeyFormat.LENGTH + context.length)
                .put(header.bytes(), header.encryptedDataKey(), EncryptedDataKeyFormat.LENGTH)
                .put(context)
                .flip();
    }

    private static byte[] encrypted(MessageHeader header) {
        int at = header.encryptedDataKey();
        return Arrays.copyOfRange(header.bytes(), at, at + EncryptedDataKeyFormat.LENGTH);
    }

    private @Nullable DataKey find(ByteBuffer key) {
        DataKey found = keys.get(key);
        if (found != null && clockNanos.getAsLong() - found.deadline >= 0) {
            keys.remove(key);
            found.wipe();
            return null;
        }
        return found;
    }

    private void keep(ByteBuffer key, DataKey kept) {
        DataKey before = keys.put(key, kept);
        if (before != null) {
            before.wipe();
        }
        if (keys.size() > MAX_KEYS) {
            var oldest = keys.entrySet().iterator();
            oldest.next().getValue().wipe();
            oldest.remove();
        }
    }

    @Override
    public synchronized void close() {
        keys.values().forEach(DataKey::wipe);
        keys.clear();
    }

    /** One data key and what it sealed so far. */
    private final class DataKey {

        private final byte[] encrypted;
        private final byte[] bytes;
        private final long deadline =
                clockNanos.getAsLong() + bounds.maximumAge().toNanos();
        private long messages;
        private long sealed;

        DataKey(byte[] encrypted, OperationKey dataKey) {
            this.encrypted = encrypted;
            this.bytes = dataKey.bytes().clone();
        }

        /** Counts a message, unless it is one too many or too long. */
        boolean count(long length) {
            if (messages >= bounds.maximumMessages() || length > bounds.maximumBytes() - sealed) {
                return false;
            }
            messages++;
            sealed += length;
            return true;
        }

        OperationKey copy() {
            return new OperationKey(bytes.clone());
        }

        void wipe() {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
