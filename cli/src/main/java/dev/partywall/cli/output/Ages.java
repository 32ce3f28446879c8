package dev.partywall.cli.output;

import java.time.Duration;
import java.time.Instant;

/** How old something is, for people. */
final class Ages {

    private Ages() {}

    /** In the largest unit that it has two of, such as {@code 91 days}. Clocks differ, so nothing is younger than 0 s. */
    static String of(Instant made, Instant now) {
        Duration age = Duration.between(made, now);
        if (age.toDays() >= 2) {
            return age.toDays() + " days";
        } else if (age.toHours() >= 2) {
            return age.toHours() + " h";
        } else if (age.toMinutes() >= 2) {
            return age.toMinutes() + " min";
        }
        return seconds(made, now) + " s";
    }

    static long seconds(Instant made, Instant now) {
        return Math.max(0, Duration.between(made, now).toSeconds());
    }
}
