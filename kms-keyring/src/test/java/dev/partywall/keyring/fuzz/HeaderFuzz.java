package dev.partywall.keyring.fuzz;

import dev.partywall.keyring.internal.message.MessageFields;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import java.util.Arrays;

/**
 * Any bytes as a header: it is read or refused, at a cost that its size accounts for; read is what a strict reader of the
 * specification reads, and of that every byte is accounted for.
 */
public final class HeaderFuzz {

    private HeaderFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        Allocation.requireBounded(data.length, () -> parse(data));
        int length = parse(data);
        byte[] canonical = canonical(data);
        Fuzzing.require(length >= 0 == canonical.length > 0, "the strict reader and the library differ");
        if (length >= 0) {
            Fuzzing.require(length == canonical.length, "length of the header");
            Fuzzing.require(Arrays.equals(canonical, Arrays.copyOf(data, length)), "encoded anew it is other bytes");
        }
    }

    private static int parse(byte[] data) {
        try {
            return MessageHeader.parse(data).length();
        } catch (MessageRefused refused) {
            return -1;
        }
    }

    private static byte[] canonical(byte[] data) {
        try {
            return MessageFields.ofHeader(data).canonical().bytes();
        } catch (IllegalArgumentException departs) {
            return new byte[0];
        }
    }
}
