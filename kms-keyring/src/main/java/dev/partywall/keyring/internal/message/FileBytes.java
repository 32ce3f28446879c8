package dev.partywall.keyring.internal.message;

import dev.partywall.core.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A message in a file, of which a part is in memory: places that are near each other cost one read. */
final class FileBytes implements MessageBytes<IOException> {

    private static final int WINDOW = 8192;

    private final FileChannel file;
    private final long size;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowAt;

    FileBytes(FileChannel file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int intAt(long position) throws IOException, MessageRefused {
        MessageBytes.requireWithin(position, size);
        if (position < windowAt || position + Integer.BYTES > windowAt + window.limit()) {
            moveWindow(position);
        }
        return window.getInt((int) (position - windowAt));
    }

    private void moveWindow(long position) throws IOException, MessageRefused {
        windowAt = position;
        window.clear();
        for (int read = 0; window.hasRemaining() && read >= 0; ) {
            read = file.read(window, position + window.position());
        }
        window.flip();
        if (window.limit() < Integer.BYTES) {
            throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
        }
    }
}
