package dev.partywall.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {

    /** Replay with {@code -Dpartywall.seed=...}. */
    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());

    private static int[] pattern(String text) {
        return text.chars()
                .map(c -> c == '*' ? Glob.ANY : c == '?' ? Glob.ONE : c)
                .toArray();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a,    a,      true",
                "a,    b,      false",
                "a,    ab,     false",
                "ab,   a,      false",
                "*,    ``,     true",
                "**,   ``,     true",
                "?,    ``,     false",
                "``,   ``,     true",
                "``,   a,      false",
                "*b,   abab,   true",
                "*b,   aba,    false",
                "a*a,  a,      false",
                "a*a,  aa,     true",
                "?*,   ``,     false",
                "?,    \uD83D\uDE80, true",
                "??,   \uD83D\uDE80, false",
                "a?,   a\uD83D,      true",
                "?a,   \uD83Da,      true",
                "??,   \uD83D\uD83D, true",
                "*?x,  \uD83D\uDE80x, true",
            })
    void matches_aPattern_takesWildcards(String pattern, String text, boolean outcome) {
        assertThat(Glob.matches(pattern(pattern), text)).isEqualTo(outcome);
    }

    @Test
    void matches_apart_looksAtTheRangeOnly() {
        assertThat(Glob.matches(pattern("xa*yz"), 1, 3, "..abc..", 2, 5)).isTrue();
        assertThat(Glob.matches(pattern("xabyz"), 1, 3, "..abc..", 2, 5)).isFalse();
        assertThat(Glob.matches(pattern("xa?yz"), 1, 3, "a\uD83D\uDE80", 0, 2)).isTrue();
    }

    @Test
    void matches_aStarThatIsACharacter_takesItAsSuch() {
        assertThat(Glob.matches(new int[] {'*'}, "a")).isFalse();
        assertThat(Glob.matches(new int[] {'*'}, "*")).isTrue();
        assertThat(Glob.matches(new int[] {'?'}, "a")).isFalse();
    }

    @Test
    void matches_atRandom_agreesWithTheDefinition() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            String pattern = text(random, "ab*?", 8);
            String text = text(random, "ab", 10);
            assertThat(Glob.matches(pattern(pattern), text))
                    .as("-Dpartywall.seed=%d: %s on %s", SEED, pattern, text)
                    .isEqualTo(defined(pattern, text));
        }
    }

    private static String text(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static boolean defined(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        } else if (pattern.charAt(0) == '*') {
            return defined(pattern.substring(1), text) || (!text.isEmpty() && defined(pattern, text.substring(1)));
        }
        return !text.isEmpty()
                && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
                && defined(pattern.substring(1), text.substring(1));
    }
}
