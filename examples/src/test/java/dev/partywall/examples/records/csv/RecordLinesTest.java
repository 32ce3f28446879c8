package dev.partywall.examples.records.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordLinesTest {

    private static final CsvLayout LAYOUT = new CsvLayout(List.of("tenant", "id"), 0, 1, List.of(), List.of());

    private final RecordLines lines = new RecordLines();

    private static CsvRow row(String tenant, String id) {
        return new CsvRow(LAYOUT, List.of(tenant, id));
    }

    @Test
    void note_recordSeenLongAgo_givesItsLine() {
        for (int i = 1; i <= 100_000; i++) {
            assertThat(lines.note(row("t" + i % 7, "id" + i), i)).isZero();
        }

        assertThat(lines.note(row("t" + 4321 % 7, "id4321"), 100_001)).isEqualTo(4321);
        assertThat(lines.note(row("t" + 100_000 % 7, "id100000"), 100_001)).isEqualTo(100_000);
    }

    @Test
    void note_sameIdOfAnotherTenant_isAnotherRecord() {
        lines.note(row("a", "b1"), 2);

        assertThat(lines.note(row("ab", "1"), 3)).isZero();
        assertThat(lines.note(row("b", "b1"), 4)).isZero();
        assertThat(lines.note(row("a", "b1"), 5)).isEqualTo(2);
    }
}
