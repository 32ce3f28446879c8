package dev.partywall.keyring.internal.message;

import dev.partywall.keyring.internal.message.MessageFields.Field;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The specification's own writer, made from its text alone: what a message must look like byte for byte, given everything that
 * is random in it; and what somebody who holds the branch key could write that departs from it.
 *
 * @param branchKeyId whose branch key
 * @param branchKeyVersion which version of it
 * @param branchKey its bytes
 * @param dataKey the data key
 * @param messageId the message id
 * @param salt of the wrapping
 * @param iv of the wrapping
 * @param required the encryption context that is authenticated and not stored
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification">The specification</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SpecMessage(
        String branchKeyId,
        UUID branchKeyVersion,
        byte[] branchKey,
        byte[] dataKey,
        byte[] messageId,
        byte[] salt,
        byte[] iv,
        Map<String, String> required) {

    private static final byte[] HIERARCHY = utf8("aws-kms-hierarchy");
    private static final byte[] SUITE = {0x04, 0x78};

    /** With the randomness of a message that the code under test wrote. */
    public static SpecMessage of(
            MessageFields message, String branchKeyId, byte[] branchKey, Map<String, String> required) {
        ByteBuffer version = ByteBuffer.wrap(message.get("edk[0].ciphertext.version"));
        SpecMessage unopened = new SpecMessage(
                branchKeyId,
                new UUID(version.getLong(), version.getLong()),
                branchKey,
                new byte[32],
                message.get("message-id"),
                message.get("edk[0].ciphertext.salt"),
                message.get("edk[0].ciphertext.iv"),
                required);
        byte[] wrapped = join(message.get("edk[0].ciphertext.key"), message.get("edk[0].ciphertext.tag"));
        byte[] dataKey = gcm(
                Cipher.DECRYPT_MODE,
                unopened.wrappingKey(),
                unopened.iv,
                unopened.wrappingAad(stored(message.list())),
                wrapped);
        return new SpecMessage(
                branchKeyId,
                unopened.branchKeyVersion,
                branchKey,
                dataKey,
                unopened.messageId,
                unopened.salt,
                unopened.iv,
                required);
    }

    /** The framed message of a plaintext, complete. */
    public MessageFields framed(Map<String, String> stored, int frameSize, byte[] plaintext) {
        List<Field> fields = header(stored, 2, frameSize);
        int frames = Math.max(1, (plaintext.length + frameSize - 1) / frameSize);
        for (int i = 1; i < frames; i++) {
            fields.addAll(frame(i, Arrays.copyOfRange(plaintext, (i - 1) * frameSize, i * frameSize)));
        }
        fields.addAll(finalFrame(frames, Arrays.copyOfRange(plaintext, (frames - 1) * frameSize, plaintext.length)));
        return authenticated(new MessageFields(fields).fitted());
    }

    /** The non-framed message of a plaintext, complete. */
    public MessageFields nonFramed(Map<String, String> stored, byte[] plaintext) {
        List<Field> fields = header(stored, 1, 0);
        fields.add(new Field("block.iv", StrictReader.iv(1)));
        fields.add(new Field("block.content-length", new byte[8]));
        fields.add(new Field("block.content", plaintext));
        fields.add(new Field("block.tag", new byte[16]));
        return authenticated(new MessageFields(fields).fitted());
    }

    private List<Field> header(Map<String, String> stored, int contentType, int frameSize) {
        List<Field> fields = new ArrayList<>(List.of(
                new Field("version", new byte[] {2}),
                new Field("suite", SUITE),
                new Field("message-id", messageId),
                new Field("context-length", new byte[2])));
        fields.addAll(contextFields(stored));
        fields.add(new Field("edk-count", new byte[2]));
        fields.addAll(List.of(
                new Field("edk[0].provider-length", new byte[2]),
                new Field("edk[0].provider", HIERARCHY),
                new Field("edk[0].info-length", new byte[2]),
                new Field("edk[0].info", utf8(branchKeyId)),
                new Field("edk[0].ciphertext-length", new byte[2]),
                new Field("edk[0].ciphertext.salt", salt),
                new Field("edk[0].ciphertext.iv", iv),
                new Field("edk[0].ciphertext.version", versionBytes()),
                new Field("edk[0].ciphertext.key", new byte[32]),
                new Field("edk[0].ciphertext.tag", new byte[16])));
        fields.add(new Field("content-type", new byte[] {(byte) contentType}));
        fields.add(new Field("frame-size", new byte[4]).with(frameSize));
        fields.add(new Field("commitment", new byte[32]));
        fields.add(new Field("header-tag", new byte[16]));
        return fields;
    }

    /** A stored context, in its order; none at all if it is empty. */
    static List<Field> contextFields(Map<String, String> stored) {
        List<Field> fields = new ArrayList<>();
        if (!stored.isEmpty()) {
            fields.add(new Field("context.count", new byte[2]));
        }
        int index = 0;
        for (Map.Entry<String, String> pair : sorted(stored).entrySet()) {
            fields.addAll(pair(index++, pair.getKey(), pair.getValue()));
        }
        return fields;
    }

    /** The fields of a pair. */
    public static List<Field> pair(int index, String key, String value) {
        String name = "context.pair[" + index + "].";
        return List.of(
                new Field(name + "key-length", new byte[2]).with(utf8(key).length),
                new Field(name + "key", utf8(key)),
                new Field(name + "value-length", new byte[2]).with(utf8(value).length),
                new Field(name + "value", utf8(value)));
    }

    /** The fields of a regular frame, its content still to be encrypted. */
    public static List<Field> frame(long sequence, byte[] plaintext) {
        String name = "frame[" + (sequence - 1) + "].";
        return List.of(
                new Field(name + "sequence", new byte[4]).with(sequence),
                new Field(name + "iv", StrictReader.iv(sequence)),
                new Field(name + "content", plaintext),
                new Field(name + "tag", new byte[16]));
    }

    /** The fields of the final frame, its content still to be encrypted. */
    public static List<Field> finalFrame(long sequence, byte[] plaintext) {
        return List.of(
                new Field("final.marker", new byte[4]).with(0xFFFFFFFFL),
                new Field("final.sequence", new byte[4]).with(sequence),
                new Field("final.iv", StrictReader.iv(sequence)),
                new Field("final.content-length", new byte[4]).with(plaintext.length),
                new Field("final.content", plaintext),
                new Field("final.tag", new byte[16]));
    }

    /**
     * The message with everything in it authenticated that a holder of the branch key can authenticate, whatever the fields say:
     * the data key wrapped, the commitment made, header and frames given their tags; contents are taken for plaintext.
     */
    public MessageFields authenticated(MessageFields message) {
        return withRandomnessOf(message).sealed(message);
    }

    private MessageFields sealed(MessageFields message) {
        MessageFields wrapped = committed(wrapped(message));
        List<Field> fields = new ArrayList<>(wrapped.list());
        byte[] key = messageKey();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().endsWith(".content")) {
                encrypt(fields, i, key);
            }
        }
        return headerAuthenticated(new MessageFields(fields));
    }

    /**
     * The same, the data key being wrapped for the pairs as they stand, in their order and however often: what a writer would do
     * who means to be read by one that takes them so.
     */
    public MessageFields authenticatedVerbatim(MessageFields message) {
        SpecMessage secrets = withRandomnessOf(message);
        return secrets.headerAuthenticated(
                secrets.wrapped(secrets.sealed(message), secrets.wrappingAad(secrets.verbatim(message.list()))));
    }

    private byte[] verbatim(List<Field> fields) {
        List<Field> pairs = new ArrayList<>(fields.stream()
                .filter(field -> field.name().startsWith("context.pair"))
                .toList());
        for (Map.Entry<String, String> pair : required.entrySet()) {
            int before = 0;
            while (before < pairs.size()
                    && !(pairs.get(before).name().endsWith(".key-length")
                            && before + 1 < pairs.size()
                            && Arrays.compareUnsigned(pairs.get(before + 1).bytes(), utf8(pair.getKey())) >= 0)) {
                before++;
            }
            pairs.addAll(before, pair(99, pair.getKey(), pair.getValue()));
        }
        pairs.add(0, new Field("context.count", new byte[2]));
        return new MessageFields(pairs).fitted().bytes();
    }

    /** The same keys with the message id, salt, IV and version that the fields have, as far as they have them. */
    private SpecMessage withRandomnessOf(MessageFields message) {
        ByteBuffer version = ByteBuffer.wrap(message.get("edk[0].ciphertext.version", versionBytes()));
        return new SpecMessage(
                branchKeyId,
                new UUID(version.getLong(), version.getLong()),
                branchKey,
                dataKey,
                message.get("message-id", messageId),
                message.get("edk[0].ciphertext.salt", salt),
                message.get("edk[0].ciphertext.iv", iv),
                required);
    }

    /** The message with its data key wrapped for the context that it stores. */
    public MessageFields wrapped(MessageFields message) {
        return wrapped(message, wrappingAad(stored(message.list())));
    }

    private MessageFields wrapped(MessageFields message, byte[] aad) {
        byte[] wrapped = gcm(Cipher.ENCRYPT_MODE, wrappingKey(), iv, aad, dataKey);
        return replaced(
                replaced(message, "edk[0].ciphertext.key", Arrays.copyOf(wrapped, 32)),
                "edk[0].ciphertext.tag",
                Arrays.copyOfRange(wrapped, 32, 48));
    }

    private MessageFields committed(MessageFields message) {
        return replaced(message, "commitment", expand(utf8("COMMITKEY")));
    }

    /** The message with the tag of its header. */
    public MessageFields headerAuthenticated(MessageFields message) {
        ByteArrayOutputStream aad = new ByteArrayOutputStream();
        for (Field field : message.list()) {
            if (field.name().equals("header-tag")) {
                break;
            }
            aad.writeBytes(field.bytes());
        }
        aad.writeBytes(serialized(required));
        byte[] tag = gcm(Cipher.ENCRYPT_MODE, messageKey(), new byte[12], aad.toByteArray(), new byte[0]);
        return replaced(message, "header-tag", tag);
    }

    private static MessageFields replaced(MessageFields message, String name, byte[] bytes) {
        return new MessageFields(message.list().stream()
                .map(field ->
                        field.name().equals(name) && field.bytes().length == bytes.length ? field.with(bytes) : field)
                .toList());
    }

    private void encrypt(List<Field> fields, int content, byte[] key) {
        String unit = fields.get(content).unit();
        byte[] frameIv = around(fields, content, -1, unit + ".iv", StrictReader.iv(1));
        byte[] sequence = around(fields, content, -1, unit + ".sequence", new byte[] {0, 0, 0, 1});
        byte[] plaintext = fields.get(content).bytes();
        if (frameIv.length != 12 || sequence.length != 4) {
            return;
        }
        byte[] sealed = gcm(Cipher.ENCRYPT_MODE, key, frameIv, bodyAad(unit, sequence, plaintext.length), plaintext);
        fields.set(content, fields.get(content).with(Arrays.copyOf(sealed, plaintext.length)));
        for (int i = content + 1; i < fields.size(); i++) {
            if (fields.get(i).name().equals(unit + ".tag")) {
                fields.set(i, fields.get(i).with(Arrays.copyOfRange(sealed, plaintext.length, sealed.length)));
                return;
            }
        }
    }

    private static byte[] around(List<Field> fields, int from, int step, String name, byte[] otherwise) {
        for (int i = from; i >= 0 && i < fields.size(); i += step) {
            if (fields.get(i).name().equals(name)) {
                return fields.get(i).bytes();
            }
        }
        return otherwise;
    }

    private byte[] bodyAad(String unit, byte[] sequence, long length) {
        String content = unit.equals("block") ? "Single Block" : unit.equals("final") ? "Final Frame" : "Frame";
        return join(
                messageId,
                utf8("AWSKMSEncryptionClient " + content),
                sequence,
                ByteBuffer.allocate(8).putLong(length).array());
    }

    /** What a message holds, all its tags verified. */
    public byte[] open(MessageFields message) {
        ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        List<Field> fields = message.list();
        byte[] key = messageKey();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().endsWith(".content")) {
                String unit = fields.get(i).unit();
                byte[] sequence = around(fields, i, -1, unit + ".sequence", new byte[] {0, 0, 0, 1});
                byte[] content = fields.get(i).bytes();
                plaintext.writeBytes(gcm(
                        Cipher.DECRYPT_MODE,
                        key,
                        message.get(unit + ".iv"),
                        bodyAad(unit, sequence, content.length),
                        join(content, message.get(unit + ".tag"))));
            }
        }
        return plaintext.toByteArray();
    }

    /** The key that wraps the data key. */
    public byte[] wrappingKey() {
        byte[] input = join(new byte[] {0, 0, 0, 1}, HIERARCHY, new byte[] {0}, salt, new byte[] {0, 0, 1, 0});
        return hmac("HmacSHA256", branchKey, input);
    }

    private byte[] wrappingAad(Map<String, String> stored) {
        Map<String, String> all = new TreeMap<>(stored);
        all.putAll(required);
        return wrappingAad(serialized(all));
    }

    private byte[] wrappingAad(byte[] context) {
        return join(HIERARCHY, utf8(branchKeyId), versionBytes(), context);
    }

    private byte[] versionBytes() {
        return ByteBuffer.allocate(16)
                .putLong(branchKeyVersion.getMostSignificantBits())
                .putLong(branchKeyVersion.getLeastSignificantBits())
                .array();
    }

    /** The key of header and frames. */
    public byte[] messageKey() {
        return expand(join(SUITE, utf8("DERIVEKEY")));
    }

    private byte[] expand(byte[] info) {
        byte[] pseudorandomKey = hmac("HmacSHA512", messageId, dataKey);
        return Arrays.copyOf(hmac("HmacSHA512", pseudorandomKey, join(info, new byte[] {1})), 32);
    }

    /** The stored context as the fields have it; of a name that is there twice, the last counts. */
    public static Map<String, String> stored(List<Field> fields) {
        Map<String, String> stored = new TreeMap<>();
        String key = "";
        for (Field field : fields) {
            if (isOfPair(field, ".key")) {
                key = new String(field.bytes(), StandardCharsets.UTF_8);
            } else if (isOfPair(field, ".value")) {
                stored.put(key, new String(field.bytes(), StandardCharsets.UTF_8));
            }
        }
        return stored;
    }

    private static boolean isOfPair(Field field, String end) {
        return field.name().startsWith("context.pair") && field.name().endsWith(end);
    }

    private static Map<String, String> sorted(Map<String, String> context) {
        Map<String, String> sorted = new TreeMap<>(Comparator.comparing(SpecMessage::utf8, Arrays::compareUnsigned));
        sorted.putAll(context);
        return sorted;
    }

    private static byte[] serialized(Map<String, String> context) {
        List<Field> fields = new ArrayList<>(contextFields(context));
        return new MessageFields(fields).fitted().bytes();
    }

    private static byte[] hmac(String algorithm, byte[] key, byte[] input) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(input);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] gcm(int mode, byte[] key, byte[] iv, byte[] aad, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
            cipher.updateAAD(aad);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException notAuthentic) {
            throw new IllegalStateException(notAuthentic);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    @Override
    public String toString() {
        return "SpecMessage[" + branchKeyId + ", " + branchKeyVersion + "]";
    }
}
