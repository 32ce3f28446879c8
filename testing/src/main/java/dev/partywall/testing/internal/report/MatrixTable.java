package dev.partywall.testing.internal.report;

import dev.partywall.testing.Attack;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.IsolationReport.Result;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Operations by attacks: which layers stopped them, over all ordered pairs of tenants. */
final class MatrixTable {

    private MatrixTable() {}

    static String of(IsolationReport report) {
        List<Attack> attacks = report.results().stream()
                .map(Result::attack)
                .filter(attack -> attack.kind() != Attack.Kind.CONTROL)
                .distinct()
                .sorted(Comparator.comparing(Attack::kind))
                .toList();
        StringBuilder table =
                new StringBuilder("<h2>Operations and attacks</h2><div class=\"wide\"><table class=\"matrix\">"
                        + "<thead><tr><th>operation</th><th class=\"turn\"><span>own data</span></th>");
        attacks.forEach(attack -> table.append("<th class=\"turn\">")
                .append(Html.element("span", "", attack.toString()))
                .append("</th>"));
        table.append("</tr></thead><tbody>");
        report.operations().forEach(operation -> table.append(row(report, operation, attacks)));
        return table.append("</tbody></table></div>").toString();
    }

    private static String row(IsolationReport report, String operation, List<Attack> attacks) {
        StringBuilder row = new StringBuilder("<tr>").append(Html.element("th", "operation", operation));
        row.append(control(results(report, operation, new Attack(Attack.Kind.CONTROL, ""))));
        attacks.forEach(attack -> row.append(cell(results(report, operation, attack))));
        return row.append("</tr>").toString();
    }

    private static List<Result> results(IsolationReport report, String operation, Attack attack) {
        return report.results().stream()
                .filter(result ->
                        result.operation().equals(operation) && result.attack().equals(attack))
                .toList();
    }

    private static String control(List<Result> results) {
        if (results.isEmpty()) {
            return "<td class=\"none-such\"></td>"; // forbidden to all: it has no own data to reach
        }
        boolean reached = results.stream().allMatch(Result::isAsItMust);
        return "<td class=\"" + (reached ? "own" : "b-none") + "\" title=\"" + Html.escape(details(results)) + "\">"
                + (reached ? "works" : "fails") + "</td>";
    }

    private static String cell(List<Result> results) {
        if (results.isEmpty()) {
            return "<td class=\"none-such\"></td>";
        }
        Map<Barrier, Long> counts = results.stream()
                .collect(Collectors.groupingBy(
                        Result::barrier, () -> new EnumMap<>(Barrier.class), Collectors.counting()));
        Barrier worst = counts.keySet().stream()
                .filter(barrier -> !barrier.held())
                .findFirst()
                .orElseGet(() -> counts.keySet().iterator().next());
        String text = counts.entrySet().stream()
                .map(entry ->
                        Html.escape(entry.getKey().text()) + (counts.size() > 1 ? "&nbsp;" + entry.getValue() : ""))
                .collect(Collectors.joining("<br>"));
        return "<td class=\"" + HtmlReport.cssClass(worst) + "\" title=\"" + Html.escape(details(results)) + "\">"
                + text + "</td>";
    }

    private static String details(List<Result> results) {
        return results.stream()
                .map(result ->
                        result.attacker().value() + " -> " + result.victim().value() + ": " + result.detail())
                .distinct()
                .limit(6)
                .collect(Collectors.joining("\n"));
    }
}
