package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.keyring.BranchKeyVersion;
import java.util.Optional;

/**
 * Sees to it that a keyring seals under what is active now: what it loaded before the versions were asked for may be older. What it
 * loaded since then is not, so once for each active version is enough. Safe for many threads.
 */
final class FreshKeys {

    private final ReencryptionSettings settings;
    private Optional<BranchKeyVersion> dropped = Optional.empty();

    FreshKeys(ReencryptionSettings settings) {
        this.settings = settings;
    }

    /** Drops the tenant's keys, unless that was done since this version became the active one. */
    synchronized void require(BranchKeyVersion active) {
        if (!dropped.equals(Optional.of(active))) {
            settings.keyring().evict(settings.tenant().id());
            dropped = Optional.of(active);
        }
    }
}
