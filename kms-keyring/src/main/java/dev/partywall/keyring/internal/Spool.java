package dev.partywall.keyring.internal;

import dev.partywall.keyring.internal.message.MessageBytes;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A message, still encrypted, in a temporary file, so that it can be read twice: to verify it, then to release it.
 *
 * <p>The file is made readable by this user alone and deleted when the spool is closed. Each part is verified again when
 * it is read the second time, so a file changed in between releases nothing that was not sealed.
 */
final class Spool implements AutoCloseable {

    private static final int SLICE = 64 * 1024;

    private final FileChannel file;

    private Spool(FileChannel file) {
        this.file = file;
    }

    /** Spools a message that begins with these bytes and goes on with that stream. */
    static Spool of(Optional<Path> folder, byte[] beginning, InputStream rest) throws IOException {
        Path path = folder.isPresent()
                ? Files.createTempFile(folder.get(), "partywall-", ".sealed")
                : Files.createTempFile("partywall-", ".sealed");
        Spool spool = new Spool(open(path));
        boolean written = false;
        try {
            spool.write(new ByteArrayInputStream(beginning));
            spool.write(rest);
            written = true;
            return spool;
        } finally {
            if (!written) {
                spool.close();
            }
        }
    }

    /** In slices: a channel copies what it is given at once to memory outside the heap, and keeps that for its thread. */
    private void write(InputStream bytes) throws IOException {
        ByteBuffer slice = ByteBuffer.allocate(SLICE);
        for (int read = bytes.read(slice.array()); read >= 0; read = bytes.read(slice.array())) {
            slice.position(0).limit(read);
            while (slice.hasRemaining()) {
                file.write(slice);
            }
        }
    }

    private static FileChannel open(Path path) throws IOException {
        try {
            return FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException failure) {
            Files.deleteIfExists(path);
            throw failure;
        }
    }

    /** The message from its beginning; the stream is this spool's to close. */
    InputStream read() throws IOException {
        file.position(0);
        InputStream all = Channels.newInputStream(file);
        return new FilterInputStream(all) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return super.read(bytes, offset, Math.min(length, SLICE));
            }

            // Closing it would close, and so delete, the file.
            @Override
            public void close() {}
        };
    }

    /** The message, to be read here and there. */
    MessageBytes<IOException> bytes() throws IOException {
        return MessageBytes.of(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
