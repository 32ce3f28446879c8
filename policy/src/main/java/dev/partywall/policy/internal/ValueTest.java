package dev.partywall.policy.internal;

import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import java.util.List;

/** Compares a value of a request with one value of a condition, as the positive form of its operator does. */
@FunctionalInterface
interface ValueTest {

    Match test(String actual, RequestContext context);

    /** Why a test is unknown, in words. */
    default List<String> unknowns(String actual, RequestContext context) {
        return List.of("the value \"" + actual + "\" or the policy's is not of the operator's type");
    }
}
