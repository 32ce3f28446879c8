package dev.partywall.testing.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack;
import dev.partywall.testing.Attack.Kind;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.IsolationReport.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HtmlReportTest {

    private static final TenantId T1 = TenantId.of("t1");
    private static final TenantId T10 = TenantId.of("t10");

    private static Result result(String operation, Kind kind, TenantId victim, Barrier barrier, String detail) {
        return new Result(operation, new Attack(kind, ""), T1, victim, barrier, detail, List.of());
    }

    private static String html(Result... results) {
        List<String> operations =
                List.of(results).stream().map(Result::operation).distinct().toList();
        return HtmlReport.of(
                new IsolationReport(List.of(T1, T10), operations, List.of(results), List.of(), List.of(), List.of()));
    }

    @Test
    void of_operationForbiddenToAll_doesNotSayThatItWorks() {
        assertThat(html(result("scan", Kind.FORBIDDEN, T1, Barrier.IAM, "denied")))
                .doesNotContain("works");
        assertThat(html(result("find", Kind.CONTROL, T1, Barrier.NONE, "reaches its own data")))
                .contains(">works<");
    }

    @Test
    void of_stoppedAttack_showsTheReasonInText() {
        assertThat(html(result("find", Kind.FOREIGN, T10, Barrier.IAM, "denied by <NoScan>")))
                .contains("<td class=\"\">denied by &lt;NoScan&gt;</td>", "t1 → t10", "The wall held");
    }

    @Test
    void of_whatIamAllowed_isAFinding() {
        assertThat(html(result("save", Kind.FOREIGN, T10, Barrier.UNGUARDED, "only a condition")))
                .contains("Not proven isolated", "b-unguarded", "only a condition");
    }

    @ParameterizedTest
    @EnumSource(Barrier.class)
    void of_everyOutcome_isExplainedAndHasAColor(Barrier barrier) {
        String html = html(result("save", Kind.FOREIGN, T10, barrier, ""));

        assertThat(html)
                .contains("class=\"cell " + HtmlReport.cssClass(barrier) + "\">" + barrier.text() + "</span></dt><dd");
        assertThat(html).contains("." + HtmlReport.cssClass(barrier) + " {");
    }
}
