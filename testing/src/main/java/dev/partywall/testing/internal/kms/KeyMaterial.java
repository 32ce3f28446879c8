package dev.partywall.testing.internal.kms;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret bytes of a KMS key between two rotations.
 *
 * <p>https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
final class KeyMaterial {

    static final int ID_BYTES = 32;
    static final int IV_BYTES = 12;
    private static final int KEY_BYTES = 32;
    private static final int TAG_BITS = 128;

    private final String id;
    private final byte[] key = new byte[KEY_BYTES];
    private boolean destroyed;

    /** New random material. */
    KeyMaterial(SecureRandom random) {
        byte[] idBytes = new byte[ID_BYTES];
        random.nextBytes(idBytes);
        random.nextBytes(key);
        this.id = HexFormat.of().formatHex(idBytes);
    }

    /** 64 hexadecimal digits. */
    String id() {
        return id;
    }

    /** Encrypts: the result is the ciphertext with its tag. */
    byte[] seal(byte[] iv, byte[] plaintext, byte[] associatedData) {
        try {
            return crypt(Cipher.ENCRYPT_MODE, iv, plaintext, associatedData);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM", e);
        }
    }

    /** Decrypts; refuses what was not sealed by this material with the same associated data. */
    byte[] open(byte[] iv, byte[] sealed, byte[] associatedData) {
        try {
            return crypt(Cipher.DECRYPT_MODE, iv, sealed, associatedData);
        } catch (AEADBadTagException e) {
            throw KmsException.invalidCiphertext();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM", e);
        }
    }

    private synchronized byte[] crypt(int mode, byte[] iv, byte[] input, byte[] associatedData)
            throws GeneralSecurityException {
        if (destroyed) {
            throw KmsException.invalidCiphertext(); // its key was deleted while the request was on its way
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(associatedData);
        return cipher.doFinal(input);
    }

    /** Overwrites the key: whatever it sealed never opens again. */
    synchronized void destroy() {
        destroyed = true;
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return "KeyMaterial[" + id + ", redacted]";
    }
}
