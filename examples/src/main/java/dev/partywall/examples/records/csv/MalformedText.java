package dev.partywall.examples.records.csv;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Finds the line with the bytes that are not UTF-8: the decoder, which reads ahead, cannot tell. */
final class MalformedText {

    private MalformedText() {}

    static long firstLine(CsvFile file) {
        try (InputStream in = new BufferedInputStream(file.open())) {
            return firstLine(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes by lines: no byte of a longer UTF-8 sequence looks like a line break. */
    private static long firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream current = new ByteArrayOutputStream();
        long line = 1;
        int before = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            boolean endsLine = b == '\r' || (b == '\n' && before != '\r');
            if (endsLine && !isUtf8(current.toByteArray())) {
                return line;
            }
            if (endsLine) {
                line++;
                current.reset();
            } else {
                current.write(b);
            }
            before = b;
        }
        return line;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
