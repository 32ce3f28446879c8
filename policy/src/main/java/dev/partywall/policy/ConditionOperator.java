package dev.partywall.policy;

/**
 * A condition operator, such as {@code ForAllValues:StringLikeIfExists}.
 *
 * @param quantifier the prefix
 * @param comparison what is compared
 * @param ifExists whether it ends in {@code IfExists}
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     Condition operators</a>
 */
public record ConditionOperator(Quantifier quantifier, Comparison comparison, boolean ifExists) {

    /** How the values of a multivalued key are taken. */
    public enum Quantifier {
        /** For keys with a single value. */
        NONE,
        /** Every value in the request must match; true if there is none. */
        FOR_ALL_VALUES,
        /** One value in the request must match; false if there is none. */
        FOR_ANY_VALUE
    }

    /** What is compared; IAM's names. */
    public enum Comparison {
        /** {@code StringEquals} */
        STRING_EQUALS("StringEquals"),
        /** {@code StringNotEquals} */
        STRING_NOT_EQUALS("StringNotEquals"),
        /** {@code StringEqualsIgnoreCase} */
        STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase"),
        /** {@code StringNotEqualsIgnoreCase} */
        STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase"),
        /** {@code StringLike} */
        STRING_LIKE("StringLike"),
        /** {@code StringNotLike} */
        STRING_NOT_LIKE("StringNotLike"),
        /** {@code NumericEquals} */
        NUMERIC_EQUALS("NumericEquals"),
        /** {@code NumericNotEquals} */
        NUMERIC_NOT_EQUALS("NumericNotEquals"),
        /** {@code NumericLessThan} */
        NUMERIC_LESS_THAN("NumericLessThan"),
        /** {@code NumericLessThanEquals} */
        NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals"),
        /** {@code NumericGreaterThan} */
        NUMERIC_GREATER_THAN("NumericGreaterThan"),
        /** {@code NumericGreaterThanEquals} */
        NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals"),
        /** {@code DateEquals} */
        DATE_EQUALS("DateEquals"),
        /** {@code DateNotEquals} */
        DATE_NOT_EQUALS("DateNotEquals"),
        /** {@code DateLessThan} */
        DATE_LESS_THAN("DateLessThan"),
        /** {@code DateLessThanEquals} */
        DATE_LESS_THAN_EQUALS("DateLessThanEquals"),
        /** {@code DateGreaterThan} */
        DATE_GREATER_THAN("DateGreaterThan"),
        /** {@code DateGreaterThanEquals} */
        DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals"),
        /** {@code Bool} */
        BOOL("Bool"),
        /** {@code BinaryEquals} */
        BINARY_EQUALS("BinaryEquals"),
        /** {@code IpAddress} */
        IP_ADDRESS("IpAddress"),
        /** {@code NotIpAddress} */
        NOT_IP_ADDRESS("NotIpAddress"),
        /** {@code ArnEquals} */
        ARN_EQUALS("ArnEquals"),
        /** {@code ArnLike} */
        ARN_LIKE("ArnLike"),
        /** {@code ArnNotEquals} */
        ARN_NOT_EQUALS("ArnNotEquals"),
        /** {@code ArnNotLike} */
        ARN_NOT_LIKE("ArnNotLike"),
        /** {@code Null} */
        NULL("Null");

        private final String text;

        Comparison(String text) {
            this.text = text;
        }

        /**
         * As written in a document, without prefix and suffix.
         *
         * @return IAM's name
         */
        public String text() {
            return text;
        }
    }

    /** As written in a document. */
    @Override
    public String toString() {
        String prefix = switch (quantifier) {
            case NONE -> "";
            case FOR_ALL_VALUES -> "ForAllValues:";
            case FOR_ANY_VALUE -> "ForAnyValue:";
        };
        return prefix + comparison.text() + (ifExists ? "IfExists" : "");
    }
}
