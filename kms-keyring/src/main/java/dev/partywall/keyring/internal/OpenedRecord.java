package dev.partywall.keyring.internal;

import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.RecordContext;
import java.util.Arrays;
import java.util.Map;

/** What was in a message, for as long as it takes to seal it anew: overwritten at the end, however that comes. */
final class OpenedRecord implements AutoCloseable {

    private byte[] plaintext = {};
    private Map<String, String> furtherPairs = Map.of();

    /** Holds what was opened, and the pairs that were verified with it. */
    OpenedRecord hold(byte[] opened, MessageHeader header) {
        plaintext = opened;
        furtherPairs = RecordContext.furtherPairs(header.context());
        return this;
    }

    byte[] plaintext() {
        return plaintext;
    }

    Map<String, String> furtherPairs() {
        return furtherPairs;
    }

    @Override
    public void close() {
        Arrays.fill(plaintext, (byte) 0);
    }
}
