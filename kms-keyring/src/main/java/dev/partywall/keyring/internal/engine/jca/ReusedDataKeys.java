package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.message.EncryptedDataKeyFormat;
import dev.partywall.keyring.internal.message.MessageHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The data keys that one branch key has in use: for sealing by the encryption context, for opening by encrypted data key and
 * encryption context, each by their SHA-256. At most sixteen of either, the one used last staying longest. They go with the
 * branch key.
 *
 * <p>Safe for many threads, with a lock that only one tenant's operations share; a key is copied out under it, so none is
 * overwritten while it is used.
 */
final class ReusedDataKeys implements BranchKey.Prepared {

    private static final int MAX_KEYS = 16;

    private final DataKeyReuse bounds;
    private final LongSupplier clockNanos;
    private final Map<ByteBuffer, DataKey> sealing = new LinkedHashMap<>(MAX_KEYS, 0.75f, true);
    private final Map<ByteBuffer, DataKey> opening = new LinkedHashMap<>(MAX_KEYS, 0.75f, true);

    ReusedDataKeys(DataKeyReuse bounds, LongSupplier clockNanos) {
        this.bounds = bounds;
        this.clockNanos = clockNanos;
    }

    /** A data key that may seal this many bytes more, its encrypted form being filled in; or none. */
    synchronized @Nullable OperationKey takeForSealing(ByteBuffer id, long length, MessageHeader header) {
        dropOld();
        DataKey found = sealing.get(id);
        if (found == null || !found.count(length)) {
            return null;
        }
        System.arraycopy(found.encrypted, 0, header.bytes(), header.encryptedDataKey(), found.encrypted.length);
        return found.copy();
    }

    /** Keeps a data key that is about to seal this many bytes. */
    synchronized void keepForSealing(ByteBuffer id, long length, MessageHeader header, OperationKey dataKey) {
        DataKey kept = new DataKey(encrypted(header), dataKey);
        if (kept.count(length)) {
            keep(sealing, id, kept);
        } else {
            kept.wipe();
        }
    }

    /** The data key that was found in the same encrypted data key before; or none. */
    synchronized @Nullable OperationKey takeForOpening(ByteBuffer id) {
        dropOld();
        DataKey found = opening.get(id);
        return found == null ? null : found.copy();
    }

    /** Keeps a data key that was unwrapped. */
    synchronized void keepForOpening(ByteBuffer id, OperationKey dataKey) {
        keep(opening, id, new DataKey(new byte[0], dataKey));
    }

    static byte[] encrypted(MessageHeader header) {
        int at = header.encryptedDataKey();
        return Arrays.copyOfRange(header.bytes(), at, at + EncryptedDataKeyFormat.LENGTH);
    }

    private void dropOld() {
        long now = clockNanos.getAsLong();
        dropOld(sealing, now);
        dropOld(opening, now);
    }

    private static void dropOld(Map<ByteBuffer, DataKey> keys, long now) {
        Iterator<DataKey> all = keys.values().iterator();
        while (all.hasNext()) {
            DataKey key = all.next();
            if (now - key.deadline >= 0) {
                key.wipe();
                all.remove();
            }
        }
    }

    private static void keep(Map<ByteBuffer, DataKey> keys, ByteBuffer id, DataKey kept) {
        DataKey before = keys.put(id, kept);
        if (before != null) {
            before.wipe();
        }
        if (keys.size() > MAX_KEYS) {
            Iterator<DataKey> oldest = keys.values().iterator();
            oldest.next().wipe();
            oldest.remove();
        }
    }

    @Override
    public synchronized void close() {
        sealing.values().forEach(DataKey::wipe);
        opening.values().forEach(DataKey::wipe);
        sealing.clear();
        opening.clear();
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
