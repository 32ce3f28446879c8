package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.InvalidTenantException;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValueTypesTest {

    @Test
    void equals_ofValues_isByAllTheyHold() {
        EqualsVerifier.forClasses(TenantKeyState.class, TenantOperation.class, TenantRegistry.Changes.class)
                .verify();
    }

    /** Its attributes are checked and sorted as it is made, so it is given sound ones. */
    @Test
    void equals_ofRecords_isByAllTheyHold() {
        EqualsVerifier.forClass(TenantRecord.class)
                .withPrefabValues(Map.class, Map.of("tier", "gold"), Map.of("tier", "silver"))
                .verify();
    }

    @Test
    void collections_changedAfterwards_doNotChangeWhatWasMade() {
        Map<String, String> attributes = new HashMap<>(Map.of("tier", "gold"));
        TenantRecord record = Records.fresh("acme").withAttributes(attributes);
        Set<BranchKeyVersion> retired = new HashSet<>();
        TenantKeyState key = new TenantKeyState(Optional.empty(), Optional.empty(), retired, Set.of());
        List<TenantRecord> changed = new ArrayList<>();
        TenantRegistry.Changes changes = new TenantRegistry.Changes(changed, 0, true);

        attributes.clear();
        retired.add(new BranchKeyVersion(new UUID(1, 2)));
        changed.add(record);

        assertThat(record.attributes()).containsExactly(Map.entry("tier", "gold"));
        assertThat(record.toTenant().attributes()).isEqualTo(record.attributes());
        assertThat(record.toTenant().id()).isEqualTo(TenantId.of("acme"));
        assertThat(key.retired()).isEmpty();
        assertThat(changes.records()).isEmpty();
    }

    @Test
    void record_attributeThatIsNoSessionTag_isRefused() {
        TenantRecord record = Records.fresh("acme");

        assertThatThrownBy(() -> record.withAttributes(Map.of("tier", "<b>")))
                .isInstanceOf(InvalidTenantException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ONBOARDING, , false",
        "ACTIVE, , true",
        "ACTIVE, MIGRATE, true",
        "SUSPENDED, RESUME, false",
        "OFFBOARDING, , true",
        "OFFBOARDING, SUSPEND, true",
        "OFFBOARDING, SHRED, false",
        "SHREDDED, , false"
    })
    void isServed_statusAndOperation_isAsDocumented(
            TenantStatus status, TenantOperation.@Nullable Kind kind, boolean served) {
        Optional<TenantOperation> operation = Optional.ofNullable(kind)
                .map(known -> new TenantOperation(new UUID(1, 2), known, "step", false, Map.of(), Instant.EPOCH));

        assertThat(Records.fresh("acme")
                        .withStatus(status)
                        .withOperation(operation)
                        .isServed())
                .isEqualTo(served);
    }
}
