package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.TenantRegistryException;

/**
 * A feed that ends before the point from which it was to be read: the registry was restored from a backup, or what answers now
 * is a copy that lags behind. Its later changes may come under numbers that were read already, so nobody may go on from there.
 */
final class SetBack {

    private SetBack() {}

    static void require(long end, FeedRange range, String place) {
        if (end < range.after()) {
            throw new TenantRegistryException(
                    ErrorCode.REGISTRY_SET_BACK,
                    null,
                    false,
                    place + " is older than what was read of it before: its feed ends at " + end
                            + ", and was read up to " + range.after()
                            + "; bring the registry up to date, then start this JVM anew",
                    null);
        }
    }
}
