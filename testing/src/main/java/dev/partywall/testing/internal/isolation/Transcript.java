package dev.partywall.testing.internal.isolation;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import software.amazon.awssdk.core.BytesWrapper;

/** The texts in a result, bytes as text too. */
final class Transcript {

    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private final StringBuilder text = new StringBuilder();
    private boolean cutShort;

    void append(String value) {
        text.append(value).append('\n');
    }

    String text() {
        return text.toString();
    }

    /** Whether a stream had more than could be read. */
    boolean isCutShort() {
        return cutShort;
    }

    /** Writes down a text, a number, bytes, or what holds them; false of anything else. */
    boolean takes(Object part) throws IOException {
        if (part instanceof CharSequence || part instanceof Number || part instanceof Boolean || part instanceof Enum) {
            append(part.toString());
        } else if (part instanceof char[] characters) {
            append(new String(characters));
        } else if (part instanceof Character character) {
            append(character.toString());
        } else if (part instanceof byte[] bytes) {
            appendEncoded(bytes);
        } else if (part instanceof BytesWrapper bytes) {
            appendEncoded(bytes.asByteArray());
        } else if (part instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            appendEncoded(bytes);
        } else {
            return takesStream(part);
        }
        return true;
    }

    private boolean takesStream(Object part) throws IOException {
        if (part instanceof InputStream stream) {
            drain(stream);
        } else if (part instanceof ReadableByteChannel channel) {
            drain(Channels.newInputStream(channel));
        } else if (part instanceof Reader reader) {
            drain(reader);
        } else if (part instanceof Path path) {
            drain(path);
        } else if (part instanceof File file) {
            drain(file.toPath());
        } else {
            return false;
        }
        return true;
    }

    private void drain(InputStream stream) throws IOException {
        appendEncoded(stream.readNBytes(MAX_BYTES));
        cutShort |= stream.read() >= 0;
    }

    private void drain(Reader reader) throws IOException {
        char[] some = new char[8192];
        int total = 0;
        for (int count = reader.read(some); count >= 0; count = reader.read(some)) {
            text.append(some, 0, count);
            total += count;
            if (total > MAX_BYTES) {
                cutShort = true;
                return;
            }
        }
        append("");
    }

    /** A caller who is given a file reads it. */
    private void drain(Path path) throws IOException {
        append(path.toString());
        if (Files.isRegularFile(path)) {
            try (InputStream stream = Files.newInputStream(path)) {
                drain(stream);
            }
        }
    }

    /** Bytes as text and, if they are that, as what is compressed in them. */
    private void appendEncoded(byte[] bytes) throws IOException {
        append(new String(bytes, StandardCharsets.UTF_8));
        if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
            try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                append(new String(plain.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
            } catch (ZipException | EOFException e) {
                append("compressed?"); // it only looked so: its bytes were read as they are
            }
        }
    }
}
