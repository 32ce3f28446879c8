package dev.partywall.abac.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.abac.InvalidPolicySettingException;
import dev.partywall.abac.LintFinding;
import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintReport;
import dev.partywall.abac.LintRule;
import dev.partywall.abac.PolicyLinter;
import dev.partywall.core.ErrorCode;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the linter is told, what it answers, and what it does with several documents. */
final class LintSettingsTest {

    private static final String WIDE = """
            {"Version": "2012-10-17", "Statement": [
              {"Sid": "Own", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::docs/${aws:PrincipalTag/TenantId}*"},
              {"Effect": "Allow", "Action": "dynamodb:Scan", "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/products"}]}""";

    private static PolicyDocument identity(String... lines) {
        return PolicyDocument.parse(PolicyType.IDENTITY, PolicyTexts.policy(List.of(lines)));
    }

    private static List<LintRule> rules(LintReport report) {
        return report.findings().stream().map(LintFinding::rule).toList();
    }

    @Test
    void lint_findings_areInTheOrderOfStatementsAndSayWhere() {
        LintReport report = PolicyLinter.create().lint(PolicyType.IDENTITY, WIDE);

        assertThat(rules(report)).containsExactly(LintRule.S1, LintRule.D2);
        LintFinding first = report.findings().get(0);
        assertThat(first.severity()).isEqualTo(Severity.LEAK);
        assertThat(first.name()).isEqualTo("Own");
        assertThat(first.range().startLine()).isEqualTo(2);
        assertThat(first.range().startColumn()).isEqualTo(3);
        assertThat(first.toString())
                .startsWith("S1 LEAK in Own: ")
                .contains("s3:GetObject on arn:aws:s3:::docs/t10")
                .contains(LintRule.S1.mend())
                .contains("https://docs.aws.amazon.com/");
        assertThat(report.findings().get(1).name()).isEqualTo("Statement[1]");
        assertThat(report.leaks()).containsExactly(first);
    }

    @Test
    void assertClean_findings_failsWithAllOfThem() {
        PolicyLinter linter = PolicyLinter.create();

        assertThatThrownBy(() -> linter.assertClean(PolicyType.IDENTITY, WIDE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("S1 LEAK in Own")
                .hasMessageContaining("D2 WARNING in Statement[1]");
    }

    @Test
    void accept_findingOfThatStatement_isKeptWithItsReason() {
        PolicyLinter linter = PolicyLinter.builder()
                .accept(LintRule.S1, "Own", "ids have one length")
                .accept(LintRule.D2, "Statement[1]", "products are for all")
                .accept(LintRule.D2, "Own", "is not found there")
                .build();

        LintReport report = linter.lint(PolicyType.IDENTITY, WIDE);

        assertThat(report.isClean()).isTrue();
        assertThat(report.accepted())
                .extracting(LintReport.Accepted::reason)
                .containsExactly("ids have one length", "products are for all");
        assertThatCode(() -> linter.assertClean(PolicyType.IDENTITY, WIDE)).doesNotThrowAnyException();
    }

    @Test
    void lint_twoDocuments_denialInOneStopsTheOther() {
        PolicyDocument allows = identity("<own rows>,", """
                {"Sid": "Reports", "Effect": "Allow", "Action": "dynamodb:Scan", "Resource": "<table>"}""");
        PolicyDocument denies = identity("""
                {"Sid": "NoScan", "Effect": "Deny", "Action": "dynamodb:Scan", "Resource": "*"}""");
        PolicyLinter linter = PolicyLinter.create();

        assertThat(rules(linter.lint(allows))).containsExactly(LintRule.D2);
        assertThat(rules(linter.lint(List.of(denies, allows)))).isEmpty();
    }

    @Test
    void lint_twoDocuments_oneScopesWhatTheOtherOpens() {
        PolicyDocument scoped = identity("<own rows>");
        PolicyDocument open = identity("""
                {"Sid": "Writers", "Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "<table>"}""");

        LintReport report = PolicyLinter.create().lint(List.of(scoped, open));

        assertThat(PolicyLinter.create().lint(open).isClean()).isTrue();
        assertThat(rules(report)).containsExactly(LintRule.G11);
        assertThat(report.findings().get(0).document()).isEqualTo(1);
    }

    @Test
    void tenantTag_otherKey_isTheOneThatCounts() {
        String json = WIDE.replace("TenantId", "Customer");

        assertThat(rules(PolicyLinter.create().lint(PolicyType.IDENTITY, json))).containsExactly(LintRule.D2);
        assertThat(rules(PolicyLinter.builder().tenantTag("Customer").build().lint(PolicyType.IDENTITY, json)))
                .containsExactly(LintRule.S1, LintRule.D2);
    }

    @Test
    void operators_statementsWithoutTenant_areLeftAlone() {
        PolicyDocument admin = identity("""
                {"Sid": "Admin", "Effect": "Allow", "Action": ["kms:PutKeyPolicy", "iam:TagRole", "dynamodb:Scan"], "Resource": "*"}""");

        assertThat(rules(PolicyLinter.create().lint(admin))).containsExactly(LintRule.D2, LintRule.K6, LintRule.G7);
        assertThat(rules(PolicyLinter.builder().operators().build().lint(admin)))
                .isEmpty();
    }

    @Test
    void sessionTag_thatTenantsHave_opensTheStatementsThatAskForIt() {
        PolicyDocument document = identity("<own docs>,", """
                {"Sid": "Gold", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::docs/*",
                 "Condition": {"StringEquals": {"aws:PrincipalTag/Tier": "gold"}}}""");

        assertThat(PolicyLinter.create().lint(document).isClean()).isTrue();
        assertThat(rules(PolicyLinter.builder()
                        .sessionTag("Tier", "gold")
                        .build()
                        .lint(document)))
                .containsExactly(LintRule.G11);
    }

    @Test
    void lint_everythingAllowed_isNoQuietPolicy() {
        String everything = PolicyTexts.policy(List.of("""
                {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}"""));

        assertThat(rules(PolicyLinter.create().lint(PolicyType.IDENTITY, everything)))
                .contains(LintRule.K6, LintRule.G7, LintRule.D2, LintRule.S2);
    }

    @Test
    void settings_thatCannotWork_areRefused() {
        PolicyLinter.Builder builder = PolicyLinter.builder();
        PolicyDocument trust = PolicyDocument.parse(PolicyType.TRUST, PolicyTexts.policy(List.of("<trust>")));

        assertThatThrownBy(() -> builder.tenantTag(""))
                .isInstanceOfSatisfying(
                        InvalidPolicySettingException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_POLICY_SETTING))
                .hasMessageContaining("tenantTag");
        assertThatThrownBy(() -> builder.index("by-date")).isInstanceOf(InvalidPolicySettingException.class);
        assertThatThrownBy(() -> builder.accept(LintRule.D1, "Own", " "))
                .isInstanceOf(InvalidPolicySettingException.class);
        assertThatThrownBy(() -> builder.build().lint(List.of())).isInstanceOf(InvalidPolicySettingException.class);
        assertThatThrownBy(() -> builder.build().lint(List.of(trust, identity("<own docs>"))))
                .isInstanceOf(InvalidPolicySettingException.class);
    }

    @Test
    void find_id_isTheRule() {
        assertThat(LintRule.find("k7")).contains(LintRule.K7);
        assertThat(LintRule.find("K5")).isEmpty();
    }
}
