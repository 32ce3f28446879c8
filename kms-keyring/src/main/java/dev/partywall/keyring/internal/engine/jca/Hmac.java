package dev.partywall.keyring.internal.engine.jca;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC for one operation, made of a message digest: the JDK's own keeps the key after it is done and cannot be told to
 * forget it. This one overwrites all that it made of the key when it is closed, and resets the digest. Not safe for many
 * threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104</a>
 */
final class Hmac implements AutoCloseable {

    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private final MessageDigest digest;

    /** The key, filled up to a block, with the inner constant; while an outer hash begins, with the outer one. */
    private final byte[] pad;

    /** On a digest that nobody else uses, which works on blocks of this many bytes. */
    Hmac(MessageDigest digest, int blockLength) {
        this.digest = digest;
        this.pad = new byte[blockLength];
    }

    /** Takes a key of up to a block, for all that follows. */
    Hmac key(byte[] key) {
        return key(key, 0, key.length);
    }

    Hmac key(byte[] bytes, int offset, int length) {
        Arrays.fill(pad, INNER);
        for (int i = 0; i < length; i++) {
            pad[i] ^= bytes[offset + i];
        }
        return this;
    }

    /** The code of an input under the key. */
    byte[] code(byte[] input) {
        digest.update(pad);
        byte[] hash = digest.digest(input);
        try {
            beginOuter();
            return digest.digest(hash);
        } finally {
            // Where the key is public, as the salt of HKDF is, the inner hash is as good as the code.
            Arrays.fill(hash, (byte) 0);
        }
    }

    private void beginOuter() {
        mix(INNER ^ OUTER);
        try {
            digest.update(pad);
        } finally {
            mix(INNER ^ OUTER);
        }
    }

    private void mix(int constant) {
        for (int i = 0; i < pad.length; i++) {
            pad[i] = (byte) (pad[i] ^ constant);
        }
    }

    @Override
    public void close() {
        Arrays.fill(pad, (byte) 0);
        digest.reset();
    }
}
