package dev.partywall.testing.internal.isolation;

import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.IsolationReport.Mutant;
import dev.partywall.testing.IsolationReport.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a failed plan says. */
public final class FailureMessage {

    /** Beyond this the report is easier to read. */
    private static final int MAX_LINES = 20;

    private FailureMessage() {}

    /** The message: what leaked, by which statement, and what to change. */
    public static String of(IsolationReport report) {
        List<String> lines = new ArrayList<>();
        failures(report.failures(), lines);
        report.uncovered()
                .forEach(method -> lines.add("No probe for " + method + ": add probe(...) or action(...) of its"
                        + " name, or with its parameters where others have that name"));
        report.survivors().forEach(mutant -> lines.add(survivor(mutant)));
        int more = lines.size() - MAX_LINES;
        List<String> shown = lines.subList(0, Math.min(lines.size(), MAX_LINES));
        return "The tenants are not proven isolated.\n  " + String.join("\n  ", shown)
                + (more > 0 ? "\n  … and " + more + " more" : "");
    }

    /** The same trouble in one line, however many pairs of tenants have it. */
    private static void failures(List<Result> failures, List<String> lines) {
        Map<String, List<Result>> byTrouble = new LinkedHashMap<>();
        for (Result failure : failures) {
            byTrouble
                    .computeIfAbsent(failure.operation() + ", " + failure.attack(), unseen -> new ArrayList<>())
                    .add(failure);
        }
        byTrouble.forEach((trouble, all) -> {
            Result first = all.get(0);
            lines.add(trouble + " (" + first.attacker().value() + " -> "
                    + first.victim().value() + (all.size() > 1 ? " and " + (all.size() - 1) + " more" : "") + "): "
                    + first.barrier().text() + ": " + first.detail());
        });
    }

    private static String survivor(Mutant mutant) {
        return "No probe notices when " + mutant.policy() + ", " + mutant.statement() + ": " + mutant.change()
                + ". Add a probe that needs it, or take it out of the policy if nothing does";
    }
}
