package dev.partywall.lifecycle.internal.source;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Any text as printable ASCII without spaces: keys of records come into logs and into what a job remembers, and may hold line
 * breaks. Bytes of UTF-8 that are not so, and the percent sign, are {@code %} and two digits.
 *
 * <p>Each text has one form, and only that is read.
 */
final class KeyText {

    /** As stores compare keys: by their bytes. Java compares by UTF-16, which is another order beyond U+FFFF. */
    static final Comparator<String> BYTE_ORDER = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    private static final HexFormat DIGITS = HexFormat.of().withUpperCase();

    private KeyText() {}

    /** The form of a text; empty if the text holds half a surrogate pair, which no UTF-8 has. */
    static Optional<String> encode(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            StringBuilder encoded = new StringBuilder();
            while (bytes.hasRemaining()) {
                append(encoded, bytes.get());
            }
            return Optional.of(encoded.toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private static void append(StringBuilder encoded, byte next) {
        if (next > ' ' && next < 0x7F && next != '%') {
            encoded.append((char) next);
        } else {
            encoded.append('%').append(DIGITS.toHexDigits(next));
        }
    }

    /** The text of a form; empty if no text has this form. */
    static Optional<String> decode(String encoded) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(encoded)))
                    .toString();
            return encode(text).filter(encoded::equals).map(same -> text);
        } catch (CharacterCodingException | IllegalArgumentException | IndexOutOfBoundsException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < encoded.length(); at++) {
            if (encoded.charAt(at) == '%') {
                bytes.write(HexFormat.fromHexDigits(encoded, at + 1, at + 3));
                at += 2;
            } else {
                bytes.write(encoded.charAt(at)); // what is not ASCII does not come back as it was
            }
        }
        return bytes.toByteArray();
    }
}
