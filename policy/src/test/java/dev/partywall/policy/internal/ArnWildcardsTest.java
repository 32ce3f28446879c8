package dev.partywall.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArnWildcardsTest {

    /** The wildcards that are kept from colons are written {@code ~} and {@code !}. */
    private static final String WILDCARDS = "*?~!";

    private static final int[] CODES = {Glob.ANY, Glob.ONE, Glob.ANY_BUT_COLONS, Glob.ONE_BUT_COLON};

    private static int[] codes(String text) {
        return text.chars()
                .map(c -> WILDCARDS.indexOf(c) < 0 ? c : CODES[WILDCARDS.indexOf(c)])
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "*,                  *",
        "arn:aws:s3:*,       arn:aws:s3:*",
        "arn:aws:s3:*:b*,    arn:aws:s3:*:b*",
        "arn:aws:s3:a*b:c*,  arn:aws:s3:a~b:c*",
        "arn:aws:s3:a*b*:c,  arn:aws:s3:a~b*:c",
        "arn:*:s3:::b,       arn:~:s3:::b",
        "arn:*,              arn:~",
        "arn:a?:s3:?:?*?:?,  arn:a!:s3:!:!~!:?",
        "arn:aws:s3:::a*b?c, arn:aws:s3:::a*b?c",
    })
    void bounded_eachWildcard_onlyAStarAtTheEndOfAPartReachesOverColons(String pattern, String bounded) {
        assertThat(ArnWildcards.bounded(codes(pattern))).isEqualTo(codes(bounded));
        assertThat(ArnWildcards.unbounded(codes(bounded))).isEqualTo(codes(pattern));
        assertThat(ArnWildcards.isBounded(codes(bounded))).isEqualTo(!bounded.equals(pattern));
    }
}
