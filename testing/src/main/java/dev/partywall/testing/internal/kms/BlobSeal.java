package dev.partywall.testing.internal.kms;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Marks blobs as made by this lab, so that one with a forged key id is an invalid ciphertext rather than the ciphertext
 * of a key that does not exist: KMS tells the two apart.
 */
final class BlobSeal {

    private static final int MARK_BYTES = 16;
    private static final byte VERSION = 1;

    private final byte[] key = new byte[32];

    BlobSeal(SecureRandom random) {
        random.nextBytes(key);
    }

    /** The blob as it leaves the lab: a version, the mark, the blob. */
    byte[] wrap(CiphertextBlob blob) {
        byte[] bytes = blob.bytes();
        return ByteBuffer.allocate(1 + MARK_BYTES + bytes.length)
                .put(VERSION)
                .put(mark(bytes))
                .put(bytes)
                .array();
    }

    /** The blob inside. Its header is genuine; whether its ciphertext is, the key material tells. */
    CiphertextBlob unwrap(byte[] wrapped) {
        if (wrapped.length < 1 + MARK_BYTES || wrapped[0] != VERSION) {
            throw KmsException.invalidCiphertext();
        }
        byte[] mark = Arrays.copyOfRange(wrapped, 1, 1 + MARK_BYTES);
        byte[] bytes = Arrays.copyOfRange(wrapped, 1 + MARK_BYTES, wrapped.length);
        CiphertextBlob blob = CiphertextBlob.parse(bytes);
        if (!MessageDigest.isEqual(mark, mark(bytes))) {
            throw KmsException.invalidCiphertext();
        }
        return blob;
    }

    private byte[] mark(byte[] blob) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(blob, 0, CiphertextBlob.HEADER_BYTES);
            return Arrays.copyOf(mac.doFinal(), MARK_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC-SHA-256", e);
        }
    }

    void destroy() {
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return "BlobSeal[redacted]";
    }
}
