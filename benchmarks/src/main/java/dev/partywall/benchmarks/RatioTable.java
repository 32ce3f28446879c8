package dev.partywall.benchmarks;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Partywall beside its two baselines of the same run, in Markdown. What was not measured is a dash. */
final class RatioTable {

    private static final String MISSING = "–";

    private final Collection<Score> scores;

    RatioTable(Collection<Score> scores) {
        this.scores = scores;
    }

    /** Time, then allocation where it was measured. */
    String markdown() {
        String time = table("µs an operation", 2, Score::micros, Score::error);
        if (scores.stream().allMatch(score -> Double.isNaN(score.allocated()))) {
            return time;
        }
        return time + "\n" + table("bytes allocated an operation", 0, Score::allocated, score -> Double.NaN);
    }

    private String table(String title, int digits, ToDoubleFunction<Score> value, ToDoubleFunction<Score> error) {
        String head =
                "| " + title + " | size | Partywall | Encryption SDK | raw AES-GCM | above SDK | ÷ SDK | ÷ raw |\n"
                        + "|---|--:|--:|--:|--:|--:|--:|--:|\n";
        return rows().stream()
                .map(row -> line(row, digits, value, error))
                .collect(Collectors.joining("\n", head, "\n"));
    }

    private String line(Row row, int digits, ToDoubleFunction<Score> value, ToDoubleFunction<Score> error) {
        double partywall = find(row, "partywall", value);
        double sdk = find(row, "encryptionSdk", value);
        double raw = find(row, "rawAesGcm", value);
        return String.join(
                " | ",
                "| " + row.operation(),
                row.size() + " B",
                number(digits, partywall) + margin(digits, find(row, "partywall", error)),
                number(digits, sdk) + margin(digits, find(row, "encryptionSdk", error)),
                number(digits, raw) + margin(digits, find(row, "rawAesGcm", error)),
                number(digits, partywall - sdk),
                number(2, partywall / sdk),
                number(2, partywall / raw) + " |");
    }

    private record Row(String operation, int size) {

        static Row of(Score score) {
            return new Row(score.operation(), Integer.parseInt(score.parameter("size")));
        }
    }

    /** Encryption first. */
    private List<Row> rows() {
        return scores.stream()
                .map(score -> Row.of(score))
                .distinct()
                .sorted(Comparator.comparing(Row::operation).reversed().thenComparingInt(Row::size))
                .toList();
    }

    private double find(Row row, String method, ToDoubleFunction<Score> value) {
        return scores.stream()
                .filter(score -> Row.of(score).equals(row))
                .filter(score -> score.method().equals(method))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
    }

    static String number(int digits, double value) {
        return Double.isNaN(value) ? MISSING : String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    static String margin(int digits, double error) {
        return Double.isNaN(error) ? "" : " ± " + number(digits, error);
    }
}
