package dev.partywall.lifecycle.internal.certificate;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.Departure;
import dev.partywall.lifecycle.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a shredding has done, as its steps noted it. */
public record Destroyed(
        UUID operation,
        TenantId tenant,
        Tier tier,
        String requestedBy,
        Departure departure,
        Instant begunAt,
        Instant finishedAt,
        BranchKey branchKey,
        List<KmsKey> kmsKeys,
        Optional<String> role,
        Canary canary) {

    /** Copies the list. */
    public Destroyed {
        kmsKeys = List.copyOf(kmsKeys);
    }

    /**
     * The rows of the key store.
     *
     * @param versions of which there may be fewer than there were, the newest
     * @param rootKeys that the rows were under: one, but for a tenant that was being moved
     */
    public record BranchKey(
            String keyStore, int rows, int versionCount, List<String> versions, List<RootKey> rootKeys) {

        /** Copies the lists. */
        public BranchKey {
            versions = List.copyOf(versions);
            rootKeys = List.copyOf(rootKeys);
        }
    }

    /**
     * A KMS key that rows were under.
     *
     * @param whose the tier that such a key is of: in {@code POOL} it is not this tenant's alone; empty if nobody can tell
     */
    public record RootKey(String arn, Optional<Tier> whose) {}

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
