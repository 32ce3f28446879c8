package dev.partywall.examples.records.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();

    private Progress start(boolean terminal, long total) {
        PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        return new ProgressOutput(out, terminal, now::get).start("Open", total);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void add_shortStep_showsNothing() {
        try (Progress progress = start(false, 10)) {
            pass(Duration.ofSeconds(2));
            progress.add(10);
        }

        assertThat(shown()).isEmpty();
    }

    @Test
    void add_everyFewSeconds_showsCountRateAndRemainingTimeOnLinesOfTheirOwn() {
        Progress progress = start(false, 100_000);
        for (int i = 0; i < 4; i++) {
            pass(Duration.ofSeconds(2));
            progress.add(4_000);
        }

        assertThat(shown().lines())
                .containsExactly(
                        "Open: 8,000 of 100,000, 8 %, 2,000/s, 46 s to go",
                        "Open: 16,000 of 100,000, 16 %, 2,000/s, 42 s to go");
    }

    @Test
    void add_onTerminal_overwritesItsLineAndCleansUp() {
        Progress progress = start(true, 2);
        pass(Duration.ofSeconds(1));
        progress.add(1);
        progress.close();

        assertThat(shown()).isEqualTo("\rOpen: 1 of 2, 50 %, 1.0/s, 1 s to go\u001B[K\r\u001B[K");
    }

    @Test
    void add_unknownTotal_showsCountAndRate() {
        Progress progress = start(false, 0);
        pass(Duration.ofSeconds(4));
        progress.add(1_000);

        assertThat(shown()).isEqualTo("Open: 1,000, 250/s" + System.lineSeparator());
    }

    @Test
    void add_hoursToGo_saysHours() {
        Progress progress = start(false, 1_000_000);
        pass(Duration.ofSeconds(3));
        progress.add(300);

        assertThat(shown()).contains("2 h 46 min to go");
    }
}
