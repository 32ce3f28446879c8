package dev.partywall.examples.records;

import java.io.ByteArrayOutputStream;

/** Puts bytes together with the two-byte counts of the message format. */
final class MessageWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    MessageWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    MessageWriter counted(byte[] bytes) {
        return number(bytes.length).raw(bytes);
    }

    MessageWriter number(int number) {
        out.write(number >>> 8);
        out.write(number);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
