package dev.partywall.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NumberTestTest {

    @Test
    void parse_aHundredDigits_isTheLongestNumber() {
        assertThat(NumberTest.parse("7".repeat(100))).hasToString("7".repeat(100));
        assertThat(NumberTest.parse("7".repeat(101))).isNull();
    }
}
