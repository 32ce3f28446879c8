package dev.partywall.keyring.internal;

import dev.partywall.keyring.internal.message.MessageBytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
        try {
            // Not closed: that would close, and so delete, the file.
            @SuppressWarnings("resource")
            OutputStream out = Channels.newOutputStream(spool.file);
            out.write(beginning);
            rest.transferTo(out);
            return spool;
        } catch (IOException | RuntimeException failure) {
            spool.close();
            throw failure;
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
        return new BufferedInputStream(Channels.newInputStream(file));
    }

    /** The message, to be read here and there. */
    MessageBytes<IOException> bytes() {
        return MessageBytes.of(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
