package dev.partywall.cli.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How far long work has come: one line that is written over on a terminal, a line each ten seconds elsewhere. Safe for many
 * threads.
 */
public final class Progress implements AutoCloseable {

    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private final long interval;
    private final AtomicLong next;

    /**
     * Begins.
     *
     * @param out where to show
     * @param terminal whether that is a terminal
     * @param nanos the time in nanoseconds, from whenever
     */
    public Progress(PrintStream out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
        this.interval = (terminal ? ON_TERMINAL : ELSEWHERE).toNanos();
        this.next = new AtomicLong(nanos.getAsLong() + interval);
    }

    /**
     * Shows nothing.
     *
     * @return the progress
     */
    public static Progress none() {
        return new Progress(new PrintStream(OutputStream.nullOutputStream()), false, () -> 0);
    }

    /**
     * Says how far the work has come; shown from time to time.
     *
     * @param line the words, asked for only where they are shown
     */
    public void show(Supplier<String> line) {
        long now = nanos.getAsLong();
        long due = next.get();
        // Of all threads that find it due, one shows it.
        if (now - due >= 0 && next.compareAndSet(due, now + interval)) {
            write(Printable.line(line.get()));
        }
    }

    private synchronized void write(String line) {
        if (terminal) {
            // To the beginning of the line, the text, and nothing of a longer line before it.
            out.print("\r" + line + "\u001B[K");
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** The work is over: nothing is left of the line on a terminal. */
    @Override
    public synchronized void close() {
        if (terminal) {
            out.print("\r\u001B[K");
            out.flush();
        }
    }
}
