package dev.partywall.lifecycle.internal.reencryption;

import java.time.Duration;
import java.util.UUID;

/**
 * Who is at a partition.
 *
 * @param id of its run; no two are the same
 * @param lease after how long without a sign of life it asks to be taken for gone; others may be set differently
 */
record Owner(UUID id, Duration lease) {

    static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    static final Duration LONGEST_LEASE = Duration.ofHours(1);

    /** Whole milliseconds, as they are stored. */
    Owner {
        lease = Duration.ofMillis(lease.toMillis());
        if (!isLease(lease)) {
            throw new IllegalArgumentException("no lease: " + lease);
        }
    }

    static boolean isLease(Duration lease) {
        return lease.compareTo(SHORTEST_LEASE) >= 0 && lease.compareTo(LONGEST_LEASE) <= 0;
    }
}
