package dev.partywall.keyring.internal.message;

import dev.partywall.core.ErrorCode;

/**
 * The body of a message, as its header claims it to be.
 *
 * <p>Its form is settled by its length: as many whole frames as fit, and one final frame, which may be shorter. That the
 * frames say the same of themselves is checked before any key is touched, so that of each sealed record exactly one
 * message opens: the Encryption SDK does not look at the sequence number of the final frame, and its streams pass over
 * what follows a message.
 *
 * @param offset where the body begins
 * @param framed whether it is cut into frames
 * @param frameLength bytes of content in each frame but the last
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/data-format/message-body.md">
 *     Message body, in the specification</a>
 */
public record MessageBody(long offset, boolean framed, long frameLength) {

    /** In the place of the sequence number of the final frame, which follows it. */
    public static final int FINAL_FRAME = 0xFFFFFFFF;

    /** How many frames there are at most, the final one included: each has a number of its own. */
    public static final int MAX_FRAMES = Integer.MAX_VALUE;

    /** Bytes of an IV, as of an encrypted data key's. */
    public static final int IV_LENGTH = 12;

    /** What a regular frame has beside its content: sequence number, IV, tag. */
    public static final int FRAME_OVERHEAD = Integer.BYTES + IV_LENGTH + MessageHeader.TAG_LENGTH;

    /** What the final frame has beside its content: marker, sequence number, IV, length, tag. */
    public static final int FINAL_FRAME_OVERHEAD = FRAME_OVERHEAD + 2 * Integer.BYTES;

    /** What a body that is not framed has beside its content: IV, length, tag. */
    public static final int BLOCK_OVERHEAD = IV_LENGTH + Long.BYTES + MessageHeader.TAG_LENGTH;

    /**
     * How a body is cut.
     *
     * @param frames how many whole frames there are before the last part
     * @param lastLength bytes of content in the last part: the final frame, or all of a body that is not framed
     */
    public record Cut(long frames, long lastLength) {

        /** Cuts a plaintext into frames of this length; one that fills its last frame has no empty one behind. */
        public static Cut of(long plaintextLength, int frameLength) {
            long frames = plaintextLength == 0 ? 0 : (plaintextLength - 1) / frameLength;
            return new Cut(frames, plaintextLength - frames * frameLength);
        }

        /** How long the body in frames of this length is. */
        public long bodyLength(int frameLength) {
            return frames * (FRAME_OVERHEAD + (long) frameLength) + FINAL_FRAME_OVERHEAD + lastLength;
        }
    }

    /** How long the plaintext of a body cut like this is. */
    public long plaintextLength(Cut cut) {
        return cut.frames * frameLength + cut.lastLength;
    }

    /** The longest part that is opened at once. */
    public long longestPart(Cut cut) {
        return cut.frames > 0 ? frameLength : cut.lastLength;
    }

    /** Refuses a message whose frames are not numbered from 1 on, or which does not end where its bytes do. */
    public <X extends Exception> Cut requireWellFormed(MessageBytes<X> message) throws MessageRefused, X {
        return framed ? requireFrames(message) : requireBlock(message);
    }

    private <X extends Exception> Cut requireFrames(MessageBytes<X> message) throws MessageRefused, X {
        long length = message.size() - offset - FINAL_FRAME_OVERHEAD;
        long stride = frameLength + FRAME_OVERHEAD;
        Cut cut = new Cut(length / stride, length % stride);
        require(length >= 0 && cut.lastLength <= frameLength && cut.frames < MAX_FRAMES);
        for (int i = 0; i < cut.frames; i++) {
            require(message.intAt(offset + i * stride) == i + 1);
        }
        long last = offset + cut.frames * stride;
        require(message.intAt(last) == FINAL_FRAME);
        require(message.intAt(last + Integer.BYTES) == cut.frames + 1);
        require(message.intAt(last + 2L * Integer.BYTES + IV_LENGTH) == (int) cut.lastLength);
        return cut;
    }

    private <X extends Exception> Cut requireBlock(MessageBytes<X> message) throws MessageRefused, X {
        long length = message.size() - offset - BLOCK_OVERHEAD;
        require(length >= 0);
        long claimed = (long) message.intAt(offset + IV_LENGTH) << Integer.SIZE
                | Integer.toUnsignedLong(message.intAt(offset + IV_LENGTH + Integer.BYTES));
        require(claimed == length);
        return new Cut(0, length);
    }

    private static void require(boolean condition) throws MessageRefused {
        if (!condition) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }
}
