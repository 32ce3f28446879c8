package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the parts of one message under its key: the header's tag, frames, or the one block of a body that is not
 * framed. Each part is bound to the message, to its kind, its number and its length. Not safe for many threads.
 *
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/data-format/message-body-aad.md">
 *     Message body AAD, in the specification</a>
 */
final class MessageCipher implements Secret {

    private static final int FIRST = 1;

    private final AesGcm cipher;
    private final OperationKey key;
    private final MessageHeader header;
    private ByteBuffer associatedData = ByteBuffer.allocate(0);
    private @Nullable Part associatedPart;

    /** Owns the key from now on. */
    MessageCipher(AesGcm cipher, OperationKey key, MessageHeader header) {
        this.cipher = cipher;
        this.key = key;
        this.header = header;
    }

    private enum Part {
        FRAME("AWSKMSEncryptionClient Frame"),
        FINAL_FRAME("AWSKMSEncryptionClient Final Frame"),
        BLOCK("AWSKMSEncryptionClient Single Block");

        private final String label;

        Part(String label) {
            this.label = label;
        }
    }

    /** Fills in the header's tag. The IV is zero: no other part has that number. */
    void sealHeader(RecordContext context) {
        cipher.startSealing(key, new byte[MessageBody.IV_LENGTH], 0)
                .associate(header.authenticated(context))
                .seal(new byte[0], 0, 0, header.bytes(), header.tag());
    }

    void requireHeader(RecordContext context) throws MessageRefused {
        cipher.startOpening(key, new byte[MessageBody.IV_LENGTH], 0)
                .associate(header.authenticated(context))
                .open(header.bytes(), header.tag(), 0, new byte[0], 0);
    }

    /** Writes a frame; returns where it ends. */
    int sealFrame(int number, byte[] plaintext, int offset, int length, byte[] into, int at) {
        ByteBuffer.wrap(into).putInt(at, number);
        return sealContent(Part.FRAME, number, plaintext, offset, length, into, at + Integer.BYTES, 0);
    }

    /** Writes the final frame; returns where it ends. */
    int sealFinalFrame(int number, byte[] plaintext, int offset, int length, byte[] into, int at) {
        int iv = at + 2 * Integer.BYTES;
        ByteBuffer.wrap(into)
                .putInt(at, MessageBody.FINAL_FRAME)
                .putInt(at + Integer.BYTES, number)
                .putInt(iv + MessageBody.IV_LENGTH, length);
        return sealContent(Part.FINAL_FRAME, number, plaintext, offset, length, into, iv, Integer.BYTES);
    }

    private int sealContent(
            Part part, int number, byte[] plaintext, int offset, int length, byte[] into, int iv, int between) {
        // The first eight bytes of the IV stay zero.
        ByteBuffer.wrap(into).putLong(iv, 0).putInt(iv + Long.BYTES, number);
        return cipher.startSealing(key, into, iv)
                .associate(associatedData(part, number, length))
                .seal(plaintext, offset, length, into, iv + MessageBody.IV_LENGTH + between);
    }

    /** Opens the frame that begins there. */
    void openFrame(int number, byte[] sealed, int at, int length, byte[] into, int offset) throws MessageRefused {
        openContent(Part.FRAME, number, sealed, at + Integer.BYTES, 0, length, into, offset);
    }

    /** Opens the final frame, which begins there. */
    void openFinalFrame(int number, byte[] sealed, int at, int length, byte[] into, int offset) throws MessageRefused {
        openContent(Part.FINAL_FRAME, number, sealed, at + 2 * Integer.BYTES, Integer.BYTES, length, into, offset);
    }

    /** Opens the body that is not framed, which begins there. */
    void openBlock(byte[] sealed, int at, int length, byte[] into, int offset) throws MessageRefused {
        openContent(Part.BLOCK, FIRST, sealed, at, Long.BYTES, length, into, offset);
    }

    private void openContent(
            Part part, int number, byte[] sealed, int iv, int between, int length, byte[] into, int offset)
            throws MessageRefused {
        requireIv(sealed, iv, number);
        cipher.startOpening(key, sealed, iv)
                .associate(associatedData(part, number, length))
                .open(sealed, iv + MessageBody.IV_LENGTH + between, length, into, offset);
    }

    /** The number of a part is its IV: whoever holds the key cannot write it with another, either. */
    private static void requireIv(byte[] sealed, int iv, int number) throws MessageRefused {
        ByteBuffer bytes = ByteBuffer.wrap(sealed);
        if (bytes.getLong(iv) != 0 || bytes.getInt(iv + Long.BYTES) != number) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    /** The same bytes for each part of a kind, but for its number and its length at the end. */
    private byte[] associatedData(Part part, int number, int length) {
        if (associatedPart != part) {
            byte[] label = part.label.getBytes(StandardCharsets.US_ASCII);
            associatedData = ByteBuffer.allocate(
                            MessageHeader.MESSAGE_ID_LENGTH + label.length + Integer.BYTES + Long.BYTES)
                    .put(header.bytes(), header.messageId(), MessageHeader.MESSAGE_ID_LENGTH)
                    .put(label);
            associatedPart = part;
        }
        int end = associatedData.capacity();
        return associatedData
                .putInt(end - Integer.BYTES - Long.BYTES, number)
                .putLong(end - Long.BYTES, length)
                .array();
    }

    @Override
    public void close() {
        key.close();
    }
}
