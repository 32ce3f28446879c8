package dev.partywall.examples.records.report;

import java.time.Duration;
import java.util.Locale;

/** Words for how far a step has come. */
final class ProgressText {

    private static final double NANOS_PER_SECOND = 1e9;

    private ProgressText() {}

    /** For example {@code Sealing: 12,000 of 40,000, 30 %, 6,000/s, 5 s to go}; without a total, what is known. */
    static String of(String label, long done, long total, long nanos) {
        double rate = done * NANOS_PER_SECOND / Math.max(1, nanos);
        String text = String.format(Locale.ROOT, "%s: %,d", label, done);
        if (total > 0) {
            text += String.format(Locale.ROOT, " of %,d, %d %%", total, 100 * done / total);
        }
        text += String.format(Locale.ROOT, rate < 10 ? ", %,.1f/s" : ", %,.0f/s", rate);
        return total > 0 && done > 0 ? text + ", " + remaining((total - done) / rate) + " to go" : text;
    }

    private static String remaining(double seconds) {
        Duration left = Duration.ofSeconds(Math.max(0, Math.round(seconds)));
        if (left.toMinutes() == 0) {
            return left.toSeconds() + " s";
        }
        return left.toHours() == 0
                ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                : left.toHours() + " h " + left.toMinutesPart() + " min";
    }
}
