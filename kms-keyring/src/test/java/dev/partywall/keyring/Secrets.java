package dev.partywall.keyring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Secrets of a test run, and the search for any of them in a file: as they are, in hex, and in Base64. */
final class Secrets {

    /** Bytes by which a secret is found; longer ones are then compared in full. */
    private static final int PREFIX = 8;

    private static final int FILTER_BITS = 1 << 20;

    private final Map<Long, List<byte[]>> forms = new HashMap<>();
    private final BitSet filter = new BitSet(FILTER_BITS);

    synchronized void add(byte[] secret) {
        addForm(secret);
        addForm(ascii(HexFormat.of().formatHex(secret)));
        addForm(ascii(HexFormat.of().withUpperCase().formatHex(secret)));
        for (int shift = 0; shift < 3; shift++) {
            addForm(base64AfterOtherBytes(secret, shift));
        }
    }

    /** The characters of a Base64 text that depend on the secret alone, whatever stands before and behind it. */
    private static byte[] base64AfterOtherBytes(byte[] secret, int shift) {
        byte[] shifted = new byte[shift + secret.length];
        System.arraycopy(secret, 0, shifted, shift, secret.length);
        byte[] text = Base64.getEncoder().withoutPadding().encode(shifted);
        return Arrays.copyOfRange(text, shift == 0 ? 0 : shift + 1, text.length - 1);
    }

    private void addForm(byte[] form) {
        long prefix = ByteBuffer.wrap(form).getLong();
        forms.computeIfAbsent(prefix, unused -> new ArrayList<>()).add(form);
        filter.set(bit(prefix));
    }

    private static int bit(long prefix) {
        return (int) ((prefix * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - 20));
    }

    /** Text from the file around each secret found, with the secret's own place marked. */
    synchronized List<String> findIn(Path path) throws IOException {
        List<String> found = new ArrayList<>();
        try (FileChannel file = FileChannel.open(path)) {
            MappedByteBuffer bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            for (int i = 0; i + PREFIX <= bytes.limit(); i++) {
                long prefix = bytes.getLong(i);
                if (filter.get(bit(prefix)) && matches(bytes, i, prefix)) {
                    found.add(before(bytes, i) + "<secret>");
                }
            }
        }
        return found;
    }

    private boolean matches(MappedByteBuffer bytes, int position, long prefix) {
        return forms.getOrDefault(prefix, List.of()).stream()
                .anyMatch(form -> position + form.length <= bytes.limit()
                        && bytes.slice(position, form.length).equals(ByteBuffer.wrap(form)));
    }

    private static String before(MappedByteBuffer bytes, int position) {
        byte[] text = new byte[Math.min(position, 120)];
        bytes.get(position - text.length, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
