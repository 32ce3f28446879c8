package dev.partywall.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Calls by clients with and without a scope, of the same run, in Markdown. What was not measured is a dash. */
final class CallTable {

    private static final String HEAD = """
            | µs a call, fastest (mean) | with fixed credentials | scoped to the bound tenant | more | ratio | bytes with fixed credentials | bytes scoped | more |
            |---|--:|--:|--:|--:|--:|--:|--:|
            """;

    private final Collection<Score> scores;

    CallTable(Collection<Score> scores) {
        this.scores = scores;
    }

    String markdown() {
        return clients().stream().map(this::line).collect(Collectors.joining("", HEAD, ""));
    }

    private String line(String client) {
        double fixed = find(client, "fixed", Score::micros);
        double scoped = find(client, "scoped", Score::micros);
        double fixedBytes = find(client, "fixed", Score::allocated);
        double scopedBytes = find(client, "scoped", Score::allocated);
        return Figures.row(
                client,
                Figures.number(2, fixed) + Figures.mean(2, find(client, "fixed", Score::mean)),
                Figures.number(2, scoped) + Figures.mean(2, find(client, "scoped", Score::mean)),
                Figures.number(2, scoped - fixed),
                Figures.number(2, scoped / fixed),
                Figures.number(0, fixedBytes),
                Figures.number(0, scopedBytes),
                Figures.number(0, scopedBytes - fixedBytes));
    }

    private List<String> clients() {
        return scores.stream()
                .map(score -> score.parameter("client"))
                .distinct()
                .sorted()
                .toList();
    }

    private double find(String client, String method, ToDoubleFunction<Score> value) {
        return scores.stream()
                .filter(score -> score.parameter("client").equals(client)
                        && score.method().equals(method))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
