package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.TenantCredentialsMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the credentials do. */
final class CredentialCounters {

    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder started = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder refreshes = new LongAdder();
    final LongAdder refusedFromMemory = new LongAdder();
    final LongAdder rateLimited = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder waitedNanos = new LongAdder();

    TenantCredentialsMetrics snapshot(long size) {
        return new TenantCredentialsMetrics(
                hits.sum(),
                misses.sum(),
                started.sum(),
                failures.sum(),
                refreshes.sum(),
                refusedFromMemory.sum(),
                rateLimited.sum(),
                retries.sum(),
                Duration.ofNanos(waitedNanos.sum()),
                size);
    }
}
