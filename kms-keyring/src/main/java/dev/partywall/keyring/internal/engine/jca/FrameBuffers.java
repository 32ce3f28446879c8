package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.keyring.internal.message.MessageBody;
import java.util.Arrays;

/**
 * Room for one part of a message that is sealed or opened part by part. Made before there is a key: if there is no memory for
 * it, no key stays behind.
 */
final class FrameBuffers {

    private final byte[] plaintext;
    private final byte[] sealed;

    /** For parts of up to this many bytes of plaintext. */
    FrameBuffers(int longest) {
        this.plaintext = new byte[longest];
        this.sealed = new byte[longest + MessageBody.FINAL_FRAME_OVERHEAD];
    }

    byte[] plaintext() {
        return plaintext;
    }

    byte[] sealed() {
        return sealed;
    }

    /** Overwrites the plaintext. */
    void wipe() {
        Arrays.fill(plaintext, (byte) 0);
    }
}
