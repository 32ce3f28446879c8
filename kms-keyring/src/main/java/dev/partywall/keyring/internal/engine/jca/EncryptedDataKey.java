package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.message.EncryptedDataKeyFormat;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The one encrypted data key of a header: a data key under a wrapping key that is derived from the branch key, bound to the
 * branch key's id and version and to the whole encryption context.
 *
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/framework/aws-kms/aws-kms-hierarchical-keyring.md#branch-key-wrapping">
 *     Branch key wrapping, in the specification</a>
 */
final class EncryptedDataKey {

    private final Algorithms algorithms;
    private final AesGcm cipher;
    private final BranchKey key;
    private final byte[] context;

    /**
     * For one operation.
     *
     * @param context all pairs, those that are not stored included
     */
    EncryptedDataKey(Algorithms algorithms, AesGcm cipher, BranchKey key, byte[] context) {
        this.algorithms = algorithms;
        this.cipher = cipher;
        this.key = key;
        this.context = context;
    }

    /** Fills in version and wrapped key; salt and IV are in the header already. */
    void wrap(OperationKey dataKey, MessageHeader header) {
        byte[] bytes = header.bytes();
        int at = header.encryptedDataKey();
        UUID version = UUID.fromString(key.version());
        ByteBuffer.wrap(bytes)
                .putLong(at + EncryptedDataKeyFormat.VERSION, version.getMostSignificantBits())
                .putLong(at + EncryptedDataKeyFormat.VERSION + Long.BYTES, version.getLeastSignificantBits());
        try (OperationKey wrappingKey = CounterKdf.wrappingKey(algorithms, key, bytes, at)) {
            associate(cipher.startSealing(wrappingKey, bytes, at + EncryptedDataKeyFormat.IV), bytes, at)
                    .seal(
                            dataKey.bytes(),
                            0,
                            EncryptedDataKeyFormat.DATA_KEY_LENGTH,
                            bytes,
                            at + EncryptedDataKeyFormat.WRAPPED_KEY);
        }
    }

    /** The data key, if it was wrapped under this branch key for this context. */
    OperationKey unwrap(MessageHeader header) throws MessageRefused {
        // Some providers write what they decrypt before they verify it.
        return Secret.handOver(
                new OperationKey(new byte[EncryptedDataKeyFormat.DATA_KEY_LENGTH]), dataKey -> unwrap(dataKey, header));
    }

    private OperationKey unwrap(OperationKey dataKey, MessageHeader header) throws MessageRefused {
        byte[] bytes = header.bytes();
        int at = header.encryptedDataKey();
        try (OperationKey wrappingKey = CounterKdf.wrappingKey(algorithms, key, bytes, at)) {
            associate(cipher.startOpening(wrappingKey, bytes, at + EncryptedDataKeyFormat.IV), bytes, at)
                    .open(
                            bytes,
                            at + EncryptedDataKeyFormat.WRAPPED_KEY,
                            EncryptedDataKeyFormat.DATA_KEY_LENGTH,
                            dataKey.bytes(),
                            0);
            return dataKey;
        }
    }

    /** Provider, branch key id, version and context, one after the other: they need not be put together for that. */
    private AesGcm associate(AesGcm started, byte[] bytes, int at) {
        return started.associate(MessageHeader.PROVIDER.getBytes(StandardCharsets.US_ASCII))
                .associate(key.tenant().value().getBytes(StandardCharsets.US_ASCII))
                .associate(bytes, at + EncryptedDataKeyFormat.VERSION, EncryptedDataKeyFormat.VERSION_LENGTH)
                .associate(context);
    }
}
