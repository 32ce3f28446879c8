package dev.partywall.abac.internal.lint;

import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.ConditionValue;
import dev.partywall.policy.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where statements speak of the caller's tenant. */
final class Mentions {

    private static final String PRINCIPAL_TAG = "aws:principaltag/";

    private final String tenantKey;

    /** By the condition key that holds the caller's tenant. */
    Mentions(String tenantKey) {
        this.tenantKey = tenantKey;
    }

    TenantText text(String text) {
        return new TenantText(text, tenantKey);
    }

    boolean in(Statement statement) {
        return resources(statement).anyMatch(pattern -> text(pattern).namesTenant())
                || statement.conditions().stream().anyMatch(this::in);
    }

    /** Whether a condition compares with the caller's tenant, whichever side it stands on. A mere Null does not. */
    boolean in(Condition condition) {
        boolean compared = condition.operator().comparison() != Comparison.NULL;
        return (compared && condition.key().equalsIgnoreCase(tenantKey)) || byVariable(condition);
    }

    boolean byVariable(Condition condition) {
        return condition.values().stream()
                .map(ConditionValue::text)
                .anyMatch(value -> text(value).namesTenant());
    }

    static Stream<String> resources(Statement statement) {
        return statement.resource().stream().flatMap(element -> element.patterns().stream());
    }

    static Stream<Condition> conditions(Statement statement, String key) {
        return statement.conditions().stream()
                .filter(condition -> condition.key().equalsIgnoreCase(key));
    }

    static boolean hasPrefix(Condition condition, String prefix) {
        return condition.key().regionMatches(true, 0, prefix, 0, prefix.length());
    }

    static boolean isPrincipalTag(Condition condition) {
        return hasPrefix(condition, PRINCIPAL_TAG);
    }

    /** Whether an operator holds of a key that has no value. */
    static boolean holdsOfNothing(Condition condition) {
        Comparison comparison = condition.operator().comparison();
        return switch (condition.operator().quantifier()) {
            case FOR_ALL_VALUES -> true;
            case FOR_ANY_VALUE -> false;
            case NONE -> comparison != Comparison.NULL && (condition.operator().ifExists() || isNegated(comparison));
        };
    }

    private static boolean isNegated(Comparison comparison) {
        return comparison.text().toLowerCase(Locale.ROOT).contains("not");
    }

    /** Whether an operator takes more than the very text. */
    static boolean isLoose(Condition condition) {
        return switch (condition.operator().comparison()) {
            case STRING_LIKE, STRING_EQUALS_IGNORE_CASE, ARN_LIKE, ARN_EQUALS -> true;
            default -> false;
        };
    }

    /** The texts of a condition's values. */
    static List<String> values(Condition condition) {
        return condition.values().stream().map(ConditionValue::text).toList();
    }

    static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
