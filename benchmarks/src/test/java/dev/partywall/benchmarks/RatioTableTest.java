package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RatioTableTest {

    @Test
    void markdown_allMethods_showsRatiosAgainstBothBaselines() {
        String table = new RatioTable(List.of(
                        new Score("decrypt", "partywall", 128, 30, Double.NaN, 3000),
                        new Score("encrypt", "partywall", 128, 60, 1.5, 50_000),
                        new Score("encrypt", "encryptionSdk", 128, 40, 2, 40_000),
                        new Score("encrypt", "rawAesGcm", 128, 4, 0.25, 1_000)))
                .markdown();

        assertThat(table.lines())
                .contains(
                        "| encrypt | 128 B | 60.00 ± 1.50 | 40.00 ± 2.00 | 4.00 ± 0.25 | 20.00 | 1.50 | 15.00 |",
                        "| decrypt | 128 B | 30.00 | – | – | – | – | – |",
                        "| encrypt | 128 B | 50,000 | 40,000 | 1,000 | 10,000 | 1.25 | 50.00 |",
                        "| decrypt | 128 B | 3,000 | – | – | – | – | – |");
    }

    @Test
    void markdown_withoutAllocation_hasOneTable() {
        String table = new RatioTable(List.of(new Score("encrypt", "partywall", 128, 60, 1.5, Double.NaN))).markdown();

        assertThat(table.lines()).hasSize(3);
    }
}
