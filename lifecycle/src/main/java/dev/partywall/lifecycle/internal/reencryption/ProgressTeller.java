package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.lifecycle.reencryption.ReencryptionCounts;
import dev.partywall.lifecycle.reencryption.ReencryptionProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells how far a run is. */
final class ProgressTeller {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_SECONDS = Duration.ofDays(36_500).toSeconds();

    private final Consumer<ReencryptionProgress> listener;
    private final Tally tally;
    private final OptionalLong total;
    private final long begun = System.nanoTime();
    private Optional<ScheduledFuture<?>> ticking = Optional.empty();

    ProgressTeller(Consumer<ReencryptionProgress> listener, Tally tally, OptionalLong total) {
        this.listener = listener;
        this.tally = tally;
        this.total = total;
    }

    /** From now on each second; a listener that throws ends the run. */
    void begin(JobThreads threads, Failures failures, Stop stop) {
        Runnable tick = () -> {
            try {
                tell();
            } catch (RuntimeException | Error failure) {
                failures.add(failure);
                stop.ask();
                throw failure;
            }
        };
        ticking = Optional.of(threads.eachTime(TimeUnit.SECONDS.toNanos(1), tick));
    }

    /** Once more, at the end. */
    void end() {
        ticking.ifPresent(tick -> tick.cancel(false));
        tell();
    }

    private void tell() {
        ReencryptionCounts counts = tally.counts();
        double perSecond = tally.read() * NANOS_PER_SECOND / Math.max(1, System.nanoTime() - begun);
        Optional<Duration> remaining = total.isPresent() && perSecond > 0
                ? Optional.of(remaining(Math.max(0, total.getAsLong() - counts.read()), perSecond))
                : Optional.empty();
        listener.accept(new ReencryptionProgress(counts, total, perSecond, remaining));
    }

    private static Duration remaining(long records, double perSecond) {
        return Duration.ofSeconds(Math.min(LONGEST_SECONDS, (long) Math.ceil(records / perSecond)));
    }
}
