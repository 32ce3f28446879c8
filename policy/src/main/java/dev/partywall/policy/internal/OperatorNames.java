package dev.partywall.policy.internal;

import dev.partywall.policy.ConditionOperator;
import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.ConditionOperator.Quantifier;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of all condition operators. There is no {@code NullIfExists}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     Condition operators</a>
 */
final class OperatorNames {

    private static final Map<String, ConditionOperator> BY_NAME = new HashMap<>();
    private static final Map<String, String> BY_LOWER_CASE = new HashMap<>();

    static {
        for (Quantifier quantifier : Quantifier.values()) {
            for (Comparison comparison : Comparison.values()) {
                add(new ConditionOperator(quantifier, comparison, false));
                if (comparison != Comparison.NULL) {
                    add(new ConditionOperator(quantifier, comparison, true));
                }
            }
        }
    }

    private OperatorNames() {}

    private static void add(ConditionOperator operator) {
        String name = operator.toString();
        BY_NAME.put(name, operator);
        BY_LOWER_CASE.put(name.toLowerCase(Locale.ROOT), name);
    }

    static @Nullable ConditionOperator find(String name) {
        return BY_NAME.get(name);
    }

    static String unknown(String name) {
        if (name.endsWith("NullIfExists")) {
            return "Null asks whether a key exists and takes no IfExists; write \"Null\"";
        }
        String meant = BY_LOWER_CASE.get(name.toLowerCase(Locale.ROOT));
        return "there is no condition operator \"" + name + "\"; write "
                + (meant == null ? "one such as \"StringEquals\"" : "\"" + meant + "\"");
    }
}
