package dev.partywall.keyring.internal.cache;

import java.util.Objects;

/** Leases on keys that no cache holds. */
public final class Leases {

    private Leases() {}

    /** A lease on a key that is not retired. */
    public static Lease on(BranchKey key) {
        return Objects.requireNonNull(Lease.of(key));
    }
}
