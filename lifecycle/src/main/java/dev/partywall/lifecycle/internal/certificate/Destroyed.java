package dev.partywall.lifecycle.internal.certificate;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.Departure;
import dev.partywall.lifecycle.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a shredding has done, as its steps noted it.
 *
 * @param tiers the tenant's; two if it was moving from one to another
 */
public record Destroyed(
        UUID operation,
        TenantId tenant,
        Set<Tier> tiers,
        String requestedBy,
        Departure departure,
        Instant begunAt,
        Instant finishedAt,
        BranchKey branchKey,
        List<KmsKey> kmsKeys,
        Optional<String> role,
        Canary canary) {

    /** Copies the collections. */
    public Destroyed {
        tiers = Set.copyOf(tiers);
        kmsKeys = List.copyOf(kmsKeys);
    }

    /**
     * The rows of the key store.
     *
     * @param versions of which there may be fewer than there were, the newest
     */
    public record BranchKey(String keyStore, int rows, int versionCount, List<String> versions, List<String> rootKeys) {

        /** Copies the lists. */
        public BranchKey {
            versions = List.copyOf(versions);
            rootKeys = List.copyOf(rootKeys);
        }
    }

    /** A KMS key that is on its way out. */
    public record KmsKey(String arn, Instant deletionDate) {}

    /**
     * A message that was sealed and opened before, and what became of it after.
     *
     * @param version the branch key version that it was sealed under; empty if none could be sealed
     * @param outcome why it was refused after; or why none could be sealed
     */
    public record Canary(Optional<String> version, String outcome) {}
}
