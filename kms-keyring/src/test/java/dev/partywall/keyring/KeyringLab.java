package dev.partywall.keyring;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.AwsLab;
import java.nio.charset.StandardCharsets;

/** A lab with a key store and a keyring, for tests. */
final class KeyringLab implements AutoCloseable {

    static final String TABLE = "tenant-keys";
    static final TenantId ACME = TenantId.of("acme");
    static final TenantId GLOBEX = TenantId.of("globex");
    static final RecordId RECORD = RecordId.of("invoice-1");
    static final byte[] PLAINTEXT = "IBAN DE00 CANARY-PLAINTEXT-7d1f".getBytes(StandardCharsets.UTF_8);

    private final AwsLab lab;
    private final String rootKeyArn;
    private final TenantKeyring keyring;

    private KeyringLab(AwsLab lab) {
        this.lab = lab;
        this.rootKeyArn = lab.createKey();
        this.keyring = builder().build();
        keyring.branchKeys().createKeyStore();
    }

    static KeyringLab start() {
        return new KeyringLab(AwsLab.start());
    }

    AwsLab aws() {
        return lab;
    }

    String rootKeyArn() {
        return rootKeyArn;
    }

    /** The keyring that stands for a service in production. */
    TenantKeyring keyring() {
        return keyring;
    }

    TenantEncryptor invoices() {
        return keyring.encryptor("invoices");
    }

    /** For further keyrings on the same key store: other nodes, other settings. */
    TenantKeyring.Builder builder() {
        return TenantKeyring.builder().keyStore(TABLE, lab.dynamoDb()).rootKey(rootKeyArn, lab.kms());
    }

    TenantId createTenant(String id) {
        TenantId tenant = TenantId.of(id);
        keyring.branchKeys().create(tenant);
        return tenant;
    }

    byte[] seal(TenantId tenant) {
        return TenantContext.call(tenant, () -> invoices().encrypt(PLAINTEXT, RECORD));
    }

    byte[] open(TenantId tenant, byte[] message) {
        return TenantContext.call(tenant, () -> invoices().decrypt(message, RECORD));
    }

    @Override
    public void close() {
        keyring.close();
        lab.close();
    }
}
