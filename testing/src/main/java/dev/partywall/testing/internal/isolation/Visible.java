package dev.partywall.testing.internal.isolation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a caller can see of a result: texts and bytes, however deep, of what is lazy too. Reading drains iterators,
 * streams, suppliers, publishers and futures on the calling thread, as a caller would.
 */
final class Visible {

    /** Longer than any answer of the lab takes that comes at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ResultReader reader;

    private Visible(Duration patience) {
        this.reader = new ResultReader(patience);
    }

    /** Nothing yet. */
    static Visible empty() {
        return new Visible(PATIENCE);
    }

    /** Reads a result to its end. */
    static Visible of(@Nullable Object result) throws Exception {
        return of(result, PATIENCE);
    }

    /** Reads a result to its end, or for so long. */
    static Visible of(@Nullable Object result, Duration patience) throws Exception {
        Visible visible = new Visible(patience);
        visible.add(result);
        return visible;
    }

    /** Reads one more result. A part that fails keeps no other from being read; the first failure is thrown at the end. */
    void add(@Nullable Object result) throws Exception {
        reader.read(result);
    }

    /** Whether there was more than could be read: that a text was not seen then says nothing. */
    boolean isCutShort() {
        return reader.isCutShort();
    }

    /** Whether the text can be seen, in any case, plainly, in UTF-16, in hexadecimal digits or within Base64. */
    boolean shows(String secret) {
        String all = reader.text();
        String folded = all.toLowerCase(Locale.ROOT);
        String plain = secret.toLowerCase(Locale.ROOT);
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return folded.contains(plain)
                || folded.replace("\0", "").contains(plain)
                || folded.contains(HexFormat.of().formatHex(bytes))
                || withinBase64(secret).anyMatch(all::contains);
    }

    /** What is always the same of a text's Base64, wherever in the encoded text it stands. */
    private static Stream<String> withinBase64(String secret) {
        return IntStream.range(0, 3).mapToObj(offset -> {
            byte[] shifted = (" ".repeat(offset) + secret).getBytes(StandardCharsets.UTF_8);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            return encoded.substring(offset == 0 ? 0 : 4, encoded.length() - 2);
        });
    }
}
