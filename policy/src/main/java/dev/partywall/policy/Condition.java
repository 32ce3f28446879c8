package dev.partywall.policy;

import java.util.List;

/**
 * One operator on one condition key. All conditions of a statement must hold.
 *
 * @param operator the operator
 * @param key the condition key as written, such as {@code dynamodb:LeadingKeys}; compared without regard to case
 * @param values the values; any may match, of negated operators none
 * @param range where it stands: from the key to the end of its values
 */
public record Condition(ConditionOperator operator, String key, List<ConditionValue> values, SourceRange range) {

    /**
     * Copies the values.
     *
     * @param operator the operator
     * @param key the condition key as written, such as {@code dynamodb:LeadingKeys}; compared without regard to case
     * @param values the values; any may match, of negated operators none
     * @param range where it stands: from the key to the end of its values
     */
    public Condition {
        values = List.copyOf(values);
    }
}
