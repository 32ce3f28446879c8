package dev.partywall.abac.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.LintFinding;
import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintReport;
import dev.partywall.abac.LintRule;
import dev.partywall.abac.PolicyLinter;
import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule against policies with the mistake and without. */
final class PolicyLinterTest {

    /** Their evidence is that AWS does not document what they rest on; there is no request to show. */
    private static final Set<LintRule> UNDOCUMENTED = EnumSet.of(LintRule.K4, LintRule.Q1);

    static Stream<Mistake> mistakes() {
        return Mistake.all();
    }

    /** Rules, each with its gravest severity. */
    private static Map<LintRule, Severity> rules(LintReport report) {
        Map<LintRule, Severity> rules = new TreeMap<>();
        for (LintFinding finding : report.findings()) {
            rules.merge(finding.rule(), finding.severity(), (a, b) -> a == Severity.LEAK ? a : b);
        }
        return rules;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void lint_policyWithMistake_findsThatMistake(Mistake mistake) {
        LintReport report =
                mistake.bad().linter().lint(mistake.type(), mistake.bad().json());

        assertThat(rules(report)).as(report.toString()).isEqualTo(mistake.rules());
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void lint_mendedPolicy_findsNothing(Mistake mistake) {
        LintReport report =
                mistake.mended().linter().lint(mistake.type(), mistake.mended().json());

        assertThat(report.findings()).as(report.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void lint_leak_showsRequestThatPassesAndIsStoppedByTheMend(Mistake mistake) {
        PolicyDocument bad = mistake.bad().document(mistake.type());
        PolicyDocument mended = mistake.mended().document(mistake.type());

        for (LintFinding leak : mistake.bad().linter().lint(bad).leaks()) {
            if (UNDOCUMENTED.contains(leak.rule())) {
                continue;
            }
            AuthorizationRequest request = leak.exampleRequest().orElseThrow();
            // What a session policy would limit is no leak by the name of a session.
            List<AttachedPolicy> session = leak.rule() == LintRule.G8 ? List.of(Requests.nothing()) : List.of();
            assertThat(Requests.isAllowed(bad, session, request))
                    .as(leak.toString())
                    .isTrue();
            if (!bad.statements().equals(mended.statements())) {
                assertThat(Requests.isAllowed(mended, session, request))
                        .as(leak.toString())
                        .isFalse();
            }
        }
    }

    @Test
    void mistakes_coverEveryRuleTwice() {
        Map<LintRule, Long> cases = Mistake.all()
                .flatMap(mistake -> mistake.rules().keySet().stream())
                .collect(Collectors.groupingBy(rule -> rule, Collectors.counting()));

        assertThat(cases).hasSize(LintRule.values().length);
        assertThat(cases)
                .allSatisfy((rule, count) -> assertThat(count).as(rule.id()).isGreaterThanOrEqualTo(2));
    }

    static Stream<List<String>> sanePolicies() {
        return PolicyTexts.sections("sane.txt");
    }

    @ParameterizedTest
    @MethodSource("sanePolicies")
    void lint_sanePolicy_findsNothing(List<String> section) {
        PolicyType type = PolicyType.valueOf(section.get(0).split(" ", 2)[0]);
        String json = PolicyTexts.policy(section.subList(1, section.size()));

        LintReport report = PolicyLinter.create().lint(type, json);

        assertThat(report.findings()).as(report.toString()).isEmpty();
    }
}
