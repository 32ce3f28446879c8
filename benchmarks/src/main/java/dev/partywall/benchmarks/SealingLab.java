package dev.partywall.benchmarks;

import dev.partywall.core.TenantId;
import org.jspecify.annotations.Nullable;

/** Makes the contenders; starts an AWS inside this JVM for the first that needs one. */
final class SealingLab implements AutoCloseable {

    private static final String PURPOSE = "invoices";

    private final int frameLength;
    private @Nullable KeyStoreLab keyStore;

    SealingLab(int frameLength) {
        this.frameLength = frameLength;
    }

    Sealing sealing(Contender contender, TenantId tenant) {
        return switch (contender) {
            case PARTYWALL, PARTYWALL_REUSE, PARTYWALL_SDK -> keyStore().partywall(contender, tenant, PURPOSE);
            case ENCRYPTION_SDK -> keyStore().encryptionSdk(tenant, PURPOSE);
            case PRIMITIVES -> new PrimitivesSealing(tenant, PURPOSE, frameLength);
            case RAW_AES_GCM -> new RawAesGcmSealing(tenant, PURPOSE);
            case TINK -> new TinkSealing(tenant, PURPOSE);
        };
    }

    private KeyStoreLab keyStore() {
        if (keyStore == null) {
            keyStore = new KeyStoreLab(frameLength);
        }
        return keyStore;
    }

    /** How many calls reached KMS and DynamoDB so far. */
    int awsCalls() {
        return keyStore == null ? 0 : keyStore.awsCalls();
    }

    @Override
    public void close() {
        if (keyStore != null) {
            keyStore.close();
        }
    }
}
