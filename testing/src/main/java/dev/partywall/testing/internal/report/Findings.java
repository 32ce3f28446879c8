package dev.partywall.testing.internal.report;

import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.IsolationReport.Result;

/** What is wrong, one paragraph each. */
final class Findings {

    private Findings() {}

    static String of(IsolationReport report) {
        StringBuilder findings = new StringBuilder("<h2>Findings</h2>");
        if (report.failures().isEmpty() && report.uncovered().isEmpty()) {
            return findings.append("<p>None.</p>").toString();
        }
        findings.append("<ol class=\"findings\">");
        report.failures().forEach(failure -> findings.append(item(failure)));
        report.uncovered()
                .forEach(method -> findings.append("<li>")
                        .append(Html.element("b", "", "No probe for " + method))
                        .append("</li>"));
        return findings.append("</ol>").toString();
    }

    private static String item(Result failure) {
        return "<li>" + Html.element("b", "", failure.operation()) + " under "
                + Html.element("i", "", failure.attack().toString()) + ", "
                + Html.escape(
                        failure.attacker().value() + " → " + failure.victim().value()) + ": "
                + Html.element(
                        "span",
                        "cell " + HtmlReport.cssClass(failure.barrier()),
                        failure.barrier().text())
                + "<br>" + Html.escape(failure.detail()) + "</li>";
    }
}
