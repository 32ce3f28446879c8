package dev.partywall.keyring.internal.engine.jca;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key for one operation, whose bytes are overwritten when it is closed. What a provider makes of it is the provider's,
 * and is out of reach from then on.
 */
final class OperationKey implements SecretKey, Secret {

    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;
    private transient boolean closed;

    /** Takes the bytes over: they are this object's from now on. */
    OperationKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The key's own bytes, not a copy. */
    byte[] bytes() {
        // Zeroes are a key as well, and the worst one.
        if (closed) {
            throw new IllegalStateException("the key is closed");
        }
        return bytes;
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** A copy, which is the provider's to overwrite. */
    @Override
    public byte[] getEncoded() {
        return bytes().clone();
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "OperationKey[redacted]";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("keys are not written");
    }
}
