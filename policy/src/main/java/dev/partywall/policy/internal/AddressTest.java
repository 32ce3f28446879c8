package dev.partywall.policy.internal;

import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import org.jspecify.annotations.Nullable;

/** {@code IpAddress}: an address within a range. */
record AddressTest(@Nullable AddressRange expected, Match unparsable) implements ValueTest {

    @Override
    public Match test(String actual, RequestContext context) {
        AddressRange address = AddressRange.parse(actual);
        return address == null || expected == null ? unparsable : Logic.of(expected.contains(address));
    }
}
