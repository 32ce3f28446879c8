package dev.partywall.keyring.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RefreshPermitsTest {

    private static final TenantId GREEDY = TenantId.of("greedy");

    private final RefreshPermits permits = new RefreshPermits();

    private int acquireAll(TenantId tenant) {
        int acquired = 0;
        while (permits.tryAcquire(tenant)) {
            acquired++;
        }
        return acquired;
    }

    @Test
    void tryAcquire_oneTenant_getsAShare() {
        for (int round = 0; round < 100; round++) {
            assertThat(acquireAll(GREEDY)).as("round %s", round).isEqualTo(8);
            for (int i = 0; i < 8; i++) {
                permits.release(GREEDY);
            }
        }
    }

    @Test
    void tryAcquire_manyTenants_shareAllOfThem() {
        List<TenantId> tenants = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tenants.add(TenantId.of("t" + i));
        }

        assertThat(tenants.stream().mapToInt(this::acquireAll).sum()).isEqualTo(64);
        assertThat(permits.tryAcquire(GREEDY)).isFalse();
    }

    @Test
    void release_last_keepsNothingOfTheTenant() {
        for (int i = 0; i < 1_000; i++) {
            TenantId tenant = TenantId.of("t" + i);
            assertThat(permits.tryAcquire(tenant)).isTrue();
            permits.release(tenant);
        }

        assertThat(permits.tenants()).isZero();
    }
}
