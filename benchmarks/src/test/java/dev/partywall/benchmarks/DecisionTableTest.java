package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DecisionTableTest {

    private static Score score(String layers, String method, double micros, double mean, double allocated) {
        Map<String, String> parameters = Map.of("layers", layers, "decision", "ALLOWED");
        return Scores.of("decide", method, parameters, micros, mean, allocated);
    }

    @Test
    void markdown_allMethods_showsRateAndRatio() {
        String table = new DecisionTable(List.of(
                        score("LAYERS", "partywall", 1.25, Double.NaN, Double.NaN),
                        score("IDENTITY", "partywall", 0.5, 0.5125, 300),
                        score("IDENTITY", "withTrace", 4, 4.5, 8_000),
                        score("IDENTITY", "handWritten", 0.1, 0.102, 24)))
                .markdown();

        assertThat(table.lines().skip(2))
                .containsExactly(
                        "| ALLOWED | IDENTITY | 0.500 (0.513) | 2,000,000 | 4.000 (4.500) | 0.100 (0.102) | 5.0 | 300 | 8,000 |",
                        "| ALLOWED | LAYERS | 1.250 | 800,000 | – | – | – | – | – |");
    }
}
