package dev.partywall.keyring.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.Tenant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TenantSlotsTest {

    private static final Tenant ACME = Tenant.of("acme");

    private final TenantSlots slots = new TenantSlots(2);

    private static CacheKey key(String version) {
        return new CacheKey(ACME.id(), Session.of(ACME), version);
    }

    private Slot admit(String version) {
        return Objects.requireNonNull(slots.admit(key(version), 0).slot());
    }

    private static Loaded settle(Slot slot) {
        byte[] bytes = new byte[BranchKey.LENGTH];
        bytes[0] = 1;
        Loaded loaded = Loaded.key(new BranchKey(ACME.id(), slot.key().version(), bytes), 0, 75, 100);
        assertThat(slot.settle(loaded)).isTrue();
        slot.endLoad();
        return loaded;
    }

    /** Whoever evicts the tenant after this step does not find the place any more, so it must have ended before. */
    @Test
    void admit_oneTooMany_endsAPlaceAndRetiresItsKeyInTheSameStep() {
        Slot first = admit("v1");
        Loaded loaded = settle(first);
        settle(admit("v2"));

        TenantSlots.Admission admission = slots.admit(key("v3"), 1);

        assertThat(admission.out()).containsExactly(new TenantSlots.Out(first, true));
        assertThat(first.isEnded()).isTrue();
        assertThat(first.held()).isNull();
        assertThat(ScriptedLoader.isWiped(loaded.requireKey())).isTrue();
        assertThat(slots.count(ACME.id())).isEqualTo(2);
    }

    @Test
    void admit_loadsTakeAllPlaces_namesTheLoads() {
        Slot first = admit("v1");
        Slot second = admit("v2");

        TenantSlots.Admission admission = slots.admit(key("v3"), 1);

        assertThat(admission.slot()).isNull();
        assertThat(admission.loads()).containsExactly(first.load(), second.load());
    }

    /** The other load may hang: who waited for that one would not find the place that there is. */
    @Test
    void loads_oneEndedAfterTheLook_areNone() {
        Slot arrived = admit("v1");
        Slot hanging = admit("v2");
        assertThat(TenantSlots.loads(arrived, hanging)).hasSize(2);

        settle(arrived);

        assertThat(TenantSlots.loads(arrived, hanging)).isEmpty();
    }
}
