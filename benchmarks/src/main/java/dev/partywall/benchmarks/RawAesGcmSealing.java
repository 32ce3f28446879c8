package dev.partywall.benchmarks;

import dev.partywall.core.TenantId;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM alone, of the first provider: a new cipher and a new random IV for each record, tenant, purpose and record id as
 * associated data. Its one key never changes and lies in memory: no envelope, no key derivation, no key commitment. So
 * it is the floor, not an alternative. A message is IV, ciphertext, tag.
 */
final class RawAesGcmSealing implements Sealing {

    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final TenantId tenant;
    private final String purpose;
    private final SecretKey key;

    RawAesGcmSealing(TenantId tenant, String purpose) {
        this.tenant = tenant;
        this.purpose = purpose;
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "AES");
    }

    @Override
    public byte[] encrypt(byte[] plaintext, String recordId) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        byte[] message = new byte[IV_BYTES + plaintext.length + TAG_BYTES];
        System.arraycopy(iv, 0, message, 0, IV_BYTES);
        try {
            cipher(Cipher.ENCRYPT_MODE, iv, recordId).doFinal(plaintext, 0, plaintext.length, message, IV_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        return message;
    }

    @Override
    public byte[] decrypt(byte[] message, String recordId) {
        try {
            return cipher(Cipher.DECRYPT_MODE, message, recordId).doFinal(message, IV_BYTES, message.length - IV_BYTES);
        } catch (GeneralSecurityException refused) {
            throw new IllegalArgumentException("the message does not open", refused);
        }
    }

    private Cipher cipher(int mode, byte[] beginsWithIv, String recordId) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, beginsWithIv, 0, IV_BYTES));
        cipher.updateAAD(AssociatedData.of(tenant, purpose, recordId));
        return cipher;
    }
}
