package dev.partywall.keyring;

import java.time.Duration;

/**
 * What the branch key cache of one keyring did since the keyring was built: a snapshot, its counters read one after the
 * other.
 *
 * @param hits look-ups served from memory; opening a message of an old version takes two
 * @param misses look-ups that had to wait for a load, their own or another's; each counts once, however long it waits
 * @param loads loads begun for a waiting operation
 * @param loadFailures loads, of either kind, that failed
 * @param refreshes loads begun ahead of expiry, off the caller's thread
 * @param refusedFromMemory operations refused because the key was found missing or denied a moment before
 * @param evictions keys dropped by size, by time, by their tenant's quota, on request, or because a refresh was denied; not those
 *     replaced by a refresh
 * @param quotaEvictions of these, keys dropped before their time because their tenant asked for more than
 *     {@link TenantKeyring.Builder#maximumCachedKeysPerTenant}
 * @param loadTime time spent in loads, added up
 * @param size keys in memory or being loaded now
 */
public record BranchKeyCacheMetrics(
        long hits,
        long misses,
        long loads,
        long loadFailures,
        long refreshes,
        long refusedFromMemory,
        long evictions,
        long quotaEvictions,
        Duration loadTime,
        long size) {}
