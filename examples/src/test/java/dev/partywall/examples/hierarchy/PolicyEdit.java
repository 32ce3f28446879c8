package dev.partywall.examples.hierarchy;

import dev.partywall.examples.abac.LabRoles;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.Statement;
import dev.partywall.testing.LabRole;
import java.util.List;
import java.util.Objects;

/** The policy of the tenants' role with a protection taken out. */
public record PolicyEdit(PolicyDocument document) {

    public static PolicyEdit of(LabRole tenants) {
        return new PolicyEdit(Objects.requireNonNull(tenants.policies().get(LabRoles.POLICY)));
    }

    /** Without all conditions on a key. */
    public PolicyEdit without(String conditionKey) {
        List<Statement> statements = document.statements().stream()
                .map(s -> without(s, conditionKey))
                .toList();
        if (statements.equals(document.statements())) {
            throw new IllegalArgumentException("The policy has no condition on " + conditionKey);
        }
        return new PolicyEdit(new PolicyDocument(document.type(), document.version(), document.id(), statements));
    }

    private static Statement without(Statement statement, String conditionKey) {
        return new Statement(
                statement.index(),
                statement.sid(),
                statement.effect(),
                statement.principal(),
                statement.action(),
                statement.resource(),
                statement.conditions().stream()
                        .filter(condition -> !condition.key().equals(conditionKey))
                        .toList(),
                statement.range());
    }

    public String json() {
        return document.toJson();
    }
}
