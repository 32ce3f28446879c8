package dev.partywall.keyring.internal.cache;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;

/** Fetches a branch key from where it is kept; blocks; throws nothing but {@link KeyUnavailableException}. */
public interface BranchKeyLoader {

    /** The active version. */
    BranchKey loadActive(TenantId tenant);

    /** The version with this UUID. */
    BranchKey loadVersion(TenantId tenant, String version);
}
