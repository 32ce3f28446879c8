package dev.partywall.policy.golden;

import dev.partywall.policy.ActionElement;
import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionValue;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.ResourceElement;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Changes of policies, each of which makes a new value. */
public final class PolicyEdits {

    private PolicyEdits() {}

    /** Changes each list of policies that stand beside each other: each level, each layer. */
    static PolicySet eachLayer(PolicySet set, UnaryOperator<List<AttachedPolicy>> edit) {
        return new PolicySet(
                set.serviceControl().stream().map(edit).toList(),
                set.resourceControl().stream().map(edit).toList(),
                edit.apply(set.resource()),
                set.resourceMustAllow(),
                edit.apply(set.identity()),
                set.permissionsBoundary()
                        .map(policy -> edit.apply(List.of(policy)).get(0)),
                edit.apply(set.session()));
    }

    /** Changes each document. */
    public static PolicySet eachDocument(PolicySet set, UnaryOperator<PolicyDocument> edit) {
        return eachLayer(
                set,
                policies -> policies.stream()
                        .map(policy -> new AttachedPolicy(policy.name(), edit.apply(policy.document())))
                        .toList());
    }

    /** Changes each statement. */
    public static PolicySet eachStatement(PolicySet set, UnaryOperator<Statement> edit) {
        return eachDocument(
                set,
                document -> withStatements(
                        document, document.statements().stream().map(edit).toList()));
    }

    /** Every document of a set. */
    public static List<PolicyDocument> documents(PolicySet set) {
        List<PolicyDocument> documents = new ArrayList<>();
        eachDocument(set, document -> {
            documents.add(document);
            return document;
        });
        return documents;
    }

    /** Changes the given document, wherever it stands, and nothing else. */
    static PolicySet oneDocument(PolicySet set, PolicyDocument one, UnaryOperator<PolicyDocument> edit) {
        return eachDocument(set, document -> same(document, one) ? edit.apply(document) : document);
    }

    /** The document with other statements, numbered anew. */
    static PolicyDocument withStatements(PolicyDocument document, List<Statement> statements) {
        List<Statement> numbered = new ArrayList<>();
        for (Statement one : statements) {
            numbered.add(new Statement(
                    numbered.size(),
                    one.sid(),
                    one.effect(),
                    one.principal(),
                    one.action(),
                    one.resource(),
                    one.conditions(),
                    one.range()));
        }
        return new PolicyDocument(document.type(), document.version(), document.id(), numbered);
    }

    /** One document for all those of the same type. */
    static List<AttachedPolicy> merged(List<AttachedPolicy> policies) {
        Map<PolicyType, AttachedPolicy> merged = new LinkedHashMap<>();
        policies.forEach(policy -> merged.merge(policy.document().type(), policy, PolicyEdits::merge));
        return List.copyOf(merged.values());
    }

    /** Changes every text in which a tenant may stand: patterns, principals and the values of conditions. */
    public static Statement eachText(Statement statement, UnaryOperator<String> edit) {
        return new Statement(
                statement.index(),
                statement.sid(),
                statement.effect(),
                statement.principal(),
                statement.action(),
                statement
                        .resource()
                        .map(resource -> new ResourceElement(
                                resource.negated(),
                                resource.patterns().stream().map(edit).toList())),
                statement.conditions().stream()
                        .map(condition -> eachText(condition, edit))
                        .toList(),
                statement.range());
    }

    /** Changes the patterns of actions. */
    public static Statement eachAction(Statement statement, UnaryOperator<String> edit) {
        ActionElement action = statement.action();
        return withAction(
                statement,
                new ActionElement(
                        action.negated(), action.patterns().stream().map(edit).toList()));
    }

    private static Condition eachText(Condition condition, UnaryOperator<String> edit) {
        return withValues(
                condition,
                condition.values().stream()
                        .map(value -> new ConditionValue(edit.apply(value.text()), value.kind()))
                        .toList());
    }

    /** The condition with other values. */
    public static Condition withValues(Condition condition, List<ConditionValue> values) {
        return new Condition(condition.operator(), condition.key(), values, condition.range());
    }

    private static Statement withAction(Statement one, ActionElement action) {
        return new Statement(
                one.index(),
                one.sid(),
                one.effect(),
                one.principal(),
                action,
                one.resource(),
                one.conditions(),
                one.range());
    }

    private static AttachedPolicy merge(AttachedPolicy first, AttachedPolicy second) {
        List<Statement> statements = Stream.of(first, second)
                .flatMap(policy -> policy.document().statements().stream())
                .toList();
        return new AttachedPolicy(first.name() + " and " + second.name(), withStatements(first.document(), statements));
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean same(PolicyDocument document, PolicyDocument other) {
        return document == other;
    }
}
