package dev.partywall.abac.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.LintFinding;
import dev.partywall.abac.LintReport;
import dev.partywall.abac.LintRule;
import dev.partywall.abac.PolicyLinter;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The linter takes whatever the parser takes; replay with {@code -Dpartywall.seed=N}. */
final class RandomDocumentsTest {

    private static final int DOCUMENTS = 250;

    @Test
    void lint_randomDocuments_answersWithRequestsThatPass() {
        long seed = Long.getLong("partywall.seed", System.nanoTime());
        System.out.println("RandomDocumentsTest: replay with -Dpartywall.seed=" + seed);
        RandomDocuments random = new RandomDocuments(seed);
        Set<LintRule> found = EnumSet.noneOf(LintRule.class);
        int linted = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            PolicyType type = random.type();
            String json = random.document(type);
            linted += isPolicy(type, json) && lint(type, json, found) ? 1 : 0;
        }
        assertThat(linted).isGreaterThan(DOCUMENTS / 2);
        assertThat(found).as("rules found, of " + linted + " documents").hasSizeGreaterThan(6);
    }

    private static boolean isPolicy(PolicyType type, String json) {
        try {
            return !PolicyDocument.parse(type, json).statements().isEmpty();
        } catch (PolicySyntaxException refused) {
            return false;
        }
    }

    private static boolean lint(PolicyType type, String json, Set<LintRule> found) {
        LintReport report = PolicyLinter.builder()
                .tenantIds(List.of("acme", "acme/eu"))
                .keyStore("tenant-keys")
                .chaining(false)
                .roleTag("TenantId", "t1")
                .build()
                .lint(type, json);
        for (LintFinding finding : report.findings()) {
            found.add(finding.rule());
            finding.exampleRequest()
                    .ifPresent(request -> assertThat(
                                    Requests.isAllowed(PolicyDocument.parse(type, json), List.of(), request))
                            .as(json + "\n" + finding)
                            .isTrue());
        }
        return true;
    }
}
