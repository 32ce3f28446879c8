package dev.partywall.testing.internal.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.Caller;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.LabOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdviceTest {

    private static String on(LabDecision... decisions) {
        LabCall call = Recorded.dynamoDb("GetItem", new LabOutcome.Succeeded());
        return Advice.on(List.of(call.decided("arn", List.of(decisions))));
    }

    @Test
    void on_rootUser_saysSo() {
        assertThat(on(Recorded.decision(new Caller.AccountRoot("111122223333"), "dynamodb:GetItem", Recorded.TABLE)))
                .contains("root user");
    }

    @Test
    void on_statement_isNamed() {
        assertThat(on(Recorded.decision(Recorded.SESSION, "dynamodb:GetItem", Recorded.TABLE)))
                .contains("let through by All of role/app: all", "Nothing in it depends on the tenant")
                .doesNotContain("root user");
    }

    @Test
    void on_decisionWithoutAnAllow_doesNotBlameTheRootUser() {
        LabDecision traced = Recorded.decision(Recorded.SESSION, "dynamodb:GetItem", Recorded.TABLE);
        LabDecision root =
                Recorded.decision(new Caller.AccountRoot("111122223333"), "dynamodb:GetItem", Recorded.TABLE);
        LabDecision unexplained = new LabDecision(traced.request(), traced.policies(), root.decision());

        assertThat(on(unexplained)).contains("was let through").doesNotContain("root user");
    }

    @Test
    void on_deniedItem_isNotBlamed() {
        assertThat(on(
                        Recorded.decision(Recorded.SESSION, "dynamodb:Scan", Recorded.TABLE),
                        Recorded.decision(Recorded.SESSION, "dynamodb:Query", Recorded.TABLE)))
                .contains("dynamodb:Query")
                .doesNotContain("dynamodb:Scan");
    }
}
