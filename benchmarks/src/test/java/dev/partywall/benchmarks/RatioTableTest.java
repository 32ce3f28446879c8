package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RatioTableTest {

    private static final Work ENCRYPT = Work.plain("encrypt", 1024, 4096);
    private static final Work DECRYPT = Work.plain("decrypt", 1048576, 4096);

    private static Score score(Work work, Contender contender, double micros, double mean, double allocated) {
        return Scores.sealing(Scores.JDK_17, work, contender, micros, mean, allocated);
    }

    private static List<String> lines(Score... scores) {
        return new RatioTable(new SealingScores(Scores.JDK_17, List.of(scores)))
                .markdown()
                .lines()
                .skip(2)
                .toList();
    }

    @Test
    void markdown_allBaselines_showsRatiosToEach() {
        assertThat(lines(
                        score(ENCRYPT, Contender.RAW_AES_GCM, 4, Double.NaN, 1_500),
                        score(ENCRYPT, Contender.PARTYWALL, 8, 8.25, 10_000),
                        score(ENCRYPT, Contender.ENCRYPTION_SDK, 48, 49.5, 125_000),
                        score(ENCRYPT, Contender.PRIMITIVES, 6.4, 6.5, 8_000)))
                .containsExactly(
                        "| encrypt | 1,024 B | JDK | Partywall | 8.00 (8.25) | 6.00 | 1.25 | 2.00 | 10,000 | 0.080 |",
                        "| encrypt | 1,024 B | JDK | Encryption SDK | 48.00 (49.50) | 1.00 | 7.50 | 12.00 | 125,000 | 1.000 |",
                        "| encrypt | 1,024 B | JDK | its primitives, bare | 6.40 (6.50) | 7.50 | 1.00 | 1.60 | 8,000 | 0.064 |",
                        "| encrypt | 1,024 B | JDK | raw AES-GCM | 4.00 | 12.00 | 0.63 | 1.00 | 1,500 | 0.012 |");
    }

    @Test
    void markdown_whatWasNotMeasured_isADash() {
        assertThat(lines(score(DECRYPT, Contender.PARTYWALL, 480, Double.NaN, Double.NaN)))
                .containsExactly(
                        "| decrypt | 1,048,576 B in frames of 4,096 B | JDK | Partywall | 480.00 | – | – | – | – | – |");
    }

    @Test
    void markdown_anotherProvidersScore_isNotABaseline() {
        Work corretto = new Work("encrypt", 1024, 4096, JcaProvider.CORRETTO, 1, 1);

        assertThat(lines(
                        score(corretto, Contender.PARTYWALL, 8, Double.NaN, Double.NaN),
                        score(ENCRYPT, Contender.RAW_AES_GCM, 4, Double.NaN, Double.NaN)))
                .contains("| encrypt | 1,024 B | Corretto | Partywall | 8.00 | – | – | – | – | – |");
    }

    @Test
    void markdown_severalThreadsOrTenants_areNotInIt() {
        assertThat(lines(
                        score(ENCRYPT.with(2), Contender.PARTYWALL, 8, Double.NaN, Double.NaN),
                        score(new Work("encrypt", 1024, 4096, JcaProvider.JDK, 1, 1000), Contender.PARTYWALL, 8, 0, 0)))
                .isEmpty();
    }
}
