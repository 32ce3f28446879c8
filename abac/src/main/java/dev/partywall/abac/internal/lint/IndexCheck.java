package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import java.util.List;
import java.util.Optional;

/** Indexes that tenants query, as somebody said, and may not. */
final class IndexCheck {

    private static final String QUERY = "dynamodb:Query";

    private IndexCheck() {}

    static void examine(LintSettings settings, List<Subject> subjects, Findings findings) {
        for (String index : settings.indexes()) {
            String table = index.substring(0, Math.max(index.indexOf("/index/"), 0));
            List<Subject> ofTable =
                    subjects.stream().filter(subject -> queries(subject, table)).toList();
            boolean reached = subjects.stream().anyMatch(subject -> queries(subject, index));
            if (!ofTable.isEmpty() && !reached) {
                findings.add(
                        ofTable.get(0),
                        LintRule.D4,
                        Severity.WARNING,
                        "Tenants may query the table and not its index " + index,
                        Optional.empty());
            }
        }
    }

    private static boolean queries(Subject subject, String resource) {
        return subject.means(QUERY)
                && subject.pass(QUERY, resource, subject.session(Tenants.ATTACKER), Tenants.ATTACKER, key -> true)
                        .isPresent();
    }
}
