package dev.partywall.keyring;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import com.amazonaws.encryptionsdk.model.KeyBlob;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What an attacker does to messages: takes the header apart and puts another together. */
final class Messages {

    private static final int CONTEXT_OFFSET = 1 + 2 + 32;

    private Messages() {}

    /** The first occurrence of a text replaced by another of the same length. */
    static byte[] replaceFirst(byte[] message, String from, String to) {
        byte[] search = from.getBytes(StandardCharsets.UTF_8);
        byte[] replacement = to.getBytes(StandardCharsets.UTF_8);
        byte[] changed = message.clone();
        for (int i = 0; i + search.length <= message.length; i++) {
            if (Arrays.equals(message, i, i + search.length, search, 0, search.length)) {
                System.arraycopy(replacement, 0, changed, i, replacement.length);
                return changed;
            }
        }
        throw new IllegalArgumentException("not in the message: " + from);
    }

    /** The message with the encrypted data key of another. */
    static byte[] withEncryptedDataKeyOf(byte[] message, byte[] other) {
        ParsedCiphertext header = new ParsedCiphertext(message);
        return rebuilt(
                message,
                Arrays.copyOfRange(message, CONTEXT_OFFSET + 2, CONTEXT_OFFSET + 2 + header.getEncryptionContextLen()),
                keyOf(new ParsedCiphertext(other)));
    }

    /** The message with another stored encryption context. */
    static byte[] withContext(byte[] message, Map<String, String> context) {
        return rebuilt(message, serialized(context), keyOf(new ParsedCiphertext(message)));
    }

    private static byte[] rebuilt(byte[] message, byte[] context, KeyBlob key) {
        ParsedCiphertext header = new ParsedCiphertext(message);
        int afterKeys = CONTEXT_OFFSET
                + 2
                + header.getEncryptionContextLen()
                + 2
                + keyOf(header).toByteArray().length;
        return bytes(out -> {
            out.write(message, 0, CONTEXT_OFFSET);
            out.writeShort(context.length);
            out.write(context);
            out.writeShort(1);
            out.write(key.toByteArray());
            out.write(message, afterKeys, message.length - afterKeys);
        });
    }

    private static KeyBlob keyOf(ParsedCiphertext header) {
        return header.getEncryptedKeyBlobs().get(0);
    }

    private static byte[] serialized(Map<String, String> context) {
        return bytes(out -> {
            out.writeShort(context.size());
            for (Map.Entry<String, String> pair : new TreeMap<>(context).entrySet()) {
                out.writeUTF(pair.getKey());
                out.writeUTF(pair.getValue());
            }
        });
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
