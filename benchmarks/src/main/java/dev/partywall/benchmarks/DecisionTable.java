package dev.partywall.benchmarks;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Decisions by policies beside Java written by hand, of the same run, in Markdown. What was not measured is a dash. */
final class DecisionTable {

    private static final String HEAD = """
            | µs a decision, fastest (mean) | policies | Partywall | a second and core | with trace | by hand | ÷ by hand | bytes | bytes with trace |
            |---|---|--:|--:|--:|--:|--:|--:|--:|
            """;

    private final Collection<Score> scores;

    DecisionTable(Collection<Score> scores) {
        this.scores = scores;
    }

    String markdown() {
        return rows().stream().map(this::line).collect(Collectors.joining("", HEAD, ""));
    }

    private String line(Row row) {
        double partywall = find(row, "partywall", Score::micros);
        double handWritten = find(row, "handWritten", Score::micros);
        return Figures.row(
                row.decision(),
                row.layers(),
                time(row, "partywall"),
                Figures.number(0, find(row, "partywall", Score::perSecond)),
                time(row, "withTrace"),
                time(row, "handWritten"),
                Figures.number(1, partywall / handWritten),
                Figures.number(0, find(row, "partywall", Score::allocated)),
                Figures.number(0, find(row, "withTrace", Score::allocated)));
    }

    private String time(Row row, String method) {
        return Figures.number(3, find(row, method, Score::micros)) + Figures.mean(3, find(row, method, Score::mean));
    }

    private record Row(String layers, String decision) {

        static Row of(Score score) {
            return new Row(score.parameter("layers"), score.parameter("decision"));
        }
    }

    /** Few policies first. */
    private List<Row> rows() {
        return scores.stream()
                .map(Row::of)
                .distinct()
                .sorted(Comparator.comparing(Row::layers).thenComparing(Row::decision))
                .toList();
    }

    private double find(Row row, String method, ToDoubleFunction<Score> value) {
        return scores.stream()
                .filter(score -> Row.of(score).equals(row) && score.method().equals(method))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
