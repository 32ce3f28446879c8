package dev.partywall.benchmarks;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.partywall.core.TenantId;
import java.security.GeneralSecurityException;

/**
 * Envelope encryption by Tink: a new AES-256-GCM key for each record, wrapped by a key encryption key that lies in memory
 * where Tink would call a KMS. No key commitment, one key for all tenants.
 */
final class TinkSealing implements Sealing {

    private final TenantId tenant;
    private final String purpose;
    private final Aead envelope;

    TinkSealing(TenantId tenant, String purpose) {
        this.tenant = tenant;
        this.purpose = purpose;
        this.envelope = envelope();
    }

    private static Aead envelope() {
        try {
            AeadConfig.register();
            Aead keyEncryptionKey = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
            return KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, keyEncryptionKey);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public byte[] encrypt(byte[] plaintext, String recordId) {
        try {
            return envelope.encrypt(plaintext, AssociatedData.of(tenant, purpose, recordId));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public byte[] decrypt(byte[] message, String recordId) {
        try {
            return envelope.decrypt(message, AssociatedData.of(tenant, purpose, recordId));
        } catch (GeneralSecurityException refused) {
            throw new IllegalArgumentException("the message does not open", refused);
        }
    }
}
