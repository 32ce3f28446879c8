package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The key of a message, and the commitment to the data key that it comes from: HKDF with HMAC-SHA-512, the message id as
 * salt.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5869">RFC 5869, sections 2.2 and 2.3</a>
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/framework/algorithm-suites.md">
 *     Algorithm suites, in the specification</a>
 */
final class MessageKeys {

    private static final String KEY_LABEL = "DERIVEKEY";
    private static final String COMMITMENT_LABEL = "COMMITKEY";
    private static final byte FIRST_BLOCK = 1;

    private final OperationKey messageKey;
    private final byte[] commitment;

    private MessageKeys(OperationKey messageKey, byte[] commitment) {
        this.messageKey = messageKey;
        this.commitment = commitment;
    }

    /** Derives both from a data key and the message id in the header. */
    static MessageKeys derive(Algorithms algorithms, OperationKey dataKey, MessageHeader header) {
        int messageId = header.messageId();
        byte[] salt = Arrays.copyOfRange(header.bytes(), messageId, messageId + MessageHeader.MESSAGE_ID_LENGTH);
        try (Hmac hmac = algorithms.hmacSha512();
                OperationKey pseudorandom = new OperationKey(hmac.key(salt).code(dataKey.bytes()))) {
            hmac.key(pseudorandom.bytes());
            // The commitment first: it is no secret, so nothing is left behind if the next step breaks.
            byte[] commitment = expand(hmac, commitmentInfo());
            return new MessageKeys(new OperationKey(expand(hmac, keyInfo())), commitment);
        }
    }

    /** Both outputs are shorter than one block of HKDF. */
    private static byte[] expand(Hmac hmac, byte[] info) {
        byte[] block = hmac.code(info);
        byte[] output = Arrays.copyOf(block, AesGcm.KEY_LENGTH);
        Arrays.fill(block, (byte) 0);
        return output;
    }

    private static byte[] keyInfo() {
        return ByteBuffer.allocate(Short.BYTES + KEY_LABEL.length() + 1)
                .putShort((short) MessageHeader.SUITE)
                .put(KEY_LABEL.getBytes(StandardCharsets.US_ASCII))
                .put(FIRST_BLOCK)
                .array();
    }

    private static byte[] commitmentInfo() {
        return ByteBuffer.allocate(COMMITMENT_LABEL.length() + 1)
                .put(COMMITMENT_LABEL.getBytes(StandardCharsets.US_ASCII))
                .put(FIRST_BLOCK)
                .array();
    }

    /** Fills in the commitment. */
    void commit(MessageHeader header) {
        System.arraycopy(commitment, 0, header.bytes(), header.commitment(), MessageHeader.COMMITMENT_LENGTH);
    }

    /** Refuses a message that is committed to another data key. */
    void requireCommitment(MessageHeader header) throws MessageRefused {
        byte[] claimed = Arrays.copyOfRange(
                header.bytes(), header.commitment(), header.commitment() + MessageHeader.COMMITMENT_LENGTH);
        if (!MessageDigest.isEqual(claimed, commitment)) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    /** The message key, which is the caller's to close. */
    OperationKey messageKey() {
        return messageKey;
    }
}
