package dev.partywall.keyring.internal.cache;

import dev.partywall.core.TenantId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How many refreshes may be under way, in all and for one tenant: a tenant whose refreshes hang does not take those of the
 * others. Nothing is kept of a tenant that has none under way.
 */
final class RefreshPermits {

    private static final int MAXIMUM = 64;
    private static final int MAXIMUM_PER_TENANT = MAXIMUM / 8;

    private final Semaphore all = new Semaphore(MAXIMUM);
    private final ConcurrentHashMap<TenantId, Integer> taken = new ConcurrentHashMap<>();

    /** Takes one, to be given back; or none. */
    boolean tryAcquire(TenantId tenant) {
        if (!all.tryAcquire()) {
            return false;
        }
        boolean acquired = false;
        try {
            acquired = count(tenant);
            return acquired;
        } finally {
            if (!acquired) {
                all.release();
            }
        }
    }

    void release(TenantId tenant) {
        all.release();
        uncount(tenant);
    }

    /** Of how many tenants something is kept. */
    int tenants() {
        return taken.size();
    }

    private boolean count(TenantId tenant) {
        if (taken.merge(tenant, 1, Integer::sum) <= MAXIMUM_PER_TENANT) {
            return true;
        }
        uncount(tenant);
        return false;
    }

    private void uncount(TenantId tenant) {
        taken.computeIfPresent(tenant, (same, count) -> count == 1 ? null : count - 1);
    }
}
