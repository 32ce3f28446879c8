package dev.partywall.keyring.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantGate;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.BranchKeyLoader;

/**
 * Asks the gate again when a load begins. The key's place is in the cache by then, so a tenant whose gate closes after this is
 * evicted with it; and a load for an operation that passed the gate before it closed brings no key back after the eviction.
 */
final class GatedLoader implements BranchKeyLoader {

    private final TenantGate gate;
    private final BranchKeyLoader loader;

    GatedLoader(TenantGate gate, BranchKeyLoader loader) {
        this.gate = gate;
        this.loader = loader;
    }

    @Override
    public BranchKey loadActive(TenantId tenant) {
        requireServed(tenant);
        return loader.loadActive(tenant);
    }

    @Override
    public BranchKey loadVersion(TenantId tenant, String version) {
        requireServed(tenant);
        return loader.loadVersion(tenant, version);
    }

    /** Retryable, so that the cache does not remember it: the next operation asks the gate. */
    private void requireServed(TenantId tenant) {
        try {
            gate.requireServed(tenant);
        } catch (TenantNotServedException refused) {
            throw new KeyUnavailableException(
                    ErrorCode.KEY_SERVICE_UNAVAILABLE,
                    tenant,
                    true,
                    "it is not served any more, so its branch key was not loaded; look at the cause",
                    refused);
        }
    }
}
