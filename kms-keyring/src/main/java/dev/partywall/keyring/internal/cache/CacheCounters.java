package dev.partywall.keyring.internal.cache;

import dev.partywall.keyring.BranchKeyCacheMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the cache does. */
final class CacheCounters {

    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder refreshes = new LongAdder();
    final LongAdder refusedFromMemory = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder quotaEvictions = new LongAdder();
    final LongAdder loadNanos = new LongAdder();

    BranchKeyCacheMetrics snapshot(long size) {
        return new BranchKeyCacheMetrics(
                hits.sum(),
                misses.sum(),
                loads.sum(),
                loadFailures.sum(),
                refreshes.sum(),
                refusedFromMemory.sum(),
                evictions.sum(),
                quotaEvictions.sum(),
                Duration.ofNanos(loadNanos.sum()),
                size);
    }
}
