package dev.partywall.keyring.internal.message;

import dev.partywall.keyring.internal.message.MessageFields.Field;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The requirements of the message format on a reader, once more, apart from the code under test: nothing that departs from them
 * in a way that can be seen without a key passes.
 *
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/tree/master/data-format">The specification</a>
 */
final class StrictReader {

    private static final byte[] HIERARCHY = "aws-kms-hierarchy".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PUBLIC_KEY = "aws-crypto-public-key".getBytes(StandardCharsets.UTF_8);
    /** Partywall's own bound, not the format's. */
    private static final int MAX_BRANCH_KEY_ID = 64;

    private static final long FINAL = 0xFFFFFFFFL;
    private static final long MAX_BLOCK = (1L << 36) - 32;

    private final ByteBuffer message;
    private final List<Field> fields = new ArrayList<>();
    private boolean requiresIvs = true;

    StrictReader(ByteBuffer message) {
        this.message = message;
    }

    MessageFields message() {
        boolean framed = header();
        body(
                framed,
                fields.stream()
                        .filter(field -> field.name().equals("frame-size"))
                        .mapToLong(Field::number)
                        .sum());
        return new MessageFields(fields);
    }

    MessageFields headerAlone() {
        header();
        return new MessageFields(fields);
    }

    /** Without the IVs, which are looked at with the key at hand. */
    MessageFields bodyAlone(boolean framed, long frameSize) {
        requiresIvs = false;
        body(framed, frameSize);
        return new MessageFields(fields);
    }

    private void body(boolean framed, long frameSize) {
        if (framed) {
            frames(frameSize);
        } else {
            block();
        }
        require(!message.hasRemaining(), "bytes after the message");
    }

    /** Tells whether the body is framed. */
    private boolean header() {
        beginning();
        long type = number("content-type", 1);
        long frameSize = number("frame-size", 4);
        require(type == 1 || type == 2, "content type");
        require(type == 1 ? frameSize == 0 : frameSize > 0, "frame length");
        take("commitment", 32);
        take("header-tag", 16);
        return type == 2;
    }

    private void beginning() {
        require(number("version", 1) == 2, "version");
        require(number("suite", 2) == 0x0478, "suite");
        take("message-id", 32);
        long contextLength = number("context-length", 2);
        if (contextLength > 0) {
            context(message.position() + contextLength);
        }
        require(number("edk-count", 2) == 1, "exactly one encrypted data key");
        require(Arrays.equals(counted("edk[0].provider"), HIERARCHY), "provider");
        require(counted("edk[0].info").length <= MAX_BRANCH_KEY_ID, "a branch key id is a tenant id");
        require(number("edk[0].ciphertext-length", 2) == 92, "length of the hierarchical keyring's ciphertext");
        take("edk[0].ciphertext.salt", 16);
        take("edk[0].ciphertext.iv", 12);
        take("edk[0].ciphertext.version", 16);
        take("edk[0].ciphertext.key", 32);
        take("edk[0].ciphertext.tag", 16);
    }

    private void context(long end) {
        long pairs = number("context.count", 2);
        require(pairs > 0, "a context that is there has pairs");
        byte[] previous = {};
        for (int i = 0; i < pairs; i++) {
            byte[] key = counted("context.pair[" + i + "].key");
            byte[] value = counted("context.pair[" + i + "].value");
            require(isText(key) && isText(value), "well-formed UTF-8");
            require(i == 0 || Arrays.compareUnsigned(previous, key) < 0, "sorted, none twice");
            require(!Arrays.equals(key, PUBLIC_KEY), "no key of a signature in a message without one");
            previous = key;
        }
        require(message.position() == end, "length of the context");
    }

    private void block() {
        takeIv("block.iv", 1);
        long length = number("block.content-length", 8);
        require(length >= 0 && length <= Math.min(MAX_BLOCK, message.remaining()), "length of the content");
        take("block.content", (int) length);
        take("block.tag", 16);
    }

    private void frames(long frameSize) {
        long expected = 1;
        while (peek() != FINAL) {
            String frame = "frame[" + (expected - 1) + "]";
            require(number(frame + ".sequence", 4) == expected, "sequence number");
            takeIv(frame + ".iv", expected);
            require(frameSize <= message.remaining(), "length of the frame");
            take(frame + ".content", (int) frameSize);
            take(frame + ".tag", 16);
            expected++;
        }
        take("final.marker", 4);
        require(number("final.sequence", 4) == expected, "sequence number of the final frame");
        takeIv("final.iv", expected);
        long length = number("final.content-length", 4);
        require(length <= frameSize && length <= message.remaining(), "length of the final frame");
        take("final.content", (int) length);
        take("final.tag", 16);
    }

    private long peek() {
        require(message.remaining() >= 4, "bytes of the message");
        return Integer.toUnsignedLong(message.getInt(message.position()));
    }

    private void takeIv(String name, long sequence) {
        byte[] iv = take(name, 12);
        require(!requiresIvs || Arrays.equals(iv, iv(sequence)), "IV");
    }

    static byte[] iv(long sequence) {
        return ByteBuffer.allocate(12).putInt(8, (int) sequence).array();
    }

    private byte[] counted(String name) {
        return take(name, (int) number(name + "-length", 2));
    }

    private long number(String name, int bytes) {
        take(name, bytes);
        return fields.get(fields.size() - 1).number();
    }

    private byte[] take(String name, int length) {
        require(length <= message.remaining(), "bytes of the message");
        byte[] bytes = new byte[length];
        message.get(bytes);
        fields.add(new Field(name, bytes));
        return bytes;
    }

    private static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new NotConforming(what);
        }
    }

    /** Bytes are not a message as the specification has it. */
    static final class NotConforming extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        NotConforming(String what) {
            super(what);
        }
    }
}
