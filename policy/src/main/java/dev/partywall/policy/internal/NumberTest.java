package dev.partywall.policy.internal;

import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The operators on numbers, exact at any size. */
record NumberTest(@Nullable BigDecimal expected, Relation relation, Match unparsable) implements ValueTest {

    /** Keeps the cost of a hostile number low. */
    private static final int MAX_LENGTH = 100;

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,6})?");

    static @Nullable BigDecimal parse(String text) {
        return text.length() <= MAX_LENGTH && NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
    }

    @Override
    public Match test(String actual, RequestContext context) {
        BigDecimal number = parse(actual);
        if (number == null || expected == null) {
            return unparsable;
        }
        return Logic.of(relation.holds(number.compareTo(expected)));
    }
}
