package dev.partywall.policy.internal;

import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import dev.partywall.policy.internal.Template.Resolved;
import java.util.ArrayList;
import java.util.List;

/**
 * The operators on ARNs: each of the six parts is matched on its own, so a wildcard in one of the first five does not
 * reach over its colon. AWS does not say what a text of fewer parts matches: {@code unparsable} then.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN">
 *     ARN condition operators</a>
 */
record ArnTest(Template template, Match unparsable) implements ValueTest {

    private static final int COLONS = 5;

    @Override
    public Match test(String actual, RequestContext context) {
        Resolved resolved = template.resolve(context);
        if (resolved == null) {
            return Match.NO;
        }
        int[] codes = resolved.codes();
        if (resolved.unknown()) {
            return Glob.matches(codes, actual) ? Match.UNKNOWN : Match.NO;
        }
        return parts(codes, actual);
    }

    private Match parts(int[] codes, String actual) {
        int code = 0;
        int at = 0;
        boolean all = true;
        for (int part = 0; part < COLONS; part++) {
            int codeEnd = colon(codes, code);
            int atEnd = actual.indexOf(':', at);
            if (codeEnd < 0 || atEnd < 0) {
                return unparsable;
            }
            all &= Glob.matches(codes, code, codeEnd, actual, at, atEnd);
            code = codeEnd + 1;
            at = atEnd + 1;
        }
        return Logic.of(all && Glob.matches(codes, code, codes.length, actual, at, actual.length()));
    }

    private static int colon(int[] codes, int from) {
        for (int i = from; i < codes.length; i++) {
            if (codes[i] == ':') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public List<String> unknowns(String actual, RequestContext context) {
        List<String> all = new ArrayList<>(template.unknowns(actual, context));
        if (all.isEmpty()) {
            all.addAll(ValueTest.super.unknowns(actual, context));
        }
        return all;
    }
}
