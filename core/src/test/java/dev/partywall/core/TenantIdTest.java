package dev.partywall.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantIdTest {

    private static final String ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    @Nested
    final class Grammar {

        static IntStream ascii() {
            return IntStream.rangeClosed(0, 0x7f);
        }

        @ParameterizedTest
        @MethodSource("ascii")
        void of_asciiCharacterFirst_acceptsLettersAndDigitsOnly(int character) {
            assertGrammar(Character.toString(character) + "cme", ALPHANUMERIC.indexOf(character) >= 0);
        }

        @ParameterizedTest
        @MethodSource("ascii")
        void of_asciiCharacterAlone_acceptsLettersAndDigitsOnly(int character) {
            assertGrammar(Character.toString(character), ALPHANUMERIC.indexOf(character) >= 0);
        }

        @ParameterizedTest
        @MethodSource("ascii")
        void of_asciiCharacterInside_acceptsUnderscoreAndHyphenToo(int character) {
            assertGrammar("a" + Character.toString(character) + "me", isInner(character));
        }

        @ParameterizedTest
        @MethodSource("ascii")
        void of_asciiCharacterLast_acceptsUnderscoreAndHyphenToo(int character) {
            assertGrammar("acm" + Character.toString(character), isInner(character));
        }

        private static boolean isInner(int character) {
            return (ALPHANUMERIC + "_-").indexOf(character) >= 0;
        }

        @Test
        void of_everyCharacterBeyondAscii_isRefusedFirstAndInside() {
            for (int character = 0x80; character <= Character.MAX_VALUE; character++) {
                assertThat(TenantId.isValid((char) character + "cme"))
                        .as("U+%04X first", character)
                        .isFalse();
                assertThat(TenantId.isValid("a" + (char) character))
                        .as("U+%04X inside", character)
                        .isFalse();
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\u0430cme", // Cyrillic a
                    "acm\u0435", // Cyrillic ie
                    "\uff41cme", // full-width a
                    "acme\u200b", // zero-width space
                    "\ufeffacme", // byte order mark
                    "ac\u00adme", // soft hyphen
                    "ac\u2010me", // hyphen
                    "ac\u2212me", // minus
                    "acm\u00e9", // e acute, composed
                    "acme\u0301", // e acute, decomposed
                    "acme\u202e", // right-to-left override
                    "tenant\u0661", // Arabic-Indic digit one
                    "tenant\u00b2", // superscript two
                    "\u212aing", // Kelvin sign, folds to k
                    "\u0131d", // dotless i
                    "acme\ud83d\ude00", // emoji
                    "acme\ud800", // lone surrogate
                    "acme\n",
                    "acme\r\nglobex",
                    " acme",
                    "acme ",
                    "acme\0"
                })
        void of_lookAlikeOrHiddenCharacter_isRefused(String value) {
            assertGrammar(value, false);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "*",
                    "a*",
                    "a?",
                    "acm?",
                    "${aws:PrincipalTag/TenantId}",
                    "a${*}",
                    "a/b",
                    "../globex",
                    "a..",
                    "a:b",
                    "a#b",
                    "a|b",
                    "a,b",
                    "a\\b",
                    "a%2fb",
                    "a+b",
                    "a@b",
                    "a=b",
                    "a.b",
                    "a'b",
                    "a\"b",
                    "a(b)",
                    "<a>",
                    "_acme",
                    "-acme"
                })
        void of_wildcardSeparatorOrEscape_isRefused(String value) {
            assertGrammar(value, false);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 63, 64})
        void of_lengthWithinLimit_isAccepted(int length) {
            assertGrammar("a".repeat(length), true);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 65, 66, 1000, 100_000})
        void of_lengthOutsideLimit_isRefused(int length) {
            assertGrammar("a".repeat(length), false);
        }

        @Test
        void maxLength_always_is64() {
            assertThat(TenantId.MAX_LENGTH).isEqualTo(64);
        }

        @Test
        void of_null_isRefused() {
            String nothing = nothing();

            assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> TenantId.of(nothing));
        }

        @SuppressWarnings("NullAway") // what a caller without null checks can do
        private static String nothing() {
            return null;
        }

        private static void assertGrammar(String value, boolean valid) {
            assertThat(TenantId.isValid(value)).isEqualTo(valid);
            if (valid) {
                assertThat(TenantId.of(value).value()).isEqualTo(value);
                assertThat(new TenantId(value)).isEqualTo(TenantId.of(value)).hasToString(value);
            } else {
                assertThat(refusal(value).code()).isEqualTo(ErrorCode.INVALID_TENANT_ID);
                assertThatExceptionOfType(InvalidTenantException.class).isThrownBy(() -> new TenantId(value));
            }
        }
    }

    @Nested
    final class Refusal {

        @Test
        void message_badId_saysWhatItIsAndWhatToDo() {
            assertThat(refusal("acme/eu"))
                    .hasMessage("Not a tenant id: 'acme/eu'. A tenant id is 1 to 64 characters of A-Z a-z 0-9 _ -, the"
                            + " first a letter or a digit; map other names to such an id before they reach Partywall."
                            + " [PW-101 INVALID_TENANT_ID]");
        }

        @Test
        void exception_badId_namesNoTenantAndIsFinal() {
            InvalidTenantException refusal = refusal("acme/eu");

            assertThat(refusal.tenant()).isEmpty();
            assertThat(refusal.isRetryable()).isFalse();
            assertThat(refusal).hasNoCause();
        }

        @Test
        void message_forgedLogLine_isEscaped() {
            assertThat(refusal("acme\r\n2026-01-01 INFO tenant=globex \u001b[31m' \\ \u2028\u202e\u0085"))
                    .hasMessageContaining("'acme\\u000d\\u000a2026-01-01 INFO tenant=globex \\u001b[31m\\u0027 \\u005c"
                            + " \\u2028\\u202e\\u0085'.");
        }

        @ParameterizedTest
        @ValueSource(
                ints = {0, 1, 9, 10, 13, 0x1b, 0x1f, 0x27, 0x5c, 0x7f, 0x80, 0x85, 0xa0, 0x2028, 0x2029, 0xd800, 0xffff
                })
        void message_characterThatIsNotPlain_isPrintableAsciiOnOneLine(int character) {
            assertThat(refusal("a" + (char) character + "/"))
                    .message()
                    .matches("[ -~]+")
                    .contains("'a" + String.format("\\u%04x", character) + "/'");
        }

        @Test
        void message_eightyCharacters_areShownInFull() {
            String value = "a".repeat(79) + "z";

            assertThat(refusal(value)).hasMessageContaining("'" + value + "'. A tenant id");
        }

        @Test
        void message_longerText_isCutAndCounted() {
            assertThat(refusal("a".repeat(80) + "SECRET"))
                    .hasMessageContaining("'" + "a".repeat(80) + "'... (86 characters). A tenant id")
                    .hasMessageNotContaining("SECRET");
        }

        @Test
        void message_hugeHostileText_isBounded() {
            assertThat(refusal("\n".repeat(1_000_000)).getMessage()).hasSizeLessThan(1000);
        }
    }

    @Nested
    final class Comparison {

        @ParameterizedTest
        @ValueSource(strings = {"Acme", "ACME", "acmE"})
        void equals_otherCase_isAnotherTenant(String other) {
            assertThat(TenantId.of(other)).isNotEqualTo(TenantId.of("acme")).hasToString(other);
            assertThat(TenantId.of(other)).isNotEqualByComparingTo(TenantId.of("acme"));
        }

        @Test
        void equals_sameValue_isTheSameTenant() {
            EqualsVerifier.forClass(TenantId.class)
                    .withPrefabValues(String.class, "acme", "globex")
                    .suppress(Warning.NULL_FIELDS)
                    .verify();
        }

        @Test
        void compareTo_manyIds_ordersByBytes() {
            var sorted = new TreeSet<>(Stream.of("b", "a", "B", "A", "a-b", "a_b", "aa", "0", "9", "a0")
                    .map(TenantId::of)
                    .toList());

            assertThat(sorted)
                    .extracting(TenantId::value)
                    .containsExactlyElementsOf(List.of("0", "9", "A", "B", "a", "a-b", "a0", "a_b", "aa", "b"));
        }

        @Test
        void compareTo_sameValue_isZero() {
            assertThat(TenantId.of("acme")).isEqualByComparingTo(TenantId.of("acme"));
        }
    }

    private static InvalidTenantException refusal(String value) {
        return catchThrowableOfType(InvalidTenantException.class, () -> TenantId.of(value));
    }
}
