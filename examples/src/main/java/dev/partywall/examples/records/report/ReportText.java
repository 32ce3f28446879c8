package dev.partywall.examples.records.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A report as text: a table with aligned columns, the notes, and the verdict. */
public final class ReportText {

    private static final List<String> HEADER = List.of(
            "Step",
            "Tried",
            "Succeeded",
            "Refused",
            "Reason",
            "KMS calls",
            "DynamoDB calls",
            "STS calls",
            "Time",
            "Result");

    private static final List<String> ATTACKS_HEADER = List.of("Attack", "Attempts", "Leaked", "Stopped by");

    /** Words stand at the left of their column, numbers at the right. */
    private static final List<Integer> WORDS = List.of(0, 4, 9);

    private static final List<Integer> ATTACKS_WORDS = List.of(0, 3);

    private ReportText() {}

    /**
     * Writes a report.
     *
     * @param report the report
     * @return lines of text
     */
    public static String of(Report report) {
        List<String> lines = new ArrayList<>(steps(report));
        lines.add("");
        lines.addAll(attacks(report));
        lines.add("");
        lines.addAll(report.notes());
        lines.addAll(reasons(report));
        lines.add("");
        lines.add(verdict(report));
        return String.join("\n", lines);
    }

    private static List<String> steps(Report report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        report.steps().forEach(step -> rows.add(cells(step)));
        rows.add(total(report));
        return table(rows, WORDS);
    }

    private static List<String> attacks(Report report) {
        List<StepResult> attacks = report.steps().stream()
                .filter(step -> step.expectation().isAttack())
                .toList();
        List<List<String>> rows = new ArrayList<>();
        rows.add(ATTACKS_HEADER);
        attacks.forEach(attack -> rows.add(
                List.of(attack.step(), number(attack.tried()), number(attack.succeeded()), stoppedBy(attack))));
        rows.add(List.of("All attacks", sum(attacks, StepResult::tried), sum(attacks, StepResult::succeeded), ""));
        return table(rows, ATTACKS_WORDS);
    }

    private static String stoppedBy(StepResult attack) {
        return attack.refusals().stream()
                .map(Refusal::layer)
                .distinct()
                .sorted()
                .collect(Collectors.joining("; "));
    }

    private static String sum(List<StepResult> steps, ToLongFunction<StepResult> count) {
        return number(steps.stream().mapToLong(count).sum());
    }

    private static List<String> table(List<List<String>> rows, List<Integer> words) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = rows.stream().map(row -> line(row, widths, words)).collect(Collectors.toList());
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
                step.refusals().stream().map(Refusal::code).distinct().sorted().collect(Collectors.joining(" ")),
                number(step.calls().kms()),
                number(step.calls().dynamoDb()),
                number(step.calls().sts()),
                seconds(step.time()),
                result(step));
    }

    private static List<String> total(Report report) {
        CallCount calls = report.steps().stream().map(StepResult::calls).reduce(CallCount.NONE, CallCount::plus);
        Duration time = report.steps().stream().map(StepResult::time).reduce(Duration.ZERO, Duration::plus);
        return List.of(
                "All steps",
                "",
                "",
                "",
                "",
                number(calls.kms()),
                number(calls.dynamoDb()),
                number(calls.sts()),
                seconds(time),
                "");
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

    private static String line(List<String> cells, int[] widths, List<Integer> words) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : "  ");
            line.append(words.contains(i) ? cells.get(i) + padding : padding + cells.get(i));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> reasons(Report report) {
        return report.steps().stream()
                .flatMap(step -> step.refusals().stream())
                .map(refusal -> "Reason " + refusal.code() + ": " + refusal.meaning() + ".")
                .distinct()
                .sorted()
                .toList();
    }

    private static String verdict(Report report) {
        if (report.isGood()) {
            return "The wall held: every record opened for its owner alone, and nothing leaked.";
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
