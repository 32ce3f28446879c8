package dev.partywall.benchmarks;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;

/** Partywall as an application calls it: binding the tenant and checking the record id are part of each operation. */
final class PartywallSealing implements Sealing {

    private final TenantId tenant;
    private final TenantEncryptor encryptor;

    PartywallSealing(TenantId tenant, TenantEncryptor encryptor) {
        this.tenant = tenant;
        this.encryptor = encryptor;
    }

    @Override
    public byte[] encrypt(byte[] plaintext, String recordId) {
        return TenantContext.call(tenant, () -> encryptor.encrypt(plaintext, RecordId.of(recordId)));
    }

    @Override
    public byte[] decrypt(byte[] message, String recordId) {
        return TenantContext.call(tenant, () -> encryptor.decrypt(message, RecordId.of(recordId)));
    }
}
