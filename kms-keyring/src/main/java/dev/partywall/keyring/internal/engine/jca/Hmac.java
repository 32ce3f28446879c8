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
    private final byte[] inner;
    private final byte[] outer;

    /** On a digest that nobody else uses, which works on blocks of this many bytes. */
    Hmac(MessageDigest digest, int blockLength) {
        this.digest = digest;
        this.inner = new byte[blockLength];
        this.outer = new byte[blockLength];
    }

    /** Takes a key of up to a block, for all that follows. */
    Hmac key(byte[] key) {
        Arrays.fill(inner, INNER);
        Arrays.fill(outer, OUTER);
        for (int i = 0; i < key.length; i++) {
            inner[i] ^= key[i];
            outer[i] ^= key[i];
        }
        return this;
    }

    /** The code of an input under the key. */
    byte[] code(byte[] input) {
        digest.update(inner);
        byte[] hash = digest.digest(input);
        try {
            digest.update(outer);
            return digest.digest(hash);
        } finally {
            // Where the key is public, as the salt of HKDF is, the inner hash is as good as the code.
            Arrays.fill(hash, (byte) 0);
        }
    }

    @Override
    public void close() {
        Arrays.fill(inner, (byte) 0);
        Arrays.fill(outer, (byte) 0);
        digest.reset();
    }
}
