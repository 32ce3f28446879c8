package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintRule;
import dev.partywall.policy.Condition;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.Statement;
import java.util.stream.Stream;

/** Which mistake lets a request pass: the most general one that explains it. */
final class Diagnosis {

    private Diagnosis() {}

    /** The mistake behind a request; the given one if no other explains it. */
    static LintRule of(Subject subject, Hit hit, LintRule otherwise) {
        if (!hit.tagged() && hasDefault(subject)) {
            return LintRule.G4;
        }
        if (passesWithoutTag(subject, hit)) {
            return LintRule.G1;
        }
        return hit.tagged() ? otherwise : LintRule.G2;
    }

    private static boolean hasDefault(Subject subject) {
        return Stream.concat(Stream.of(subject.statement), subject.slice.denials())
                .flatMap(Diagnosis::texts)
                .anyMatch(text -> subject.mentions.text(text).ifAbsent().isPresent());
    }

    /** All texts of a statement in which variables may stand. */
    static Stream<String> texts(Statement statement) {
        return Stream.concat(
                Mentions.resources(statement),
                statement.conditions().stream().flatMap(condition -> Mentions.values(condition).stream()));
    }

    private static boolean passesWithoutTag(Subject subject, Hit hit) {
        return subject.statement.conditions().stream()
                .filter(condition -> isOpen(condition) && !subject.namesTenantBesides(condition))
                .anyMatch(condition -> hit.request().context().find(condition.key()) instanceof ContextValue.Absent);
    }

    /** Whether a condition is on a tag of the caller and holds without it. */
    static boolean isOpen(Condition condition) {
        return Mentions.isPrincipalTag(condition) && Mentions.holdsOfNothing(condition);
    }
}
