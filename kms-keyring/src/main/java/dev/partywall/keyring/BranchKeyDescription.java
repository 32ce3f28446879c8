package dev.partywall.keyring;

import dev.partywall.core.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What the key store says of a tenant's branch key, without its key material.
 *
 * @param tenant whose key
 * @param rootKeyArn the KMS key that wraps the active version
 * @param active the version that new messages are sealed under
 * @param versions all versions, oldest first by the dates that their makers wrote, which are exact to a second
 * @param rootKeyArns the KMS keys that its rows are wrapped by: one, but while they move
 * @param rows how many rows it has in the key store: one for each version, the active one, the beacon key
 */
public record BranchKeyDescription(
        TenantId tenant,
        String rootKeyArn,
        BranchKeyVersion active,
        List<VersionDescription> versions,
        Set<String> rootKeyArns,
        int rows) {

    /**
     * Copies the collections.
     *
     * @param tenant whose key
     * @param rootKeyArn the KMS key that wraps it
     * @param active the version that new messages are sealed under
     * @param versions all versions, oldest first by the dates that their makers wrote, which are exact to a second
     * @param rootKeyArns the KMS keys that its rows are wrapped by
     * @param rows how many rows it has in the key store
     */
    public BranchKeyDescription {
        versions = List.copyOf(versions);
        rootKeyArns = Set.copyOf(rootKeyArns);
    }

    /**
     * One version.
     *
     * @param version which
     * @param createdAt when it was made, by the clock of the maker, exact to a second
     */
    public record VersionDescription(BranchKeyVersion version, Instant createdAt) {}
}
