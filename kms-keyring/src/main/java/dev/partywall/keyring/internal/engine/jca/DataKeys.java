package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.message.EncryptedDataKeyFormat;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives each message its data key: one of its own, or, where reuse is allowed, one that others of the same encryption
 * context have too. Safe for many threads.
 */
final class DataKeys {

    private final Algorithms algorithms;
    private final Randomness randomness;
    private final @Nullable DataKeyReuse reuse;
    private final LongSupplier clockNanos;

    DataKeys(Algorithms algorithms, Randomness randomness, @Nullable DataKeyReuse reuse, LongSupplier clockNanos) {
        this.algorithms = algorithms;
        this.randomness = randomness;
        this.reuse = reuse;
        this.clockNanos = clockNanos;
    }

    /** A data key for a message whose length is not known yet: always its own. Fills in message id and encrypted form. */
    OperationKey own(AesGcm cipher, BranchKey key, MessageHeader header, RecordContext context) {
        return fresh(cipher, key, header, context.allPairs());
    }

    /** A data key for a message of this length. Fills in message id and encrypted form. */
    OperationKey forSealing(AesGcm cipher, BranchKey key, MessageHeader header, RecordContext context, long length) {
        byte[] pairs = context.allPairs();
        if (reuse == null) {
            return fresh(cipher, key, header, pairs);
        }
        ReusedDataKeys reused = reused(key, reuse);
        OperationKey found = reused.takeForSealing(pairs, length, header);
        if (found != null) {
            return Secret.handOver(found, dataKey -> {
                fillMessageId(header);
                return dataKey;
            });
        }
        OperationKey made = fresh(cipher, key, header, pairs);
        return Secret.handOver(made, dataKey -> {
            reused.keepForSealing(pairs, length, header, dataKey);
            return dataKey;
        });
    }

    /** The data key in a header. */
    OperationKey forOpening(AesGcm cipher, BranchKey key, MessageHeader header, RecordContext context)
            throws MessageRefused {
        byte[] pairs = header.context().with(context.required());
        if (reuse == null) {
            return unwrapped(cipher, key, header, pairs);
        }
        ReusedDataKeys reused = reused(key, reuse);
        OperationKey found = reused.takeForOpening(header, pairs);
        if (found != null) {
            return found;
        }
        OperationKey unwrapped = unwrapped(cipher, key, header, pairs);
        return Secret.handOver(unwrapped, dataKey -> {
            reused.keepForOpening(header, pairs, dataKey);
            return dataKey;
        });
    }

    private ReusedDataKeys reused(BranchKey key, DataKeyReuse bounds) {
        return key.prepared(same -> new ReusedDataKeys(bounds, clockNanos));
    }

    private OperationKey unwrapped(AesGcm cipher, BranchKey key, MessageHeader header, byte[] pairs)
            throws MessageRefused {
        return new EncryptedDataKey(algorithms, cipher, key, pairs).unwrap(header);
    }

    private OperationKey fresh(AesGcm cipher, BranchKey key, MessageHeader header, byte[] pairs) {
        return Secret.handOver(fillRandom(header), dataKey -> {
            new EncryptedDataKey(algorithms, cipher, key, pairs).wrap(dataKey, header);
            return dataKey;
        });
    }

    private void fillMessageId(MessageHeader header) {
        byte[] random = new byte[MessageHeader.MESSAGE_ID_LENGTH];
        randomness.fill(random);
        System.arraycopy(random, 0, header.bytes(), header.messageId(), random.length);
    }

    /** Fills in message id, salt and IV, and makes a data key, of one draw. */
    private OperationKey fillRandom(MessageHeader header) {
        int messageId = MessageHeader.MESSAGE_ID_LENGTH;
        int dataKey = messageId + EncryptedDataKeyFormat.VERSION;
        byte[] random = new byte[dataKey + EncryptedDataKeyFormat.DATA_KEY_LENGTH];
        randomness.fill(random);
        System.arraycopy(random, 0, header.bytes(), header.messageId(), messageId);
        System.arraycopy(random, messageId, header.bytes(), header.encryptedDataKey(), EncryptedDataKeyFormat.VERSION);
        OperationKey made = new OperationKey(Arrays.copyOfRange(random, dataKey, random.length));
        Arrays.fill(random, (byte) 0);
        return made;
    }
}
