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

    /** Fills the buffer with the bytes from a position on, as far as there are any. */
    void read(ByteBuffer into, long position) throws X;

    /** A message in memory. */
    static MessageBytes<RuntimeException> of(byte[] message) {
        return new MessageBytes<>() {
            @Override
            public long size() {
                return message.length;
            }

            @Override
            public void read(ByteBuffer into, long position) {
                int available = (int) Math.max(0, Math.min(into.remaining(), message.length - position));
                into.put(message, (int) Math.min(position, message.length), available);
            }
        };
    }

    /** A message in a file. */
    static MessageBytes<IOException> of(FileChannel file) {
        return new MessageBytes<>() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public void read(ByteBuffer into, long position) throws IOException {
                long next = position;
                for (int read = 0; into.hasRemaining() && read >= 0; next += read) {
                    read = file.read(into, next);
                }
            }
        };
    }

    /** The unsigned number of four bytes at a position. */
    default long unsignedInt(long position) throws MessageRefused, X {
        return Integer.toUnsignedLong(bytes(position, Integer.BYTES).getInt());
    }

    /** The number of eight bytes at a position. */
    default long longAt(long position) throws MessageRefused, X {
        return bytes(position, Long.BYTES).getLong();
    }

    private ByteBuffer bytes(long position, int count) throws MessageRefused, X {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        read(bytes, position);
        if (bytes.hasRemaining()) {
            throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
        }
        return bytes.flip();
    }
}
