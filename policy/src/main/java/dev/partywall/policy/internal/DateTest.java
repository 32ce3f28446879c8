package dev.partywall.policy.internal;

import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operators on dates: seconds since 1970, or a date of the W3C's profile of ISO 8601. A date without a time is its
 * start in UTC. Four digits alone could be a year or seconds, and a time without a zone is in neither form: unparsable.
 *
 * @see <a href="https://www.w3.org/TR/NOTE-datetime">Date and Time Formats</a>
 */
record DateTest(@Nullable Instant expected, Relation relation, Match unparsable) implements ValueTest {

    private static final Pattern EPOCH = Pattern.compile("-?[0-9]{1,11}");
    private static final Pattern YEAR = Pattern.compile("[0-9]{4}");
    private static final Pattern MONTH = Pattern.compile("[0-9]{4}-[0-9]{2}");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})");

    static @Nullable Instant parse(String text) {
        try {
            if (YEAR.matcher(text).matches()) {
                return null;
            } else if (EPOCH.matcher(text).matches()) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            } else if (MONTH.matcher(text).matches()) {
                return start(text + "-01");
            } else if (DAY.matcher(text).matches()) {
                return start(text);
            }
            return TIME.matcher(text).matches() ? OffsetDateTime.parse(text).toInstant() : null;
        } catch (DateTimeException noSuchDate) {
            return null;
        }
    }

    private static Instant start(String day) {
        return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    @Override
    public Match test(String actual, RequestContext context) {
        Instant instant = parse(actual);
        if (instant == null || expected == null) {
            return unparsable;
        }
        return Logic.of(relation.holds(instant.compareTo(expected)));
    }
}
