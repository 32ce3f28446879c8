package dev.partywall.keyring;

import dev.partywall.core.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * What the key store says of a tenant's branch key, without its key material.
 *
 * @param tenant whose key
 * @param rootKeyArn the KMS key that wraps it
 * @param active the version that new messages are sealed under
 * @param versions all versions, oldest first by the dates that their makers wrote, which are exact to a second
 */
public record BranchKeyDescription(
        TenantId tenant, String rootKeyArn, BranchKeyVersion active, List<VersionDescription> versions) {

    /**
     * Copies the list.
     *
     * @param tenant whose key
     * @param rootKeyArn the KMS key that wraps it
     * @param active the version that new messages are sealed under
     * @param versions all versions, oldest first by the dates that their makers wrote, which are exact to a second
     */
    public BranchKeyDescription {
        versions = List.copyOf(versions);
    }

    /**
     * One version.
     *
     * @param version which
     * @param createdAt when it was made, by the clock of the maker, exact to a second
     */
    public record VersionDescription(BranchKeyVersion version, Instant createdAt) {}
}
