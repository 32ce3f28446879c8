package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
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

    /** What HKDF is told, each with the number of its only block; the suite's id, two bytes, comes before the key's. */
    private static final String KEY_INFO =
            "" + (char) (MessageHeader.SUITE >> Byte.SIZE) + (char) (MessageHeader.SUITE & 0xFF) + "DERIVEKEY\u0001";

    private static final String COMMITMENT_INFO = "COMMITKEY\u0001";

    private final OperationKey messageKey;
    private final byte[] commitment;

    private MessageKeys(OperationKey messageKey, byte[] commitment) {
        this.messageKey = messageKey;
        this.commitment = commitment;
    }

    /** Derives both from a data key and the message id in the header. */
    static MessageKeys derive(Algorithms algorithms, OperationKey dataKey, MessageHeader header) {
        try (Hmac hmac = algorithms.hmacSha512();
                OperationKey pseudorandom =
                        new OperationKey(hmac.key(header.bytes(), header.messageId(), MessageHeader.MESSAGE_ID_LENGTH)
                                .code(dataKey.bytes()))) {
            byte[] commitment = expand(hmac.key(pseudorandom.bytes()), COMMITMENT_INFO);
            return new MessageKeys(new OperationKey(expand(hmac, KEY_INFO)), commitment);
        }
    }

    /** Both outputs are shorter than one block of HKDF. */
    private static byte[] expand(Hmac hmac, String info) {
        byte[] block = hmac.code(info.getBytes(StandardCharsets.US_ASCII));
        byte[] output = Arrays.copyOf(block, AesGcm.KEY_LENGTH);
        Arrays.fill(block, (byte) 0);
        return output;
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
