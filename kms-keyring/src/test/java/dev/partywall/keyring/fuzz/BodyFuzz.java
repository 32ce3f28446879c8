package dev.partywall.keyring.fuzz;

import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageBytes;
import dev.partywall.keyring.internal.message.MessageFields;
import dev.partywall.keyring.internal.message.MessageRefused;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Any bytes as content type, frame length and body: the body is found well-formed or refused, at a cost that its size accounts
 * for; found well-formed is what a strict reader of the specification takes, and it is as long as that says.
 */
public final class BodyFuzz {

    private static final int HEAD = 1 + Integer.BYTES;

    private BodyFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < HEAD) {
            return;
        }
        boolean framed = data[0] % 2 == 0;
        long frameLength = framed ? Integer.toUnsignedLong(ByteBuffer.wrap(data).getInt(1)) : 0;
        byte[] bytes = Arrays.copyOfRange(data, HEAD, data.length);
        MessageBody body = new MessageBody(0, framed, frameLength);
        if (framed && frameLength == 0) {
            // The header is refused for this.
            return;
        }
        Allocation.requireBounded(bytes.length, () -> plaintextLength(body, bytes));
        long length = plaintextLength(body, bytes);
        long strict = strictPlaintextLength(framed, frameLength, bytes);
        Fuzzing.require(length == strict, "the strict reader finds " + strict + ", the library " + length);
    }

    private static long plaintextLength(MessageBody body, byte[] bytes) {
        try {
            return body.plaintextLength(body.requireWellFormed(MessageBytes.of(bytes)));
        } catch (MessageRefused refused) {
            return -1;
        }
    }

    private static long strictPlaintextLength(boolean framed, long frameLength, byte[] bytes) {
        try {
            return MessageFields.ofBody(framed, frameLength, bytes).list().stream()
                    .filter(field -> field.name().endsWith(".content"))
                    .mapToLong(field -> field.bytes().length)
                    .sum();
        } catch (IllegalArgumentException departs) {
            return -1;
        }
    }
}
