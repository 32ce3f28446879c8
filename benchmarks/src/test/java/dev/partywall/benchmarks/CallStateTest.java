package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CallStateTest {

    @ParameterizedTest
    @EnumSource
    void call_eitherWay_isSentAndAnswered(CallState.Client client) {
        CallState state = new CallState();
        state.client = client;
        state.build();
        int before = state.sent();

        assertThat(new CallBenchmark().fixed(state)).isEqualTo(new CallBenchmark().scoped(state));
        assertThat(state.sent()).isEqualTo(before + 2);
        state.close();
    }
}
