package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ThreadsTableTest {

    private static final Work ONE = Work.plain("encrypt", 1024, 4096);

    @Test
    void markdown_threadsOfOneWork_areOnOneLine() {
        String table = new ThreadsTable(new SealingScores(
                        Scores.JDK_17,
                        List.of(
                                Scores.sealing(ONE, Contender.PARTYWALL, 10),
                                Scores.sealing(ONE, Contender.TINK, 10),
                                Scores.sealing(ONE.with(2), Contender.PARTYWALL, 12.5),
                                Scores.sealing(ONE.with(8), Contender.PARTYWALL, 50))))
                .markdown();

        // Eight threads that take 50 µs each do 160,000 in a second.
        assertThat(table.lines().skip(2))
                .containsExactly(
                        "| encrypt | 1,024 B | JDK | 1 | Partywall | 100,000 | 160,000 | 160,000 | 1.60 | 1.00 |");
    }

    @Test
    void markdown_oneThreadNotMeasured_isADash() {
        String table = new ThreadsTable(
                        new SealingScores(Scores.JDK_17, List.of(Scores.sealing(ONE.with(8), Contender.PARTYWALL, 50))))
                .markdown();

        assertThat(table.lines().skip(2))
                .containsExactly("| encrypt | 1,024 B | JDK | 1 | Partywall | – | – | 160,000 | – | – |");
    }
}
