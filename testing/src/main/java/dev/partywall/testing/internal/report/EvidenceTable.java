package dev.partywall.testing.internal.report;

import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.IsolationReport.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The matrix in words: for each operation and attack what stopped it, with the statement, for how many pairs of tenants. */
final class EvidenceTable {

    /** What has the same row. */
    private record Row(String operation, String attack, Barrier barrier, boolean asItMust) {

        static Row of(Result result) {
            return new Row(result.operation(), result.attack().toString(), result.barrier(), result.isAsItMust());
        }
    }

    private EvidenceTable() {}

    static String of(IsolationReport report) {
        Map<Row, List<Result>> rows = report.results().stream()
                .collect(Collectors.groupingBy(Row::of, LinkedHashMap::new, Collectors.toList()));
        StringBuilder table = new StringBuilder("<h2>What stopped each attack</h2><table class=\"evidence\">"
                + "<thead><tr><th>operation</th><th>attack</th><th>outcome</th><th>tenants</th><th>for instance</th></tr>"
                + "</thead><tbody>");
        rows.forEach((row, results) -> table.append(row(row, results)));
        return table.append("</tbody></table>").toString();
    }

    private static String row(Row row, List<Result> results) {
        Result first = results.get(0);
        boolean reachedOwn = row.barrier() == Barrier.NONE && row.asItMust();
        return "<tr>" + Html.element("td", "operation", row.operation()) + Html.element("td", "", row.attack())
                + "<td>"
                + Html.element(
                        "span",
                        "cell " + (reachedOwn ? "own" : HtmlReport.cssClass(row.barrier())),
                        reachedOwn ? "works" : row.barrier().text())
                + "</td>" + Html.element("td", "count", tenants(first, results.size()))
                + Html.element("td", "", first.detail()) + "</tr>";
    }

    private static String tenants(Result first, int count) {
        String one = first.attacker().equals(first.victim())
                ? first.attacker().value()
                : first.attacker().value() + " → " + first.victim().value();
        return count == 1 ? one : one + " and " + (count - 1) + " more";
    }
}
