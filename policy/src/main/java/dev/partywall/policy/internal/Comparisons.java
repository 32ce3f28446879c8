package dev.partywall.policy.internal;

import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.Trace.Match;
import dev.partywall.policy.internal.Template.Reading;

/**
 * What the operators compare. A negated operator is its positive form turned round.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     Condition operators</a>
 */
final class Comparisons {

    private Comparisons() {}

    static boolean isNegated(Comparison comparison) {
        return switch (comparison) {
            case STRING_NOT_EQUALS,
                    STRING_NOT_EQUALS_IGNORE_CASE,
                    STRING_NOT_LIKE,
                    NUMERIC_NOT_EQUALS,
                    DATE_NOT_EQUALS,
                    NOT_IP_ADDRESS,
                    ARN_NOT_EQUALS,
                    ARN_NOT_LIKE -> true;
            default -> false;
        };
    }

    /** Variables may stand in the values of the operators on strings and on ARNs. */
    static boolean takesVariables(Comparison comparison) {
        return switch (comparison) {
            case STRING_EQUALS,
                    STRING_NOT_EQUALS,
                    STRING_EQUALS_IGNORE_CASE,
                    STRING_NOT_EQUALS_IGNORE_CASE,
                    STRING_LIKE,
                    STRING_NOT_LIKE,
                    ARN_EQUALS,
                    ARN_LIKE,
                    ARN_NOT_EQUALS,
                    ARN_NOT_LIKE -> true;
            default -> false;
        };
    }

    /** The test of one value; for {@code Null} it compares {@code true} or {@code false} with whether the key is null. */
    static ValueTest test(Comparison comparison, String value, boolean variables, Match unparsable) {
        return switch (comparison) {
            case STRING_EQUALS, STRING_NOT_EQUALS -> text(value, new Reading(variables, false, false));
            case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE ->
                text(value, new Reading(variables, false, true));
            case STRING_LIKE, STRING_NOT_LIKE -> text(value, new Reading(variables, true, false));
            case ARN_EQUALS, ARN_LIKE, ARN_NOT_EQUALS, ARN_NOT_LIKE ->
                new ArnTest(Template.of(value, new Reading(variables, true, false)), unparsable);
            case NULL, BOOL -> new BooleanTest(BooleanTest.parse(value), unparsable);
            case BINARY_EQUALS -> new BinaryTest(BinaryTest.parse(value), unparsable);
            case IP_ADDRESS, NOT_IP_ADDRESS -> new AddressTest(AddressRange.parse(value), unparsable);
            default -> ordered(comparison, value, unparsable);
        };
    }

    private static ValueTest text(String value, Reading reading) {
        return new TextTest(Template.of(value, reading), reading.foldsCase());
    }

    private static ValueTest ordered(Comparison comparison, String value, Match unparsable) {
        Relation relation = relation(comparison);
        return comparison.name().startsWith("NUMERIC")
                ? new NumberTest(NumberTest.parse(value), relation, unparsable)
                : new DateTest(DateTest.parse(value), relation, unparsable);
    }

    private static Relation relation(Comparison comparison) {
        return switch (comparison) {
            case NUMERIC_LESS_THAN, DATE_LESS_THAN -> Relation.LESS;
            case NUMERIC_LESS_THAN_EQUALS, DATE_LESS_THAN_EQUALS -> Relation.LESS_OR_EQUAL;
            case NUMERIC_GREATER_THAN, DATE_GREATER_THAN -> Relation.GREATER;
            case NUMERIC_GREATER_THAN_EQUALS, DATE_GREATER_THAN_EQUALS -> Relation.GREATER_OR_EQUAL;
            default -> Relation.EQUAL;
        };
    }
}
