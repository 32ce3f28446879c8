package dev.partywall.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import dev.partywall.policy.internal.Template.Reading;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArnTestTest {

    @ParameterizedTest
    @CsvSource({
        ":::::a,        :::::a,        YES",
        "*:::::a,       :::::a,        YES",
        ":::::a,        arn:::::a,     NO",
        "arn:::::a,     :::::a,        NO",
        "arn:a:b:c:d,   arn:a:b:c:d:e, UNKNOWN",
        "arn:a:b:c:d:e, arn:a:b:c:d,   UNKNOWN",
    })
    void test_partsThatAreEmptyOrMissing_matchesPartByPart(String pattern, String actual, Match match) {
        ArnTest test = new ArnTest(Template.of(pattern, new Reading(false, true, false)), Match.UNKNOWN);

        assertThat(test.test(actual, RequestContext.builder().build())).isEqualTo(match);
    }
}
