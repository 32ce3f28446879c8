package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.message.EncryptedDataKeyFormat;
import dev.partywall.keyring.internal.message.MessageHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The data keys that one branch key has in use: for sealing by the encryption context, for opening by encrypted data key and
 * encryption context. At most sixteen of either, the one used last staying longest; so few that looking through them costs
 * less than hashing a context. They go with the branch key.
 *
 * <p>Safe for many threads, with a lock that only one tenant's operations share; a key is copied out under it, so none is
 * overwritten while it is used.
 */
final class ReusedDataKeys implements BranchKey.Prepared {

    private static final int MAX_KEYS = 16;

    private final DataKeyReuse bounds;
    private final LongSupplier clockNanos;

    /** The one used last comes last. */
    private final List<DataKey> sealing = new ArrayList<>();

    private final List<DataKey> opening = new ArrayList<>();

    ReusedDataKeys(DataKeyReuse bounds, LongSupplier clockNanos) {
        this.bounds = bounds;
        this.clockNanos = clockNanos;
    }

    /** A data key that may seal this many bytes more, its encrypted form being filled in; or none. */
    synchronized @Nullable OperationKey takeForSealing(byte[] context, long length, MessageHeader header) {
        DataKey found = use(sealing, context);
        if (found == null || !found.count(length)) {
            return null;
        }
        System.arraycopy(found.encrypted, 0, header.bytes(), header.encryptedDataKey(), found.encrypted.length);
        return found.copy();
    }

    /** Keeps a data key that is about to seal this many bytes, unless that is more than it may. */
    synchronized void keepForSealing(byte[] context, long length, MessageHeader header, OperationKey dataKey) {
        if (length <= bounds.maximumBytes()) {
            keep(sealing, new DataKey(context, encrypted(header), dataKey, length));
        }
    }

    /** The data key that was found in the same encrypted data key before; or none. */
    synchronized @Nullable OperationKey takeForOpening(MessageHeader header, byte[] context) {
        DataKey found = use(opening, openingId(header, context));
        return found == null ? null : found.copy();
    }

    /** Keeps a data key that was unwrapped. */
    synchronized void keepForOpening(MessageHeader header, byte[] context, OperationKey dataKey) {
        keep(opening, new DataKey(openingId(header, context), new byte[0], dataKey, 0));
    }

    private static byte[] encrypted(MessageHeader header) {
        int at = header.encryptedDataKey();
        return Arrays.copyOfRange(header.bytes(), at, at + EncryptedDataKeyFormat.LENGTH);
    }

    /** An encrypted data key has one length only: no two pairs of it and a context look the same. */
    private static byte[] openingId(MessageHeader header, byte[] context) {
        byte[] id = Arrays.copyOf(encrypted(header), EncryptedDataKeyFormat.LENGTH + context.length);
        System.arraycopy(context, 0, id, EncryptedDataKeyFormat.LENGTH, context.length);
        return id;
    }

    /** The key of this id, which is the one used last from now on. Drops those that are too old. */
    private @Nullable DataKey use(List<DataKey> keys, byte[] id) {
        dropOld();
        DataKey found = remove(keys, id);
        if (found != null) {
            keys.add(found);
        }
        return found;
    }

    private static @Nullable DataKey remove(List<DataKey> keys, byte[] id) {
        for (int i = keys.size() - 1; i >= 0; i--) {
            if (Arrays.equals(keys.get(i).id, id)) {
                return keys.remove(i);
            }
        }
        return null;
    }

    private void dropOld() {
        long now = clockNanos.getAsLong();
        sealing.removeIf(key -> key.wipeIfOver(now));
        opening.removeIf(key -> key.wipeIfOver(now));
    }

    private static void keep(List<DataKey> keys, DataKey kept) {
        DataKey before = remove(keys, kept.id);
        if (before != null) {
            before.wipe();
        }
        keys.add(kept);
        if (keys.size() > MAX_KEYS) {
            keys.remove(0).wipe();
        }
    }

    @Override
    public synchronized void close() {
        sealing.forEach(DataKey::wipe);
        opening.forEach(DataKey::wipe);
        sealing.clear();
        opening.clear();
    }

    /** One data key and what it sealed so far. */
    private final class DataKey {

        private final byte[] id;
        private final byte[] encrypted;
        private final byte[] bytes;
        private final long deadline =
                clockNanos.getAsLong() + bounds.maximumAge().toNanos();
        private long messages = 1;
        private long sealed;

        DataKey(byte[] id, byte[] encrypted, OperationKey dataKey, long sealed) {
            this.id = id;
            this.encrypted = encrypted;
            this.bytes = dataKey.bytes().clone();
            this.sealed = sealed;
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

        /** Overwrites it if it is too old, and tells whether it was. */
        boolean wipeIfOver(long now) {
            boolean over = now - deadline >= 0;
            if (over) {
                wipe();
            }
            return over;
        }

        OperationKey copy() {
            return new OperationKey(bytes.clone());
        }

        void wipe() {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
