package dev.partywall.keyring.internal;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Streams over buffers, which move the buffers' positions. */
final class BufferStreams {

    private BufferStreams() {}

    /** Reads from the buffer's position to its limit. */
    static InputStream reading(ByteBuffer buffer) {
        return new InputStream() {
            @Override
            public int read() {
                return buffer.hasRemaining() ? buffer.get() & 0xFF : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (!buffer.hasRemaining()) {
                    return length == 0 ? 0 : -1;
                }
                int read = Math.min(length, buffer.remaining());
                buffer.get(bytes, offset, read);
                return read;
            }

            @Override
            public long skip(long count) {
                int skipped = (int) Math.max(0, Math.min(count, buffer.remaining()));
                buffer.position(buffer.position() + skipped);
                return skipped;
            }
        };
    }

    /** Writes from the buffer's position on; there must be room. */
    static OutputStream writing(ByteBuffer buffer) {
        return new OutputStream() {
            @Override
            public void write(int oneByte) {
                buffer.put((byte) oneByte);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                buffer.put(bytes, offset, length);
            }
        };
    }
}
