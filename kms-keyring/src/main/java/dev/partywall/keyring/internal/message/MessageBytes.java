package dev.partywall.keyring.internal.message;

import dev.partywall.core.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A message that lies in memory or in a file, read here and there.
 *
 * @param <X> what reading may throw
 */
public interface MessageBytes<X extends Exception> {

    /** How many bytes there are. */
    long size() throws X;

    /** The four bytes at a position as a number. */
    int intAt(long position) throws MessageRefused, X;

    /** A message in memory. */
    static MessageBytes<RuntimeException> of(byte[] message) {
        return of(ByteBuffer.wrap(message));
    }

    /** A message in memory, from the buffer's position to its limit as they are now. */
    static MessageBytes<RuntimeException> of(ByteBuffer buffer) {
        ByteBuffer message = buffer.slice();
        return new MessageBytes<>() {
            @Override
            public long size() {
                return message.limit();
            }

            @Override
            public int intAt(long position) throws MessageRefused {
                requireWithin(position, size());
                return message.getInt((int) position);
            }
        };
    }

    /** A message in a file. */
    static MessageBytes<IOException> of(FileChannel file) {
        ByteBuffer four = ByteBuffer.allocate(Integer.BYTES);
        return new MessageBytes<>() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public int intAt(long position) throws IOException, MessageRefused {
                requireWithin(position, size());
                four.clear();
                for (int read = 0; four.hasRemaining() && read >= 0; ) {
                    read = file.read(four, position + four.position());
                }
                if (four.hasRemaining()) {
                    throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
                }
                return four.getInt(0);
            }
        };
    }

    private static void requireWithin(long position, long size) throws MessageRefused {
        if (position > size - Integer.BYTES) {
            throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
        }
    }
}
