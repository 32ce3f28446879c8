package dev.partywall.abac;

import java.time.Duration;

/**
 * What the credentials of one {@link TenantCredentials} did since they were built: a snapshot, its counters read one after
 * the other.
 *
 * @param hits look-ups served from memory
 * @param misses look-ups that had to wait for a session, asked for by themselves or by another
 * @param started sessions that STS gave, refreshes included
 * @param failures times that no session could be had, refreshes included
 * @param refreshes sessions asked for ahead of expiry, off the caller's thread
 * @param refusedFromMemory look-ups refused because asking had failed a moment before
 * @param rateLimited look-ups and refreshes turned away by the limit towards STS
 * @param retries calls to STS repeated because it throttled or failed
 * @param waited time spent waiting for the limit towards STS, added up
 * @param size sessions in memory, or being asked for, now
 */
public record TenantCredentialsMetrics(
        long hits,
        long misses,
        long started,
        long failures,
        long refreshes,
        long refusedFromMemory,
        long rateLimited,
        long retries,
        Duration waited,
        long size) {}
