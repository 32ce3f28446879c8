package dev.partywall.policy.golden;

import dev.partywall.policy.ActionElement;
import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.ResourceElement;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes of policies that are drawn at random. */
final class RandomEdits {

    private RandomEdits() {}

    /** The set with an identity-based policy, if it had none: so that it has a document to change. */
    static PolicySet withAnIdentityPolicy(PolicySet set, RandomPolicies random) {
        return set.identity().isEmpty() ? set.withIdentity(List.of(random.attached(PolicyType.IDENTITY))) : set;
    }

    /** One more deny somewhere in the document. */
    static PolicyDocument withDenyAdded(PolicyDocument document, RandomPolicies random) {
        List<Statement> statements = new ArrayList<>(document.statements());
        statements.add(random.statement(document.type(), Effect.DENY, statements.size()));
        return PolicyEdits.withStatements(document, random.shuffled(statements));
    }

    /** The document without one of its allows. */
    static PolicyDocument withoutAnAllow(PolicyDocument document, RandomPolicies random) {
        List<Statement> statements = new ArrayList<>(document.statements());
        statements.remove(
                random.pick(statements.stream().filter(RandomEdits::allows).toList()));
        return PolicyEdits.withStatements(document, statements);
    }

    /** A session policy or a boundary where there was none, or one more level of service control policies. */
    static PolicySet withAnotherLayer(PolicySet set, RandomPolicies random) {
        if (set.session().isEmpty() && random.chance(40)) {
            return set.withSession(random.policies(PolicyType.SESSION));
        }
        if (set.permissionsBoundary().isEmpty() && random.chance(60)) {
            return set.withPermissionsBoundary(Optional.of(random.attached(PolicyType.PERMISSIONS_BOUNDARY)));
        }
        List<List<AttachedPolicy>> levels = new ArrayList<>(set.serviceControl());
        levels.add(random.policies(PolicyType.SERVICE_CONTROL));
        return set.withServiceControl(random.shuffled(levels));
    }

    /** Puts statements, and everything in them of which the order means nothing, in another order. */
    static PolicyDocument shuffled(PolicyDocument document, RandomPolicies random) {
        return PolicyEdits.withStatements(
                document,
                random.shuffled(document.statements()).stream()
                        .map(statement -> shuffled(statement, random))
                        .toList());
    }

    private static Statement shuffled(Statement statement, RandomPolicies random) {
        Optional<PrincipalElement> principal = statement
                .principal()
                .map(element -> new PrincipalElement(element.negated(), random.shuffled(element.principals())));
        ActionElement action = statement.action();
        return new Statement(
                statement.index(),
                statement.sid(),
                statement.effect(),
                principal,
                new ActionElement(action.negated(), random.shuffled(action.patterns())),
                statement
                        .resource()
                        .map(resource -> new ResourceElement(resource.negated(), random.shuffled(resource.patterns()))),
                random.shuffled(statement.conditions()).stream()
                        .map(condition -> PolicyEdits.withValues(condition, random.shuffled(condition.values())))
                        .toList(),
                statement.range());
    }

    /** Whether it is an allow. */
    static boolean allows(Statement statement) {
        return statement.effect() == Effect.ALLOW;
    }
}
