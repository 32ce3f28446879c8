package dev.partywall.keyring.internal.message;

import dev.partywall.core.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Where the body of a message lies, by what its header and its frames claim.
 *
 * <p>Needed because the Encryption SDK's streams pass over bytes that follow a message in silence: a message with
 * something behind it would open in the streaming form and be refused in the other.
 *
 * @param offset where the body begins
 * @param framed whether it is cut into frames
 * @param frameLength bytes of content in each frame but the last
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/data-format/message-body.md">
 *     Message body, in the specification</a>
 */
public record MessageBody(long offset, boolean framed, long frameLength) {

    private static final int FINAL_FRAME = 0xFFFFFFFF;
    private static final int SEQUENCE = 4;
    private static final int IV = 12;
    private static final int TAG = 16;

    /** Refuses a file that does not end where the message in it does. */
    public void requireToEnd(FileChannel file) throws IOException, MessageRefused {
        long end = framed ? endOfFrames(file) : endOfContent(file, offset + IV, Long.BYTES);
        if (end != file.size()) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    private long endOfFrames(FileChannel file) throws IOException, MessageRefused {
        long frame = offset;
        while (number(file, frame, Integer.BYTES) != Integer.toUnsignedLong(FINAL_FRAME)) {
            frame += SEQUENCE + IV + frameLength + TAG;
        }
        return endOfContent(file, frame + SEQUENCE + SEQUENCE + IV, Integer.BYTES);
    }

    /** The end of a part that begins with the length of its content. */
    private static long endOfContent(FileChannel file, long position, int lengthBytes)
            throws IOException, MessageRefused {
        long length = number(file, position, lengthBytes);
        if (length < 0 || length > file.size()) {
            throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
        }
        return position + lengthBytes + length + TAG;
    }

    private static long number(FileChannel file, long position, int bytes) throws IOException, MessageRefused {
        ByteBuffer number = ByteBuffer.allocate(Long.BYTES).position(Long.BYTES - bytes);
        while (number.hasRemaining()) {
            if (file.read(number, position + number.position() - (Long.BYTES - bytes)) < 0) {
                throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
            }
        }
        return number.getLong(0);
    }
}
