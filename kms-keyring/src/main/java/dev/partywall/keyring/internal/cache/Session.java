package dev.partywall.keyring.internal.cache;

import dev.partywall.core.Tenant;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Under whose authority a branch key is loaded: what a cache hit must share with the load.
 *
 * @param attributes the tenant's attributes, which become session tags
 * @param accessKeyId the access key id that the key store's calls are signed with, empty where it is not told
 * @param expiry when that access key ends, if it does
 */
public record Session(Map<String, String> attributes, String accessKeyId, Optional<Instant> expiry) {

    /** The session of a keyring that does not know its credentials. */
    public static Session of(Tenant tenant) {
        return new Session(tenant.attributes(), "", Optional.empty());
    }

    /** Shows neither attributes nor access key. */
    @Override
    public String toString() {
        return "Session[redacted]";
    }
}
