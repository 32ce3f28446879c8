package dev.partywall.policy.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {

    private static AddressRange range(String text) {
        return requireNonNull(AddressRange.parse(text), text);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0/0, 203.0.113.9", "::/0, 2001:db8::1"})
    void contains_aPrefixOfNothing_everyAddressOfItsFamily(String all, String address) {
        assertThat(range(all).contains(range(address))).isTrue();
    }

    @Test
    void contains_theOtherFamily_nothing() {
        assertThat(range("0.0.0.0/0").contains(range("::1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/8", "0.0.0.0/", "0.0.0.0/-1", "0.0.0.0/33", "::/129"})
    void parse_aPrefixThatIsNone_null(String text) {
        assertThat(AddressRange.parse(text)).isNull();
    }
}
