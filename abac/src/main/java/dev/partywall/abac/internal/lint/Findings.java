package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding;
import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.SourceRange;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects findings: of each rule the gravest of a statement, and of those the first. Not safe for use by many threads. */
final class Findings {

    private final List<LintFinding> all = new ArrayList<>();

    /** A request that passed, of which the rule is to be found out. */
    void add(Subject subject, LintRule rule, Severity severity, String why, Hit hit) {
        LintRule cause = Diagnosis.of(subject, hit, rule);
        String who = hit.tagged() ? "A session of a tenant" : "A session without tenant";
        add(subject, cause, severity, who + " " + why, Optional.of(hit.request()));
    }

    /** A finding about a statement under attack. */
    void add(Subject subject, LintRule rule, Severity severity, String why, Optional<AuthorizationRequest> request) {
        add(subject.documentIndex, subject.statement, rule, severity, why, request);
    }

    /** A finding about the text of a statement. */
    void add(
            int document,
            Statement statement,
            LintRule rule,
            Severity severity,
            String why,
            Optional<AuthorizationRequest> request) {
        add(document, statement, statement.range(), rule, severity, why, request);
    }

    /** A finding about a part of a statement. */
    void add(
            int document,
            Statement statement,
            SourceRange range,
            LintRule rule,
            Severity severity,
            String why,
            Optional<AuthorizationRequest> request) {
        LintFinding finding = new LintFinding(
                rule, severity, document, statement.index(), statement.name(), range, why, request, rule.mend());
        Optional<LintFinding> before = all.stream()
                .filter(other ->
                        other.rule() == rule && other.document() == document && other.statement() == statement.index())
                .findFirst();
        if (before.isEmpty()) {
            all.add(finding);
        } else if (before.get().severity() == Severity.WARNING && severity == Severity.LEAK) {
            all.set(all.indexOf(before.get()), finding);
        }
    }

    /** Whether a statement has a finding of a rule. */
    boolean has(Subject subject, LintRule rule) {
        return all.stream()
                .anyMatch(finding -> finding.rule() == rule
                        && finding.document() == subject.documentIndex
                        && finding.statement() == subject.statement.index());
    }

    List<LintFinding> sorted() {
        return all.stream()
                .sorted(Comparator.comparingInt(LintFinding::document)
                        .thenComparingInt(LintFinding::statement)
                        .thenComparing(LintFinding::rule))
                .toList();
    }
}
