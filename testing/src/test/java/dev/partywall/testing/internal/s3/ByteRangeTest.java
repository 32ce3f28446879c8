package dev.partywall.testing.internal.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, bytes 0-0/10",
        "bytes=2-5, bytes 2-5/10",
        "bytes=2-, bytes 2-9/10",
        "bytes=-3, bytes 7-9/10",
        "bytes=-99, bytes 0-9/10",
        "bytes=9-999999999999, bytes 9-9/10"
    })
    void of_aRange_isCutToTheObject(String header, String expected) {
        assertThat(ByteRange.of(header, 10).map(ByteRange::header)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=-", "bytes=5-2", "bytes=0-1,3-4", "items=0-1", "bytes=a-b", ""})
    void of_whatIsNoSingleRange_isTheWholeObject(String header) {
        assertThat(ByteRange.of(header, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void of_aRangeOutside_isRefused(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 10)).hasMessage("The requested range is not satisfiable");
    }
}
