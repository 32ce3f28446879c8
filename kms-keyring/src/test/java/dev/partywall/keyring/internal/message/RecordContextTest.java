package dev.partywall.keyring.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.RecordId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the context of a record says of itself, and how large it may be. */
final class RecordContextTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final RecordId RECORD = RecordId.of("1");

    private static RecordContext context(Map<String, String> pairs) {
        return new RecordContext(ACME, "invoices", pairs, RECORD);
    }

    @Test
    void parts_always_areThoseGiven() {
        RecordContext context = context(Map.of("region", "CANARY-eu"));

        assertThat(context.tenant()).isEqualTo(ACME);
        assertThat(context.purpose()).isEqualTo("invoices");
        assertThat(context.recordId()).isEqualTo(RECORD);
        assertThat(context.all())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("tenant", "acme", "purpose", "invoices", "region", "CANARY-eu", "record", "1"));
        assertThat(context).hasToString("RecordContext[acme, invoices, 1]");
    }

    /** The reference is bounded there: it could not read one byte more. */
    @Test
    void context_of32767Bytes_isTheLargest() {
        int rest = context(Map.of("a", "x")).allPairs().length - 1;
        String largest = "x".repeat(32_767 - rest);

        assertThat(context(Map.of("a", largest)).allPairs()).hasSize(32_767);
        assertThatThrownBy(() -> context(Map.of("a", largest + "x")))
                .isInstanceOf(InvalidKeySettingException.class)
                .hasMessageContaining("more than 32767 bytes")
                .hasMessageContaining("acme");
    }
}
