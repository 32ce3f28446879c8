package dev.partywall.cli.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90d}, {@code 12h}, {@code 5m}, {@code 10s}, {@code 20ms}; or in ISO-8601. */
public final class Durations {

    /** What is taken, for messages. */
    public static final String FORM = "a duration such as 90d, 12h, 5m, 10s, 20ms or PT10S";

    private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * A duration.
     *
     * @param text such as {@code 90d}
     * @return the duration, zero or more
     * @throws IllegalArgumentException if it is neither of the short form nor of ISO-8601, or is negative
     */
    public static Duration parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        Duration duration = matcher.matches() ? of(Long.parseLong(matcher.group(1)), matcher.group(2)) : parseIso(text);
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a duration is not negative");
        }
        return duration;
    }

    private static Duration of(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static Duration parseIso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException unfit) {
            throw new IllegalArgumentException("takes " + FORM, unfit);
        }
    }
}
