package dev.partywall.examples.records;

import dev.partywall.examples.records.TenantRecords.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a run of the program left behind.
 *
 * @param exitCode its exit code
 * @param out standard output
 * @param err standard error
 */
record Outcome(int exitCode, String out, String err) {

    static Outcome of(Function<Settings, AwsConnection> connector, UnaryOperator<Opener> opener, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = TenantRecords.run(
                new Surroundings(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        connector,
                        opener),
                arguments);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The line of a step: tried, succeeded, refused, reasons, KMS calls, DynamoDB calls, STS calls, time, result. */
    Line line(String step) {
        String line = out.lines()
                .filter(candidate -> candidate.startsWith(step + "  "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line for '" + step + "' in:\n" + out + err));
        List<String> cells = List.of(line.substring(step.length()).strip().split(" {2,}"));
        int reasons = cells.size() - 8;
        return new Line(
                number(cells.get(0)),
                number(cells.get(1)),
                number(cells.get(2)),
                String.join(" ", cells.subList(3, 3 + reasons)),
                number(cells.get(3 + reasons)),
                number(cells.get(4 + reasons)),
                number(cells.get(5 + reasons)),
                cells.get(7 + reasons));
    }

    /** The calls of all steps. */
    List<Long> totalCalls() {
        String line = out.lines()
                .filter(candidate -> candidate.startsWith("All steps"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(out + err));
        String[] cells = line.strip().split(" {2,}", -1);
        return List.of(number(cells[1]), number(cells[2]), number(cells[3]));
    }

    /** The line of an attack: attempts, leaked, stopped by. */
    List<String> attack(String step) {
        String line = out.lines()
                .filter(candidate -> candidate.startsWith(step + "  "))
                .skip(1)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no attack '" + step + "' in:\n" + out + err));
        return List.of(line.substring(step.length()).strip().split(" {2,}"));
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }

    record Line(
            long tried,
            long succeeded,
            long refused,
            String reasons,
            long kmsCalls,
            long dynamoDbCalls,
            long stsCalls,
            String result) {}
}
