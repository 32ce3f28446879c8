package dev.partywall.benchmarks;

import static dev.partywall.benchmarks.Figures.mean;
import static dev.partywall.benchmarks.Figures.number;
import static dev.partywall.benchmarks.Figures.row;

import java.util.stream.Collectors;

/**
 * The contenders side by side, one thread for one tenant, in Markdown: time and allocation, and as ratios to the baselines of
 * the same run.
 */
final class RatioTable {

    private static final String HEAD = """
            | operation | record | provider | contender | µs an operation, fastest (mean) | speed ÷ Encryption SDK | time ÷ primitives | time ÷ raw | bytes allocated | ÷ Encryption SDK |
            |---|---|---|---|--:|--:|--:|--:|--:|--:|
            """;

    private final SealingScores scores;

    RatioTable(SealingScores scores) {
        this.scores = scores;
    }

    String markdown() {
        return scores.works().stream().filter(Work::isAlone).map(this::lines).collect(Collectors.joining("", HEAD, ""));
    }

    private String lines(Work work) {
        return Contender.all().stream()
                .filter(contender -> scores.find(work, contender).isPresent())
                .map(contender -> line(work, contender))
                .collect(Collectors.joining());
    }

    private String line(Work work, Contender contender) {
        return row(
                work.operation(),
                work.record(),
                work.provider().label(),
                contender.label(),
                number(2, scores.value(work, contender, Score::micros))
                        + mean(2, scores.value(work, contender, Score::mean)),
                number(2, scores.ratio(work, contender, Contender.ENCRYPTION_SDK, Score::perSecond)),
                number(2, scores.ratio(work, contender, Contender.PRIMITIVES, Score::micros)),
                number(2, scores.ratio(work, contender, Contender.RAW_AES_GCM, Score::micros)),
                number(0, scores.value(work, contender, Score::allocated)),
                number(3, scores.ratio(work, contender, Contender.ENCRYPTION_SDK, Score::allocated)));
    }
}
