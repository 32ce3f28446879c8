package dev.partywall.testing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.protocol.AwsJsonProtocol;
import org.junit.jupiter.api.Test;

final class JudgementTest {

    private static final AwsJsonProtocol PROTOCOL = AwsJsonProtocol.of("1.1");

    @Test
    void of_refusal_isTheAnswer() {
        Access access = Judgement.of(PROTOCOL, () -> {
            throw new Refusal(400, "Bad", "because");
        });
        assertThat(access).isInstanceOfSatisfying(Access.Refused.class, refused -> {
            assertThat(refused.answer().errorCode()).hasValue("Bad");
            assertThat(refused.answer().status()).isEqualTo(400);
        });
    }

    @Test
    void of_gap_isUnmodelled() {
        Access access = Judgement.of(PROTOCOL, () -> {
            throw new Gap("sqs:X", "this");
        });
        assertThat(access).isEqualTo(new Access.Unmodelled("sqs:X", "this"));
    }

    @Test
    void of_question_isAskedAsItIs() {
        Access open = new Access.Open("a test");
        assertThat(Judgement.of(PROTOCOL, () -> open)).isSameAs(open);
    }
}
