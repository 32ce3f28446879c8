package dev.partywall.examples.records.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Where progress is shown: one line that is overwritten on a terminal, a new line every few seconds elsewhere. */
public final class ProgressOutput {

    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(3);

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanos;

    /**
     * Shows progress.
     *
     * @param out where
     * @param terminal whether that is a terminal
     * @param nanos the time in nanoseconds, from whenever
     */
    public ProgressOutput(PrintStream out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    /**
     * A step begins.
     *
     * @param label what it does
     * @param total how much is to do, 0 if that is not known
     * @return its progress, to be closed at its end
     */
    public Progress start(String label, long total) {
        return new Progress(label, total, this);
    }

    long nanos() {
        return nanos.getAsLong();
    }

    long interval() {
        return (terminal ? ON_TERMINAL : ELSEWHERE).toNanos();
    }

    void show(String line) {
        if (terminal) {
            // To the beginning of the line, the text, and nothing of a longer line before it.
            out.print("\r" + line + "\u001B[K");
            out.flush();
        } else {
            out.println(line);
        }
    }

    void clear() {
        if (terminal) {
            out.print("\r\u001B[K");
            out.flush();
        }
    }
}
