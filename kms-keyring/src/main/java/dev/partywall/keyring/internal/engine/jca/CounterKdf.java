package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.message.EncryptedDataKeyFormat;
import dev.partywall.keyring.internal.message.MessageHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Derives a wrapping key from a branch key: a key derivation function in counter mode with HMAC-SHA-256, of one block.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/108/r1/upd1/final">NIST SP 800-108, section 4.1</a>
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/framework/aws-kms/aws-kms-hierarchical-keyring.md">
 *     Hierarchical keyring, in the specification</a>
 */
final class CounterKdf {

    private static final int COUNTER = 1;
    private static final byte SEPARATOR = 0;
    private static final int LENGTH_IN_BITS = 256;

    private CounterKdf() {}

    /** The wrapping key for the salt that lies there. */
    static OperationKey wrappingKey(Algorithms algorithms, BranchKey key, byte[] salted, int salt) {
        byte[] input = ByteBuffer.allocate(
                        2 * Integer.BYTES + MessageHeader.PROVIDER.length() + 1 + EncryptedDataKeyFormat.SALT_LENGTH)
                .putInt(COUNTER)
                .put(MessageHeader.PROVIDER.getBytes(StandardCharsets.US_ASCII))
                .put(SEPARATOR)
                .put(salted, salt, EncryptedDataKeyFormat.SALT_LENGTH)
                .putInt(LENGTH_IN_BITS)
                .array();
        try (Hmac hmac = algorithms.hmacSha256()) {
            return new OperationKey(hmac.key(key.secretBytes()).code(input));
        }
    }
}
