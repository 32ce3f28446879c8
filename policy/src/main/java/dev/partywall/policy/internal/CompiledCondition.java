package dev.partywall.policy.internal;

import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator;
import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.ConditionOperator.Quantifier;
import dev.partywall.policy.ConditionValue;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.ConditionTrace;
import dev.partywall.policy.Trace.Match;
import java.util.List;
import java.util.Locale;

/**
 * A condition, ready to be asked.
 *
 * <p>Where AWS does not say what happens, the outcome never helps the caller: a value that is not of the operator's type
 * does not match in an Allow; in a Deny, and for negated operators, it is unknown. A single-valued operator on a multivalued
 * key is unknown.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html">
 *     Single-valued and multivalued context keys</a>
 */
final class CompiledCondition {

    private final Condition source;
    private final String key;
    private final Quantifier quantifier;
    private final boolean ifExists;
    private final boolean asksForNull;
    private final boolean negated;
    private final ValueTest[] tests;

    CompiledCondition(Condition source, boolean variables, boolean deny) {
        ConditionOperator operator = source.operator();
        Comparison comparison = operator.comparison();
        this.source = source;
        this.key = source.key().toLowerCase(Locale.ROOT);
        this.quantifier = operator.quantifier();
        this.ifExists = operator.ifExists();
        this.asksForNull = comparison == Comparison.NULL;
        this.negated = Comparisons.isNegated(comparison);
        Match unparsable = deny || negated ? Match.UNKNOWN : Match.NO;
        this.tests = source.values().stream()
                .map(ConditionValue::text)
                .map(value -> Comparisons.test(comparison, value, variables, unparsable))
                .toArray(ValueTest[]::new);
    }

    Match match(RequestContext context) {
        ContextValue actual = context.find(key);
        if (actual instanceof ContextValue.Unmodelled) {
            return Match.UNKNOWN;
        }
        if (asksForNull) {
            return isNull(actual, context);
        }
        if (actual instanceof ContextValue.Single single) {
            return single(single.value(), context);
        }
        if (actual instanceof ContextValue.Multiple multiple) {
            return multiple(multiple.values(), context);
        }
        return absent();
    }

    /**
     * A missing key does not match, so a negated operator holds; {@code ForAnyValue} asks for a value and does not. Of
     * {@code ForAnyValue} with {@code IfExists} one page of AWS says that it holds and another that it does not.
     */
    private Match absent() {
        if (ifExists && quantifier == Quantifier.FOR_ANY_VALUE) {
            return Match.UNKNOWN;
        }
        if (ifExists || quantifier == Quantifier.FOR_ALL_VALUES) {
            return Match.YES;
        }
        return Logic.of(negated && quantifier == Quantifier.NONE);
    }

    private Match single(String value, RequestContext context) {
        Match match = one(value, context);
        return quantifier == Quantifier.FOR_ALL_VALUES && value.isEmpty() ? orNullSet(match) : match;
    }

    private Match multiple(List<String> values, RequestContext context) {
        return switch (quantifier) {
            case NONE -> Match.UNKNOWN;
            case FOR_ALL_VALUES -> isEmptyText(values) ? orNullSet(all(values, context)) : all(values, context);
            // Whether IfExists takes a key without values for missing is not documented.
            case FOR_ANY_VALUE -> values.isEmpty() && ifExists ? Match.UNKNOWN : any(values, context);
        };
    }

    /** AWS calls an empty string a null data set, for which {@code ForAllValues} holds, but not when a value is that. */
    private static Match orNullSet(Match match) {
        return match == Match.YES ? match : Match.UNKNOWN;
    }

    private static boolean isEmptyText(List<String> values) {
        return values.size() == 1 && values.get(0).isEmpty();
    }

    private Match all(List<String> values, RequestContext context) {
        Match all = Match.YES;
        for (int i = 0; i < values.size() && all != Match.NO; i++) {
            all = Logic.and(all, one(values.get(i), context));
        }
        return all;
    }

    private Match any(List<String> values, RequestContext context) {
        Match any = Match.NO;
        for (int i = 0; i < values.size() && any != Match.YES; i++) {
            any = Logic.or(any, one(values.get(i), context));
        }
        return any;
    }

    /** Any value of the policy may match; of a negated operator none. */
    private Match one(String actual, RequestContext context) {
        Match any = Match.NO;
        for (int i = 0; i < tests.length && any != Match.YES; i++) {
            any = Logic.or(any, tests[i].test(actual, context));
        }
        return negated ? Logic.not(any) : any;
    }

    private Match isNull(ContextValue actual, RequestContext context) {
        List<String> values = actual instanceof ContextValue.Multiple multiple ? multiple.values() : List.of();
        if (quantifier != Quantifier.NONE || isEmptyText(values)) {
            return Match.UNKNOWN;
        }
        boolean present = actual instanceof ContextValue.Single || !values.isEmpty();
        return one(present ? "false" : "true", context);
    }

    ConditionTrace explain(RequestContext context) {
        ContextValue actual = context.find(key);
        Match match = match(context);
        return new ConditionTrace(source, actual, match, why(actual, match, context));
    }

    private String why(ContextValue actual, Match match, RequestContext context) {
        String name = source.operator() + " on " + source.key();
        if (match == Match.UNKNOWN) {
            return name + ": " + unknown(actual, context);
        }
        String met = match == Match.YES ? "holds for " : "does not hold for ";
        return name + " " + met + words(actual) + " against " + expected();
    }

    private String unknown(ContextValue actual, RequestContext context) {
        if (actual instanceof ContextValue.Unmodelled) {
            return "the key " + source.key() + " is not modelled";
        }
        if (asksForNull || isUndocumented(actual)) {
            return "AWS does not document this for " + words(actual);
        }
        List<String> values = actual instanceof ContextValue.Single single
                ? List.of(single.value())
                : ((ContextValue.Multiple) actual).values();
        return String.join("; ", unknowns(values, context));
    }

    private boolean isUndocumented(ContextValue actual) {
        if (actual instanceof ContextValue.Multiple multiple) {
            return quantifier == Quantifier.NONE || multiple.values().isEmpty() || isEmptyText(multiple.values());
        } else if (actual instanceof ContextValue.Absent) {
            return true;
        }
        return quantifier == Quantifier.FOR_ALL_VALUES && actual.equals(new ContextValue.Single(""));
    }

    private List<String> unknowns(List<String> values, RequestContext context) {
        return values.stream()
                .flatMap(value -> List.of(tests).stream()
                        .filter(test -> test.test(value, context) == Match.UNKNOWN)
                        .flatMap(test -> test.unknowns(value, context).stream()))
                .distinct()
                .toList();
    }

    private static String words(ContextValue actual) {
        if (actual instanceof ContextValue.Single single) {
            return "\"" + single.value() + "\"";
        }
        if (actual instanceof ContextValue.Multiple multiple) {
            return "the values " + multiple.values();
        }
        return "a missing key";
    }

    private String expected() {
        return source.values().stream().map(ConditionValue::text).toList().toString();
    }
}
