package dev.partywall.keyring.internal.cache;

import dev.partywall.core.TenantId;

/**
 * What is looked up: a version of a tenant's branch key, or the active one, under a session.
 *
 * @param tenant whose key
 * @param session under whose authority
 * @param version which version, a UUID, or {@link #ACTIVE}
 */
public record CacheKey(TenantId tenant, Session session, String version) {

    /** Stands for the active version. */
    public static final String ACTIVE = "ACTIVE";

    /** Whether the active version is meant. */
    public boolean isActive() {
        return version.equals(ACTIVE);
    }
}
