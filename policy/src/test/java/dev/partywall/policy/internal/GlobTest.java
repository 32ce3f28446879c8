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

    /** Written with {@code ~} and {@code !} for the wildcards that are kept from colons. */
    private static int[] pattern(String text) {
        return text.chars()
                .map(c -> switch (c) {
                    case '*' -> Glob.ANY;
                    case '?' -> Glob.ONE;
                    case '~' -> Glob.ANY_BUT_COLONS;
                    case '!' -> Glob.ONE_BUT_COLON;
                    default -> c;
                })
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
                "~,    ab,     true",
                "~,    a:b,    false",
                "~,    :,      false",
                "~~,   ``,     true",
                "!,    a,      true",
                "!,    :,      false",
                "!,    \uD83D\uDE80, true",
                "~:~,  a:b,    true",
                "~:~,  a:b:c,  false",
                "*x~y, x:xy,   true",
                "*x~y, x:y,    false",
                "~*,   a:b,    true",
                "*~,   a:b,    true",
                "*a~b, aXb:ab, true",
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
            check(text(random, "ab*?", 8), text(random, "ab", 10));
        }
    }

    /** Before the fifth colon, wildcards of both kinds; behind it, those that stand for anything. */
    @Test
    void matches_arnsAtRandom_agreesWithTheDefinition() {
        Random random = new Random(SEED);
        for (int round = 0; round < 50_000; round++) {
            String head = text(random, "ab:~*!", 8);
            check(head + "::::" + text(random, "b*?", 2), text(random, "ab:", 5) + text(random, "b:::::", 7));
            check(head, text(random, "ab:", 10));
        }
    }

    private static void check(String pattern, String text) {
        assertThat(Glob.matches(pattern(pattern), text))
                .as("-Dpartywall.seed=%d: %s on %s", SEED, pattern, text)
                .isEqualTo(defined(pattern, text));
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
        }
        char first = pattern.charAt(0);
        if (first == '*' || first == '~') {
            return defined(pattern.substring(1), text) || (takes(first, text) && defined(pattern, text.substring(1)));
        }
        return takes(first, text) && defined(pattern.substring(1), text.substring(1));
    }

    /** Whether a code of a pattern may stand for the first character of a text. */
    private static boolean takes(char code, String text) {
        if (text.isEmpty()) {
            return false;
        }
        return switch (code) {
            case '*', '?' -> true;
            case '~', '!' -> text.charAt(0) != ':';
            default -> text.charAt(0) == code;
        };
    }
}
