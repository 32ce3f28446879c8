package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM for the steps of one operation, one after the other: start, associated data, finish. Not safe for many
 * threads.
 */
final class AesGcm {

    /** Bytes of a key: AES-256. */
    static final int KEY_LENGTH = 32;

    private final Cipher cipher;
    private final TenantId tenant;

    /**
     * On a cipher that nobody else uses.
     *
     * @param tenant for whom, to be named where the provider breaks
     */
    AesGcm(Cipher cipher, TenantId tenant) {
        this.cipher = cipher;
        this.tenant = tenant;
    }

    /** Begins to seal. The provider refuses an IV that this key had just before. */
    AesGcm startSealing(OperationKey key, byte[] iv, int offset) {
        return start(Cipher.ENCRYPT_MODE, key, iv, offset);
    }

    /** Begins to open. */
    AesGcm startOpening(OperationKey key, byte[] iv, int offset) {
        return start(Cipher.DECRYPT_MODE, key, iv, offset);
    }

    private AesGcm start(int mode, OperationKey key, byte[] iv, int offset) {
        try {
            cipher.init(
                    mode,
                    key,
                    new GCMParameterSpec(MessageHeader.TAG_LENGTH * Byte.SIZE, iv, offset, MessageBody.IV_LENGTH));
            return this;
        } catch (GeneralSecurityException | RuntimeException impossible) {
            throw broken(impossible);
        }
    }

    AesGcm associate(byte[] bytes) {
        return associate(bytes, 0, bytes.length);
    }

    AesGcm associate(byte[] bytes, int offset, int length) {
        try {
            cipher.updateAAD(bytes, offset, length);
            return this;
        } catch (RuntimeException impossible) {
            throw broken(impossible);
        }
    }

    /** Writes ciphertext and tag; returns where they end. */
    int seal(byte[] plaintext, int offset, int length, byte[] into, int at) {
        try {
            return at + cipher.doFinal(plaintext, offset, length, into, at);
        } catch (GeneralSecurityException | RuntimeException impossible) {
            throw broken(impossible);
        }
    }

    /** Verifies ciphertext and tag, then writes the plaintext. */
    void open(byte[] sealed, int offset, int length, byte[] into, int at) throws MessageRefused {
        try {
            cipher.doFinal(sealed, offset, length + MessageHeader.TAG_LENGTH, into, at);
        } catch (AEADBadTagException changed) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        } catch (GeneralSecurityException | RuntimeException impossible) {
            throw broken(impossible);
        }
    }

    private KeyUnavailableException broken(Exception failure) {
        return Broken.provider(tenant, failure);
    }
}
