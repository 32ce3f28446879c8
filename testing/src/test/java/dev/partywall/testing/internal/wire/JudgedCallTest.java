package dev.partywall.testing.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Identity;
import org.junit.jupiter.api.Test;

final class JudgedCallTest {

    @Test
    void access_refusedBeforeIam_isOpenButKeepsTheRefusal() {
        Refusal refusal = new Refusal(400, "Bad", "because");
        JudgedCall call = new JudgedCall(caller -> {
            throw refusal;
        });
        assertThat(call.access(Identity.anonymous())).isInstanceOf(Access.Open.class);
        assertThat(call.refusal()).as("nothing may be performed").containsSame(refusal);
    }

    @Test
    void access_gap_isUnmodelled() {
        JudgedCall call = new JudgedCall(caller -> {
            throw new Gap("sqs:X", "this");
        });
        assertThat(call.access(Identity.anonymous())).isEqualTo(new Access.Unmodelled("sqs:X", "this"));
        assertThat(call.refusal()).isEmpty();
    }
}
