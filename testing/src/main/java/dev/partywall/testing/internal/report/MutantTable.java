package dev.partywall.testing.internal.report;

import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.IsolationReport.Mutant;
import java.util.Comparator;
import java.util.List;

/** What became of the policies' mutants, survivors first. */
final class MutantTable {

    private MutantTable() {}

    static String of(IsolationReport report) {
        if (report.mutants().isEmpty()) {
            return "";
        }
        List<Mutant> sorted = report.mutants().stream()
                .sorted(Comparator.comparing(mutant -> !mutant.survived()))
                .toList();
        StringBuilder table = new StringBuilder(
                "<h2>Policies with one protection taken out</h2><table class=\"mutants\">"
                        + "<thead><tr><th>policy</th><th>statement</th><th>change</th><th>noticed by</th></tr></thead><tbody>");
        sorted.forEach(mutant -> table.append(row(mutant)));
        return table.append("</tbody></table>").toString();
    }

    private static String noticedBy(Mutant mutant) {
        if (mutant.survived()) {
            return "nothing";
        }
        return mutant.caughtBy().isEmpty() ? "nothing; tolerated: " + mutant.tolerated() : mutant.caughtBy();
    }

    private static String row(Mutant mutant) {
        return "<tr class=\"" + (mutant.survived() ? "survivor" : "caught") + "\">"
                + Html.element("td", "", mutant.policy()) + Html.element("td", "", mutant.statement())
                + Html.element("td", "", mutant.change())
                + Html.element("td", "", noticedBy(mutant)) + "</tr>";
    }
}
