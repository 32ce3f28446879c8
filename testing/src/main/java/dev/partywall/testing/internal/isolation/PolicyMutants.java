package dev.partywall.testing.internal.isolation;

import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator;
import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.ConditionValue;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.ResourceElement;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Policies with one protection taken out. */
final class PolicyMutants {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*}");

    /** {@code ${tag}/*}, which keeps {@code t1} from {@code t10/…}. */
    private static final Pattern VARIABLE_AND_SEPARATOR = Pattern.compile("(\\$\\{[^}]*})[/#:]\\*");

    private PolicyMutants() {}

    /**
     * A change.
     *
     * @param statement the statement's name
     * @param change in words
     * @param document the policy as changed
     */
    record Change(String statement, String change, PolicyDocument document) {}

    /** All changes of a policy, each by itself. */
    static List<Change> of(PolicyDocument document) {
        List<Change> changes = new ArrayList<>();
        for (Statement statement : document.statements()) {
            if (document.statements().size() > 1 || statement.effect() == Effect.DENY) {
                changes.add(new Change(statement.name(), "statement dropped", without(document, statement)));
            }
            conditions(document, statement, changes);
            resources(document, statement, changes);
        }
        return changes;
    }

    private static void conditions(PolicyDocument document, Statement statement, List<Change> changes) {
        for (Condition condition : statement.conditions()) {
            String name = condition.operator() + " " + condition.key();
            changes.add(new Change(
                    statement.name(),
                    "condition " + name + " dropped",
                    with(document, statement, withConditions(statement, condition, Optional.empty()))));
            widened(condition)
                    .ifPresent(wide -> changes.add(new Change(
                            statement.name(),
                            "condition " + name + " matches any value",
                            with(document, statement, withConditions(statement, condition, Optional.of(wide))))));
        }
    }

    /** The condition with {@code *} for its variables; only of comparisons that a wildcard can widen. */
    private static Optional<Condition> widened(Condition condition) {
        boolean hasVariable = condition.values().stream()
                .anyMatch(value -> VARIABLE.matcher(value.text()).find());
        Comparison like = switch (condition.operator().comparison()) {
            case STRING_EQUALS, STRING_EQUALS_IGNORE_CASE, STRING_LIKE -> Comparison.STRING_LIKE;
            case ARN_EQUALS, ARN_LIKE -> Comparison.ARN_LIKE;
            default -> Comparison.NULL;
        };
        if (!hasVariable || like == Comparison.NULL) {
            return Optional.empty();
        }
        List<ConditionValue> values = condition.values().stream()
                .map(value -> new ConditionValue(VARIABLE.matcher(value.text()).replaceAll("*"), value.kind()))
                .toList();
        ConditionOperator operator = new ConditionOperator(
                condition.operator().quantifier(), like, condition.operator().ifExists());
        return Optional.of(new Condition(operator, condition.key(), values, condition.range()));
    }

    private static void resources(PolicyDocument document, Statement statement, List<Change> changes) {
        statement.resource().ifPresent(resource -> {
            for (String pattern : resource.patterns()) {
                replaced(
                        document,
                        statement,
                        resource,
                        pattern,
                        VARIABLE.matcher(pattern).replaceAll("*"),
                        changes);
                replaced(
                        document,
                        statement,
                        resource,
                        pattern,
                        VARIABLE_AND_SEPARATOR.matcher(pattern).replaceAll("$1*"),
                        changes);
            }
        });
    }

    private static void replaced(
            PolicyDocument document,
            Statement statement,
            ResourceElement resource,
            String pattern,
            String other,
            List<Change> changes) {
        if (!pattern.equals(other)) {
            List<String> patterns = resource.patterns().stream()
                    .map(candidate -> candidate.equals(pattern) ? other : candidate)
                    .toList();
            changes.add(new Change(
                    statement.name(),
                    "resource " + pattern + " is " + other,
                    with(
                            document,
                            statement,
                            withResource(statement, new ResourceElement(resource.negated(), patterns)))));
        }
    }

    private static PolicyDocument without(PolicyDocument document, Statement dropped) {
        return new PolicyDocument(
                document.type(),
                document.version(),
                document.id(),
                document.statements().stream()
                        .filter(statement -> statement.index() != dropped.index())
                        .toList());
    }

    private static PolicyDocument with(PolicyDocument document, Statement old, Statement changed) {
        return new PolicyDocument(
                document.type(),
                document.version(),
                document.id(),
                document.statements().stream()
                        .map(statement -> statement.index() == old.index() ? changed : statement)
                        .toList());
    }

    private static Statement withConditions(Statement statement, Condition old, Optional<Condition> changed) {
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : statement.conditions()) {
            if (condition.equals(old)) {
                changed.ifPresent(conditions::add);
            } else {
                conditions.add(condition);
            }
        }
        return new Statement(
                statement.index(),
                statement.sid(),
                statement.effect(),
                statement.principal(),
                statement.action(),
                statement.resource(),
                conditions,
                statement.range());
    }

    private static Statement withResource(Statement statement, ResourceElement resource) {
        return new Statement(
                statement.index(),
                statement.sid(),
                statement.effect(),
                statement.principal(),
                statement.action(),
                Optional.of(resource),
                statement.conditions(),
                statement.range());
    }
}
