package dev.partywall.examples.records.report;

import dev.partywall.core.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as text: a table with aligned columns, the notes, and the verdict. */
public final class ReportText {

    private static final List<String> HEADER =
            List.of("Step", "Tried", "Succeeded", "Refused", "Reason", "KMS calls", "DynamoDB calls", "Time", "Result");

    /** Words stand at the left of their column, numbers at the right. */
    private static final List<Integer> WORDS = List.of(0, 4, 8);

    private ReportText() {}

    /**
     * Writes a report.
     *
     * @param report the report
     * @return lines of text
     */
    public static String of(Report report) {
        List<String> lines = new ArrayList<>(table(report));
        lines.add("");
        lines.addAll(report.notes());
        lines.addAll(reasons(report));
        lines.add("");
        lines.add(verdict(report));
        return String.join("\n", lines);
    }

    private static List<String> table(Report report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        report.steps().forEach(step -> rows.add(cells(step)));
        rows.add(total(report));
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = rows.stream().map(row -> line(row, widths)).collect(Collectors.toList());
        String rule = "-".repeat(lines.stream().mapToInt(String::length).max().orElse(0));
        lines.add(1, rule);
        lines.add(lines.size() - 1, rule);
        return lines;
    }

    private static List<String> cells(StepResult step) {
        return List.of(
                step.step(),
                number(step.tried()),
                number(step.succeeded()),
                number(step.refused()),
                step.reasons().stream()
                        .sorted()
                        .map(code -> Integer.toString(code.number()))
                        .collect(Collectors.joining(" ")),
                number(step.calls().kms()),
                number(step.calls().dynamoDb()),
                seconds(step.time()),
                result(step));
    }

    private static List<String> total(Report report) {
        CallCount calls = report.steps().stream().map(StepResult::calls).reduce(CallCount.NONE, CallCount::plus);
        Duration time = report.steps().stream().map(StepResult::time).reduce(Duration.ZERO, Duration::plus);
        return List.of("All steps", "", "", "", "", number(calls.kms()), number(calls.dynamoDb()), seconds(time), "");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%,.2f s", time.toNanos() / 1e9);
    }

    private static String result(StepResult step) {
        if (!step.isGood()) {
            return "FAILED";
        }
        return step.planned() == 0 ? "nothing to try" : "as expected";
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : "  ");
            line.append(WORDS.contains(i) ? cells.get(i) + padding : padding + cells.get(i));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> reasons(Report report) {
        return report.steps().stream()
                .flatMap(step -> step.reasons().stream())
                .distinct()
                .sorted()
                .map(ReportText::reason)
                .toList();
    }

    private static String reason(ErrorCode code) {
        return "Reason " + code.number() + ": "
                + code.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ".";
    }

    private static String verdict(Report report) {
        if (report.isGood()) {
            return "The wall held: every record opened for its owner alone.";
        }
        return "THE WALL DID NOT HOLD: "
                + report.steps().stream()
                        .filter(step -> !step.isGood())
                        .map(ReportText::failure)
                        .collect(Collectors.joining("; "))
                + ".";
    }

    private static String failure(StepResult step) {
        return "step '" + step.step() + "', expected " + number(step.planned()) + " to "
                + step.expectation().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
