package dev.partywall.keyring.internal.message;

import dev.partywall.core.ErrorCode;

/**
 * The body of a message, as its header claims it to be.
 *
 * <p>The Encryption SDK verifies its content, but not all of its form: the sequence number of the final frame is not
 * looked at (bytes that can be changed without the SDK's notice), and its streams pass over what follows a message. Both
 * are checked here, so that of each sealed record exactly one message opens.
 *
 * @param offset where the body begins
 * @param framed whether it is cut into frames
 * @param frameLength bytes of content in each frame but the last
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/data-format/message-body.md">
 *     Message body, in the specification</a>
 */
public record MessageBody(long offset, boolean framed, long frameLength) {

    private static final long FINAL_FRAME = 0xFFFFFFFFL;
    private static final int SEQUENCE = 4;
    private static final int IV = 12;
    private static final int TAG = 16;

    /** Refuses a message whose frames are not numbered from 1 on, or which does not end where its bytes do. */
    public <X extends Exception> void requireWellFormed(MessageBytes<X> message) throws MessageRefused, X {
        long end = framed ? endOfFrames(message) : endOfContent(message);
        if (end != message.size()) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    private <X extends Exception> long endOfFrames(MessageBytes<X> message) throws MessageRefused, X {
        long frame = offset;
        long expected = 1;
        for (long marker = message.unsignedInt(frame); marker != FINAL_FRAME; marker = message.unsignedInt(frame)) {
            requireSequence(expected++, marker);
            frame += SEQUENCE + IV + frameLength + TAG;
        }
        requireSequence(expected, message.unsignedInt(frame + SEQUENCE));
        long length = frame + SEQUENCE + SEQUENCE + IV;
        return length + Integer.BYTES + message.unsignedInt(length) + TAG;
    }

    private <X extends Exception> long endOfContent(MessageBytes<X> message) throws MessageRefused, X {
        long length = message.longAt(offset + IV);
        if (length < 0 || length > message.size()) {
            throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
        }
        return offset + IV + Long.BYTES + length + TAG;
    }

    private static void requireSequence(long expected, long actual) throws MessageRefused {
        if (actual != expected) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }
}
