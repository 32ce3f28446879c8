package dev.partywall.policy.internal;

import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import org.jspecify.annotations.Nullable;

/** {@code Bool}: true or false, in any case. */
record BooleanTest(@Nullable Boolean expected, Match unparsable) implements ValueTest {

    static @Nullable Boolean parse(String text) {
        if (text.equalsIgnoreCase("true")) {
            return Boolean.TRUE;
        }
        return text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
    }

    @Override
    public Match test(String actual, RequestContext context) {
        Boolean value = parse(actual);
        return value == null || expected == null ? unparsable : Logic.of(value.equals(expected));
    }
}
