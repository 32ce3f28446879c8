package dev.partywall.keyring;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantIsolationException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the tenants of a warm-up; each is in one place, in the order in which they were given.
 *
 * @param loaded their active branch key is in memory now
 * @param alreadyWarm it was before; nothing was loaded
 * @param failed why it could not be had
 * @param unfinished the warm-up was stopped before they were tried, or while they were
 */
public record WarmUpReport(
        List<Tenant> loaded,
        List<Tenant> alreadyWarm,
        Map<Tenant, TenantIsolationException> failed,
        List<Tenant> unfinished) {

    /**
     * Copies the collections.
     *
     * @param loaded tenants whose key was loaded
     * @param alreadyWarm tenants whose key was in memory
     * @param failed tenants whose key could not be had, and why
     * @param unfinished tenants that were left
     */
    public WarmUpReport {
        loaded = List.copyOf(loaded);
        alreadyWarm = List.copyOf(alreadyWarm);
        failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
        unfinished = List.copyOf(unfinished);
    }

    /**
     * Whether every tenant's key is in memory now.
     *
     * @return whether nothing failed and nothing is left
     */
    public boolean isComplete() {
        return failed.isEmpty() && unfinished.isEmpty();
    }

    /** The counts; a fleet would be a long text. */
    @Override
    public String toString() {
        return "WarmUpReport[loaded " + loaded.size() + ", already warm " + alreadyWarm.size() + ", failed "
                + failed.size() + ", unfinished " + unfinished.size() + "]";
    }
}
