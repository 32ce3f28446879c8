package dev.partywall.testing.internal.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FixturePartsTest {

    private static final TenantId ACME = TenantId.of("acme");

    private record Invoice(TenantId tenant, String path, String number, String currency) {}

    private static final Invoice OWN = new Invoice(TenantId.of("t1"), "t1/a", "7", "EUR");
    private static final Invoice FOREIGN = new Invoice(ACME, "acme/b", "8", "EUR");

    @Test
    void mixed_records_exchangesEachPartThatDiffers() {
        assertThat(FixtureParts.mixed(OWN, FOREIGN))
                .containsExactly(
                        Map.entry("tenant", new Invoice(ACME, "t1/a", "7", "EUR")),
                        Map.entry("path", new Invoice(TenantId.of("t1"), "acme/b", "7", "EUR")),
                        Map.entry("number", new Invoice(TenantId.of("t1"), "t1/a", "8", "EUR")));
    }

    @Test
    void mixed_noRecord_hasNoParts() {
        assertThat(FixtureParts.mixed("t1", "acme")).isEmpty();
    }

    @Test
    void rewritten_texts_holdThePattern() {
        assertThat(FixtureParts.rewritten(FOREIGN, ACME, id -> "*")).contains(new Invoice(ACME, "*/b", "8", "EUR"));
    }

    @Test
    void rewritten_tenantIds_ifItIsStillOne() {
        assertThat(FixtureParts.rewritten(FOREIGN, ACME, id -> "ACME"))
                .contains(new Invoice(TenantId.of("ACME"), "ACME/b", "8", "EUR"));
    }

    @Test
    void rewritten_nowhereTheId_isNoAttack() {
        assertThat(FixtureParts.rewritten(FOREIGN, TenantId.of("other"), id -> "*"))
                .isEmpty();
        assertThat(FixtureParts.rewritten(FOREIGN, ACME, id -> id)).isEmpty();
    }
}
