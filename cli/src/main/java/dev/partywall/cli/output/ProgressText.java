package dev.partywall.cli.output;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Words for how far work has come. */
public final class ProgressText {

    private static final int BAR = 20;

    private ProgressText() {}

    /**
     * For example {@code acme [######--------------] 12,000 of 40,000, 30 %, 6,000/s, 5 s to go}; without a total, what is
     * known.
     *
     * @param label what is worked on
     * @param done how much is done
     * @param total how much there is, if that is known; may be an estimate, and too low
     * @param perSecond how much is done in a second
     * @param remaining how long it takes, if that is known
     * @return one line
     */
    public static String of(
            String label, long done, OptionalLong total, double perSecond, Optional<Duration> remaining) {
        String speed = String.format(Locale.ROOT, perSecond < 10 ? "%,.1f/s" : "%,.0f/s", perSecond);
        if (total.isEmpty() || total.getAsLong() < done || total.getAsLong() == 0) {
            return String.format(Locale.ROOT, "%s %,d done, %s", label, done, speed);
        }
        long all = total.getAsLong();
        return String.format(
                        Locale.ROOT,
                        "%s %s %,d of %,d, %d %%, %s",
                        label,
                        bar(done, all),
                        done,
                        all,
                        100 * done / all,
                        speed)
                + remaining.map(left -> ", " + words(left) + " to go").orElse("");
    }

    private static String bar(long done, long total) {
        int filled = (int) (BAR * done / total);
        return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "]";
    }

    private static String words(Duration left) {
        if (left.toMinutes() == 0) {
            return left.toSeconds() + " s";
        }
        return left.toHours() == 0
                ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                : left.toHours() + " h " + left.toMinutesPart() + " min";
    }
}
