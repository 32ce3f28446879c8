package dev.partywall.benchmarks;

import static dev.partywall.benchmarks.Figures.number;
import static dev.partywall.benchmarks.Figures.row;

import java.util.stream.Collectors;

/** Operations a second by the number of threads, in Markdown: whether threads or tenants are in each other's way. */
final class ThreadsTable {

    /** One, as many as the smallest machine has processors, and many more than that. */
    static final int ONE = 1;

    static final int TWO = 2;
    static final int CROWD = 8;

    private static final String HEAD = """
            | operation | record | provider | tenants | contender | 1 thread, a second | 2 threads | 8 threads | 2 ÷ 1 | 8 ÷ 2 |
            |---|---|---|--:|---|--:|--:|--:|--:|--:|
            """;

    private final SealingScores scores;

    ThreadsTable(SealingScores scores) {
        this.scores = scores;
    }

    String markdown() {
        return scores.works().stream()
                .filter(work -> work.threads() > ONE)
                .map(work -> work.with(ONE))
                .distinct()
                .map(this::lines)
                .collect(Collectors.joining("", HEAD, ""));
    }

    private String lines(Work work) {
        return Contender.all().stream()
                .filter(contender -> scores.find(work.with(TWO), contender).isPresent()
                        || scores.find(work.with(CROWD), contender).isPresent())
                .map(contender -> line(work, contender))
                .collect(Collectors.joining());
    }

    private String line(Work work, Contender contender) {
        double one = perSecond(work, contender, ONE);
        double two = perSecond(work, contender, TWO);
        double crowd = perSecond(work, contender, CROWD);
        return row(
                work.operation(),
                work.record(),
                work.provider().label(),
                number(0, work.tenants()),
                contender.label(),
                number(0, one),
                number(0, two),
                number(0, crowd),
                number(2, two / one),
                number(2, crowd / two));
    }

    private double perSecond(Work work, Contender contender, int threads) {
        return scores.value(work.with(threads), contender, Score::perSecond);
    }
}
