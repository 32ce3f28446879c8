package dev.partywall.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.internal.Variables.Piece;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VariablesTest {

    @Test
    void pieces_ofADefaultWithoutAKey_areMalformed() {
        assertThat(Variables.pieces("a${, 'b'}c"))
                .containsExactly(new Piece.Plain("a"), new Piece.Malformed("${, 'b'}c"));
    }

    @Test
    void splitOutside_aBraceWithoutItsDollar_isText() {
        assertThat(Variables.splitOutside("{a:b}:c", ':')).containsExactly("{a", "b}", "c");
    }

    @ParameterizedTest
    @CsvSource({
        "${aws:x},                    false",
        "arn:aws:s3:::${aws:x},       false",
        "arn:aws:s3::${aws:x}:bucket, true",
        "arn:${aws:x}:s3:::bucket,    true",
    })
    void standEarly_aVariable_onlyBeforeTheFifthColonOfAnArn(String text, boolean early) {
        assertThat(Variables.standEarly(text)).isEqualTo(early);
    }
}
