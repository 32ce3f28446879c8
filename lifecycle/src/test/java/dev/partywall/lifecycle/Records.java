package dev.partywall.lifecycle;

import dev.partywall.core.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Records for tests. */
public final class Records {

    /** A tenant. */
    public static final TenantId ACME = TenantId.of("acme");

    /** Another. */
    public static final TenantId GLOBEX = TenantId.of("globex");

    private Records() {}

    /** A record that was never stored. */
    public static TenantRecord fresh(TenantId tenant) {
        return new TenantRecord(
                tenant,
                0,
                TenantStatus.ONBOARDING,
                Tier.POOL,
                TenantKeyState.none(),
                Optional.empty(),
                Map.of("tier", "gold"),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH);
    }

    /** A record that was never stored. */
    public static TenantRecord fresh(String tenant) {
        return fresh(TenantId.of(tenant));
    }
}
