package dev.partywall.testing.internal.report;

import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.Statement;
import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.IsolationReport.PolicyUse;
import java.util.List;

/** The policies line by line, with what the plan made use of. */
final class PolicyListing {

    private PolicyListing() {}

    static String of(IsolationReport report) {
        StringBuilder listing = new StringBuilder("<h2>Policies</h2><p class=\"legend\">"
                + "<span class=\"line matched\">matched a request</span> "
                + "<span class=\"line asked\">was asked and never matched</span> "
                + "<span class=\"line unused\">never came into play</span></p>");
        report.policies().forEach(use -> listing.append(policy(use)));
        return listing.toString();
    }

    private static String policy(PolicyUse use) {
        String json = use.document().toJson();
        List<Statement> statements =
                PolicyDocument.parse(use.document().type(), json).statements();
        StringBuilder lines = new StringBuilder(Html.element("h3", "", use.name())).append("<pre>");
        int number = 0;
        for (String line : json.lines().toList()) {
            lines.append(line(line, cssClass(use, statements, ++number)));
        }
        return lines.append("</pre>").toString();
    }

    private static String line(String line, String cssClass) {
        return Html.element("span", "line " + cssClass, line) + "\n";
    }

    private static String cssClass(PolicyUse use, List<Statement> statements, int line) {
        return statements.stream()
                .filter(statement -> statement.range().startLine() <= line
                        && line <= statement.range().endLine())
                .findFirst()
                .map(statement -> use.matched().contains(statement.index())
                        ? "matched"
                        : use.asked().contains(statement.index()) ? "asked" : "unused")
                .orElse("frame");
    }
}
