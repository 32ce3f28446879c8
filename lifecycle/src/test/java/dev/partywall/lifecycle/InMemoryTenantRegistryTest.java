package dev.partywall.lifecycle;

import java.time.Clock;

final class InMemoryTenantRegistryTest extends TenantRegistryContract {

    @Override
    TenantRegistry create(Clock clock) {
        return InMemoryTenantRegistry.create(clock);
    }

    @Override
    int stressSaves() {
        return 6_000;
    }
}
