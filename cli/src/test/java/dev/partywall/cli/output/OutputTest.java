package dev.partywall.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.LifecycleException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tables, JSON and progress, to the character. */
final class OutputTest {

    @Nested
    final class Tables {

        @Test
        void toString_always_alignsColumnsAndLeavesNoSpacesBehind() {
            Table table =
                    Table.of("TENANT", "STATUS", "NOTE").row("a", "ACTIVE", "").row("a-longer-name", "SUSPENDED", "x");

            assertThat(table.toString()).isEqualTo("""
                    TENANT         STATUS     NOTE
                    a              ACTIVE
                    a-longer-name  SUSPENDED  x""");
        }

        @Test
        void toString_ofWhatMovesATerminal_showsQuestionMarks() {
            assertThat(Table.ofFields()
                            .row("Name", "a\u001B[2Jb\nc\u202Ed\r\u009Be")
                            .toString())
                    .isEqualTo("Name  a?[2Jb?c?d??e");
        }

        @Test
        void toString_ofNoRows_isEmpty() {
            assertThat(Table.ofFields().toString()).isEmpty();
        }
    }

    @Nested
    final class JsonTexts {

        @Test
        void of_everyKindOfValue_isOneLineOfAscii() {
            Object value = Fields.create()
                    .with("text", "ü\n\"")
                    .with("number", 1L << 40)
                    .with("flag", true)
                    .with("none", Optional.empty())
                    .with("some", Optional.of(1))
                    .with("list", List.of("a", 2))
                    .with("at", Instant.EPOCH)
                    .with("format", Format.JSON)
                    .with("document", new Json.Document("{\"a\":1}"))
                    .toMap();

            assertThat(Json.of(value))
                    .isEqualTo("{\"text\":\"\\u00FC\\n\\\"\",\"number\":1099511627776,\"flag\":true,\"none\":null,"
                            + "\"some\":1,\"list\":[\"a\",2],\"at\":\"1970-01-01T00:00:00Z\",\"format\":\"JSON\","
                            + "\"document\":{\"a\":1}}");
        }

        @Test
        void of_whatHasNoFormInJson_isRefused() {
            assertThatThrownBy(() -> Json.of(new Object())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    final class Failures {

        @Test
        void line_always_beginsWithTheCodeAndHasNoLineBreak() {
            LifecycleException failure = new LifecycleException(
                    ErrorCode.OPERATION_UNDER_WAY,
                    TenantId.of("acme"),
                    true,
                    "finish it with TenantLifecycle.recover",
                    new IllegalStateException("outer", new IOException("said\nthis")));

            assertThat(Failure.of(failure).line())
                    .isEqualTo("PW-521 OPERATION_UNDER_WAY: Tenant acme: finish it with 'partywall recover'"
                            + " (cause: said?this)");
        }
    }

    @Nested
    final class ProgressLines {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final AtomicLong nanos = new AtomicLong();

        private Progress progress(boolean terminal) {
            return new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, nanos::get);
        }

        private void after(Duration pause) {
            nanos.addAndGet(pause.toNanos());
        }

        @Test
        void show_elsewhere_isALineEachTenSeconds() {
            try (Progress progress = progress(false)) {
                progress.show(() -> "too soon");
                after(Duration.ofSeconds(10));
                progress.show(() -> "10 s");
                after(Duration.ofSeconds(9));
                progress.show(() -> "too soon");
                after(Duration.ofSeconds(1));
                progress.show(() -> "20 s");
            }

            assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly("10 s", "20 s");
        }

        @Test
        void show_onATerminal_writesOverTheLineAndLeavesNothing() {
            try (Progress progress = progress(true)) {
                after(Duration.ofMillis(200));
                progress.show(() -> "one");
                after(Duration.ofMillis(200));
                progress.show(() -> "two");
            }

            assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\rone\u001B[K\rtwo\u001B[K\r\u001B[K");
        }

        @Test
        void of_aTotal_showsBarRateAndWhatIsLeft() {
            assertThat(ProgressText.of(
                            "acme", 12_000, OptionalLong.of(40_000), 6_000, Optional.of(Duration.ofSeconds(5))))
                    .isEqualTo("acme [######--------------] 12,000 of 40,000, 30 %, 6,000/s, 5 s to go");
            assertThat(ProgressText.of("acme", 0, OptionalLong.of(10), 0, Optional.empty()))
                    .isEqualTo("acme [--------------------] 0 of 10, 0 %, 0.0/s");
            assertThat(ProgressText.of("a", 1, OptionalLong.of(1), 1, Optional.of(Duration.ofMinutes(61))))
                    .endsWith(", 1 h 1 min to go");
        }

        @Test
        void of_anEstimateThatWasTooLow_showsWhatIsDone() {
            assertThat(ProgressText.of("acme", 20, OptionalLong.of(10), 2, Optional.of(Duration.ZERO)))
                    .isEqualTo("acme 20 done, 2.0/s");
            assertThat(ProgressText.of("acme", 20, OptionalLong.empty(), 20, Optional.empty()))
                    .isEqualTo("acme 20 done, 20/s");
        }
    }
}
