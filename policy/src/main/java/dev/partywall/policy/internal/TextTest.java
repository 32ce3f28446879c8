package dev.partywall.policy.internal;

import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import java.util.List;
import java.util.Locale;

/** The operators on strings. */
record TextTest(Template template, boolean foldsCase) implements ValueTest {

    @Override
    public Match test(String actual, RequestContext context) {
        return template.match(foldsCase ? actual.toLowerCase(Locale.ROOT) : actual, context);
    }

    @Override
    public List<String> unknowns(String actual, RequestContext context) {
        return template.unknowns(actual, context);
    }
}
