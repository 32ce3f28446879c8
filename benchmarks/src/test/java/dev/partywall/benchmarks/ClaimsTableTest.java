package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClaimsTableTest {

    private static final Work KB = Work.plain("encrypt", 1024, 4096);

    private final List<Score> scores = new ArrayList<>();

    private void measured(Work work, Contender contender, double micros, double allocated) {
        measured(Scores.JDK_17, work, contender, micros, allocated);
    }

    private void measured(Jvm jvm, Work work, Contender contender, double micros, double allocated) {
        scores.add(Scores.sealing(jvm, work, contender, micros, Double.NaN, allocated));
    }

    private List<String> verdicts() {
        return verdicts(Scores.JDK_17);
    }

    private List<String> verdicts(Jvm jvm) {
        return new ClaimsTable(new SealingScores(jvm, scores))
                .markdown()
                .lines()
                .skip(2)
                .toList();
    }

    @Test
    void markdown_atTheBounds_isHeld() {
        measured(KB, Contender.PARTYWALL, 8, 12_000);
        measured(KB, Contender.PARTYWALL_REUSE, 4.4, 12_000);
        measured(KB, Contender.ENCRYPTION_SDK, 44, 120_000);
        measured(KB, Contender.PRIMITIVES, 7, 9_000);

        assertThat(verdicts())
                .contains(
                        "| 1 KB: throughput of the Encryption SDK | encrypt | ≥ 5.50 | 5.50 | held |",
                        "| 1 KB: time of its primitives, bare | encrypt | ≤ 1.15 | 1.14 | held |",
                        "| 1 KB: bytes that the Encryption SDK allocates | encrypt | ≤ 0.10 | 0.10 | held |",
                        "| 1 KB, data keys reused: throughput of the Encryption SDK | encrypt | ≥ 10.00 | 10.00 | held |");
    }

    @Test
    void markdown_beyondTheBounds_isMissed() {
        measured(KB, Contender.PARTYWALL, 8.25, 13_000);
        measured(KB, Contender.PARTYWALL_REUSE, 4.5, 12_000);
        measured(KB, Contender.ENCRYPTION_SDK, 44, 120_000);
        measured(KB, Contender.PRIMITIVES, 7, 9_000);

        assertThat(verdicts())
                .contains(
                        "| 1 KB: throughput of the Encryption SDK | encrypt | ≥ 5.50 | 5.33 | **missed** |",
                        "| 1 KB: time of its primitives, bare | encrypt | ≤ 1.15 | 1.18 | **missed** |",
                        "| 1 KB: bytes that the Encryption SDK allocates | encrypt | ≤ 0.10 | 0.11 | **missed** |",
                        "| 1 KB, data keys reused: throughput of the Encryption SDK | encrypt | ≥ 10.00 | 9.78 | **missed** |");
    }

    @Test
    void markdown_jdk25_needsMore() {
        measured(Scores.JDK_25, KB, Contender.PARTYWALL, 8, Double.NaN);
        measured(Scores.JDK_25, KB, Contender.ENCRYPTION_SDK, 44, Double.NaN);

        assertThat(verdicts(Scores.JDK_25))
                .contains("| 1 KB: throughput of the Encryption SDK | encrypt | ≥ 6.00 | 5.50 | **missed** |");
    }

    @Test
    void markdown_largeRecords_areBesideRawAesGcmOfTheSameRecord() {
        for (int frame : List.of(1048576, 4096)) {
            Work work = Work.plain("decrypt", 1048576, frame);
            measured(work, Contender.PARTYWALL, frame == 4096 ? 480 : 440, Double.NaN);
            measured(work, Contender.RAW_AES_GCM, 400, Double.NaN);
        }
        Work medium = Work.plain("decrypt", 16384, 16384);
        measured(medium, Contender.PARTYWALL, 15, Double.NaN);
        measured(medium, Contender.RAW_AES_GCM, 10, Double.NaN);

        assertThat(verdicts())
                .contains(
                        "| 16 KB in one frame: time of raw AES-GCM | decrypt | ≤ 1.70 | 1.50 | held |",
                        "| 1 MB in one frame: time of raw AES-GCM | decrypt | ≤ 1.15 | 1.10 | held |",
                        "| 1 MB in frames of the default length: time of raw AES-GCM | decrypt | ≤ 1.15 | 1.20 | **missed** |");
    }

    @Test
    void markdown_threads_areComparedInThroughput() {
        Work tenants = new Work("encrypt", 1024, 4096, JcaProvider.JDK, 1, 1000);
        measured(tenants, Contender.PARTYWALL, 10, Double.NaN);
        measured(tenants.with(2), Contender.PARTYWALL, 10, Double.NaN);
        measured(tenants.with(8), Contender.PARTYWALL, 50, Double.NaN);

        assertThat(verdicts())
                .contains(
                        "| 1 KB, 1,000 tenants: throughput of 2 threads, by that of 1 | encrypt | ≥ 1.80 | 2.00 | held |",
                        "| 1 KB, 1,000 tenants: throughput of 8 threads, by that of 2 | encrypt | ≥ 0.95 | 0.80 | **missed** |",
                        "| 1 KB, 1 tenant: throughput of 2 threads, by that of 1 | encrypt | ≥ 1.80 | – | not measured |");
    }

    @Test
    void markdown_nothingMeasured_holdsNoClaim() {
        assertThat(verdicts()).hasSize(22).allMatch(line -> line.endsWith("| – | not measured |"));
    }
}
