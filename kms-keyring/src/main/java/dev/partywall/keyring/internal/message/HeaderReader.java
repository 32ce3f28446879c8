package dev.partywall.keyring.internal.message;

import dev.partywall.core.ErrorCode;

/** Goes through the bytes of a header once, and never past their end. Allocates nothing by what they say. */
final class HeaderReader {

    private final byte[] bytes;
    private int position;

    HeaderReader(byte[] bytes) {
        this.bytes = bytes;
    }

    static void require(boolean condition) throws MessageRefused {
        if (!condition) {
            throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
        }
    }

    /** Goes over this many bytes and tells where they began. */
    int skip(int length) throws MessageRefused {
        require(length <= bytes.length - position);
        int begin = position;
        position += length;
        return begin;
    }

    int unsignedByte() throws MessageRefused {
        return bytes[skip(1)] & 0xFF;
    }

    int unsignedShort() throws MessageRefused {
        return unsignedShort(bytes, skip(Short.BYTES));
    }

    /** The two bytes at a place as a number. */
    static int unsignedShort(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << Byte.SIZE | (bytes[at + 1] & 0xFF);
    }

    int signedInt() throws MessageRefused {
        return unsignedShort() << 16 | unsignedShort();
    }

    /** Goes over a field after its length and tells where it began. */
    int text() throws MessageRefused {
        return skip(unsignedShort());
    }

    /** The same for a field that must have this length. */
    int field(int length) throws MessageRefused {
        require(unsignedShort() == length);
        return skip(length);
    }

    /** Goes over a field after its length and tells whether it is this ASCII text. */
    boolean nextTextIs(String expected) throws MessageRefused {
        int begin = text();
        if (position - begin != expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (bytes[begin + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The pairs of the encryption context, after their length. */
    ContextPairs context() throws MessageRefused {
        int begin = text();
        return ContextPairs.parse(bytes, begin, position);
    }
}
