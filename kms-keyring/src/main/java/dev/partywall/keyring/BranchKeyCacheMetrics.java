package dev.partywall.keyring;

import java.time.Duration;

/**
 * What the branch key cache of one keyring did since the keyring was built: a snapshot, its counters read one after the
 * other.
 *
 * @param hits operations served from memory
 * @param misses operations that had to wait for a load, their own or another's
 * @param loads loads begun for a waiting operation
 * @param loadFailures loads, of either kind, that failed
 * @param refreshes loads begun ahead of expiry, off the caller's thread
 * @param refusedFromMemory operations refused because the key was found missing or denied a moment before
 * @param evictions keys dropped by size, by time or on request
 * @param loadTime time spent in loads, added up
 * @param size keys in memory now
 */
public record BranchKeyCacheMetrics(
        long hits,
        long misses,
        long loads,
        long loadFailures,
        long refreshes,
        long refusedFromMemory,
        long evictions,
        Duration loadTime,
        long size) {}
