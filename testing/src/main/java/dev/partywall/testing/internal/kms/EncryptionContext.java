package dev.partywall.testing.internal.kms;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pairs that a ciphertext is bound to; the order in which they are sent does not matter.
 *
 * <p>https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
 *
 * @param pairs the pairs
 */
record EncryptionContext(Map<String, String> pairs) {

    /** The API reference gives no figure; this is the one that the service is generally known to keep. */
    private static final int MAX_BYTES = 8192;

    EncryptionContext {
        pairs = Map.copyOf(pairs);
    }

    /** The context in a member of a request. */
    static EncryptionContext in(KmsRequest request, String member) {
        EncryptionContext context = new EncryptionContext(request.pairs(member));
        if (context.textBytes() > MAX_BYTES) {
            throw KmsException.validation("The encryption context has more than " + MAX_BYTES + " bytes.");
        }
        return context;
    }

    private long textBytes() {
        return pairs.entrySet().stream()
                .mapToLong(pair -> (long) bytes(pair.getKey()).length + bytes(pair.getValue()).length)
                .sum();
    }

    /** The same bytes for the same pairs, and for no others: sorted, each text after its length. */
    byte[] canonical() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TreeMap<>(pairs).forEach((key, value) -> {
            append(out, key);
            append(out, value);
        });
        return out.toByteArray();
    }

    private static void append(ByteArrayOutputStream out, String text) {
        byte[] bytes = bytes(text);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
