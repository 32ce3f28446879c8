package dev.partywall.keyring.internal.message;

import dev.partywall.core.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The pairs of an encryption context in the bytes of the format: their count, then each name and value after its length,
 * in the order of the names' bytes. No pairs are no bytes.
 *
 * <p>The bytes are not copied out of a message, and texts are not made of them: what is compared is bytes.
 *
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/framework/structures.md#serialization">
 *     Serialization of an encryption context, in the specification</a>
 */
public final class ContextPairs {

    private final byte[] bytes;
    private final int offset;
    private final int end;

    private ContextPairs(byte[] bytes, int offset, int end) {
        this.bytes = bytes;
        this.offset = offset;
        this.end = end;
    }

    /** Puts pairs in order, at least one. No name may be there twice; all together fit in 65,535 bytes. */
    static ContextPairs of(Pair... pairs) {
        Arrays.sort(pairs);
        int size = Short.BYTES;
        for (Pair pair : pairs) {
            size += pair.size();
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).putShort((short) pairs.length);
        for (Pair pair : pairs) {
            pair.writeTo(bytes);
        }
        return new ContextPairs(bytes.array(), 0, size);
    }

    /** Reads the pairs between two places, which lie within the bytes; refuses what {@link #of} would not write. */
    static ContextPairs parse(byte[] bytes, int offset, int end) throws MessageRefused {
        ContextPairs pairs = new ContextPairs(bytes, offset, end);
        if (offset != end) {
            pairs.requireWellFormed();
        }
        return pairs;
    }

    private void requireWellFormed() throws MessageRefused {
        if (end - offset < Short.BYTES) {
            throw malformed();
        }
        int count = unsignedShort(offset);
        int previous = -1;
        int next = offset + Short.BYTES;
        for (int i = 0; i < count; i++) {
            int name = next;
            int value = endOfText(name);
            next = endOfText(value);
            if (previous >= 0 && compareNames(previous, name) >= 0) {
                throw malformed();
            }
            previous = name;
        }
        if (count == 0 || next != end) {
            throw malformed();
        }
    }

    /** Where the text ends whose length stands here. */
    private int endOfText(int at) throws MessageRefused {
        int begin = at + Short.BYTES;
        if (begin > end || unsignedShort(at) > end - begin) {
            throw malformed();
        }
        int textEnd = begin + unsignedShort(at);
        requireUtf8(begin, textEnd);
        return textEnd;
    }

    private void requireUtf8(int begin, int textEnd) throws MessageRefused {
        for (int i = begin; i < textEnd; i++) {
            if (bytes[i] < 0) {
                requireDecodable(begin, textEnd);
                return;
            }
        }
    }

    private void requireDecodable(int begin, int textEnd) throws MessageRefused {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, begin, textEnd - begin));
        } catch (CharacterCodingException notText) {
            throw malformed();
        }
    }

    private int compareNames(int first, int second) {
        return Arrays.compareUnsigned(
                bytes, first + Short.BYTES, skipText(first), bytes, second + Short.BYTES, skipText(second));
    }

    /** How many bytes the pairs take. */
    int length() {
        return end - offset;
    }

    /** Copies the bytes; returns where they end. */
    int copyTo(byte[] into, int at) {
        System.arraycopy(bytes, offset, into, at, length());
        return at + length();
    }

    /** Whether there is a pair of this name. */
    boolean containsName(byte[] name) {
        int pair = find(name);
        return pair < end && isNamed(pair, name);
    }

    /** Whether this very pair is there. */
    boolean contains(Pair wanted) {
        int pair = find(wanted.name());
        return pair < end && isNamed(pair, wanted.name()) && textEquals(skipText(pair), wanted.value());
    }

    /** Whether all pairs of the other are here. */
    boolean containsAll(ContextPairs other) {
        if (Arrays.equals(bytes, offset, end, other.bytes, other.offset, other.end)) {
            return true;
        }
        for (int pair = other.first(); pair < other.end; pair = other.skipPair(pair)) {
            if (!contains(other.pairAt(pair))) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of these pairs and one more, whose name is not among them, in order. */
    public byte[] with(Pair added) {
        int pair = find(added.name());
        int before = pair - first();
        ByteBuffer more = ByteBuffer.allocate(Short.BYTES + end - first() + added.size());
        more.putShort((short) (count() + 1)).put(bytes, first(), before);
        added.writeTo(more);
        return more.put(bytes, pair, end - pair).array();
    }

    /** The pairs as texts, in a map of the caller's own. */
    Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        for (int pair = first(); pair < end; pair = skipPair(pair)) {
            texts.put(textAt(pair), textAt(skipText(pair)));
        }
        return texts;
    }

    private String textAt(int at) {
        return new String(bytes, at + Short.BYTES, unsignedShort(at), StandardCharsets.UTF_8);
    }

    private int count() {
        return offset == end ? 0 : unsignedShort(offset);
    }

    private int first() {
        return offset == end ? end : offset + Short.BYTES;
    }

    /** The first pair whose name is not before this one, or the end. */
    private int find(byte[] name) {
        int pair = first();
        while (pair < end
                && Arrays.compareUnsigned(bytes, pair + Short.BYTES, skipText(pair), name, 0, name.length) < 0) {
            pair = skipPair(pair);
        }
        return pair;
    }

    private boolean isNamed(int pair, byte[] name) {
        return textEquals(pair, name);
    }

    private boolean textEquals(int at, byte[] text) {
        return Arrays.equals(bytes, at + Short.BYTES, skipText(at), text, 0, text.length);
    }

    private Pair pairAt(int pair) {
        int value = skipText(pair);
        return new Pair(
                Arrays.copyOfRange(bytes, pair + Short.BYTES, value),
                Arrays.copyOfRange(bytes, value + Short.BYTES, skipText(value)));
    }

    private int skipPair(int pair) {
        return skipText(skipText(pair));
    }

    private int skipText(int at) {
        return at + Short.BYTES + unsignedShort(at);
    }

    private int unsignedShort(int at) {
        return HeaderReader.unsignedShort(bytes, at);
    }

    private static MessageRefused malformed() {
        return new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
    }

    @Override
    public String toString() {
        return "ContextPairs[" + count() + "]";
    }

    /**
     * A name and its value, as bytes of UTF-8 that nobody changes.
     *
     * <p>Not a record: those compare arrays by identity.
     */
    public static final class Pair implements Comparable<Pair> {

        private final byte[] name;
        private final byte[] value;

        Pair(byte[] name, byte[] value) {
            this.name = name;
            this.value = value;
        }

        static Pair of(String name, String value) {
            return new Pair(name.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
        }

        static Pair of(Map.Entry<String, String> entry) {
            return of(entry.getKey(), entry.getValue());
        }

        byte[] name() {
            return name;
        }

        byte[] value() {
            return value;
        }

        int size() {
            return Short.BYTES + name.length + Short.BYTES + value.length;
        }

        void writeTo(ByteBuffer bytes) {
            bytes.putShort((short) name.length).put(name);
            bytes.putShort((short) value.length).put(value);
        }

        @Override
        public int compareTo(Pair other) {
            return Arrays.compareUnsigned(name, other.name);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Pair that && Arrays.equals(name, that.name) && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(name);
        }
    }
}
