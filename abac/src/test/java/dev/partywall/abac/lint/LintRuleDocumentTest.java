package dev.partywall.abac.lint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.LintRule;
import dev.partywall.abac.PolicyLinter;
import dev.partywall.policy.PolicyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The document names every rule, no other, and says of each what it must. */
final class LintRuleDocumentTest {

    private static final Pattern SECTION = Pattern.compile("### (\\w+): (.*)\n((?:(?!### )[^\n]*\n?)*)");

    private static String document() throws IOException {
        return Files.readString(Path.of("../docs/policy-lint.md"));
    }

    private static Map<String, MatchResult> sections() throws IOException {
        return SECTION.matcher(document())
                .results()
                .collect(Collectors.toMap(section -> section.group(1), section -> section));
    }

    @Test
    void document_sections_areTheRules() throws IOException {
        List<String> ids = Arrays.stream(LintRule.values()).map(LintRule::id).toList();

        assertThat(sections().keySet()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @ParameterizedTest
    @EnumSource
    void document_rule_hasTitleMistakeLeakMendAndSource(LintRule rule) throws IOException {
        MatchResult section = requireNonNull(sections().get(rule.id()));

        assertThat(section.group(2)).isEqualTo(rule.title());
        assertThat(section.group(3)).contains("Mistake: ", "Leak: ", "Mend: ", "Source: <" + rule.source() + ">");
    }

    /** The example of the document. */
    @Test
    void assertClean_exampleOfTheDocument_passes() throws IOException {
        String json = PolicyTexts.policy(List.of("<own docs>,", """
                {"Sid": "Products", "Effect": "Allow", "Action": "dynamodb:Scan", "Resource": "<table>"}"""));
        // tag::test[]
        PolicyLinter linter = PolicyLinter.builder()
                .tenantTag("TenantId")
                .accept(LintRule.D2, "Products", "the table of products is for all tenants")
                .build();

        linter.assertClean(PolicyType.IDENTITY, json);
        // end::test[]
        String source = Files.readString(
                Path.of("src/test/java", LintRuleDocumentTest.class.getName().replace('.', '/') + ".java"));
        String example =
                source.substring(source.indexOf("// tag::test[]\n") + 15, source.indexOf("        // end::test[]"));
        assertThat(document()).contains(example.stripTrailing().stripIndent());
    }
}
