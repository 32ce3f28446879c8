package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RatioTableTest {

    private static Score score(String operation, String method, double micros, double error, double allocated) {
        return new Score(operation, method, Map.of("size", "128"), micros, error, allocated);
    }

    @Test
    void markdown_allMethods_showsRatiosAgainstBothBaselines() {
        String table = new RatioTable(List.of(
                        score("decrypt", "partywall", 30, Double.NaN, 3000),
                        score("encrypt", "partywall", 60, 1.5, 50_000),
                        score("encrypt", "encryptionSdk", 40, 2, 40_000),
                        score("encrypt", "rawAesGcm", 4, 0.25, 1_000)))
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
        String table = new RatioTable(List.of(score("encrypt", "partywall", 60, 1.5, Double.NaN))).markdown();

        assertThat(table.lines()).hasSize(3);
    }
}
