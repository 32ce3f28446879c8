package dev.partywall.abac.policies;

import dev.partywall.policy.Condition;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.ResourceElement;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Policies of which one protection is gone: a condition of a statement that allows, or the tenant in its resources. */
final class Mutants {

    /**
     * A weaker policy.
     *
     * @param name the statement, and what is gone
     * @param document the rest
     */
    record Mutant(String name, PolicyDocument document) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final PolicyDocument whole;
    private final List<Mutant> mutants = new ArrayList<>();

    private Mutants(PolicyDocument whole) {
        this.whole = whole;
    }

    static List<Mutant> of(PolicyDocument document) {
        Mutants all = new Mutants(document);
        document.statements().stream().filter(s -> s.effect() == Effect.ALLOW).forEach(all::weaken);
        return all.mutants;
    }

    /** The mutant of a name. */
    static PolicyDocument named(PolicyDocument document, String name) {
        return of(document).stream()
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow()
                .document();
    }

    private void weaken(Statement statement) {
        for (Condition condition : statement.conditions()) {
            List<Condition> rest = statement.conditions().stream()
                    .filter(other -> !other.equals(condition))
                    .toList();
            add(statement, condition.operator() + " " + condition.key(), statement.resource(), rest);
        }
        statement
                .resource()
                .filter(resource -> resource.patterns().stream().anyMatch(p -> p.contains("${")))
                .ifPresent(resource -> add(
                        statement, "the tenant in the resource", Optional.of(wide(resource)), statement.conditions()));
    }

    private static ResourceElement wide(ResourceElement resource) {
        return new ResourceElement(
                resource.negated(),
                resource.patterns().stream()
                        .map(pattern -> pattern.replaceAll("\\$\\{[^}]*}", "*"))
                        .toList());
    }

    private void add(Statement of, String gone, Optional<ResourceElement> resource, List<Condition> conditions) {
        Statement weaker = new Statement(
                of.index(), of.sid(), of.effect(), of.principal(), of.action(), resource, conditions, of.range());
        List<Statement> statements = new ArrayList<>(whole.statements());
        statements.set(of.index(), weaker);
        PolicyDocument document = new PolicyDocument(whole.type(), whole.version(), whole.id(), statements);
        mutants.add(new Mutant(of.name() + " without " + gone, document));
    }
}
