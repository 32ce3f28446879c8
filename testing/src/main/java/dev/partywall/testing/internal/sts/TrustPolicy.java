package dev.partywall.testing.internal.sts;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.PrincipalElement.Named;
import dev.partywall.policy.Statement;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.principals.RoleSettings;
import java.util.HashMap;
import java.util.Map;

/**
 * The trust policy of a role as the policy of a resource. It names a user or role, not whoever is made later under the same
 * ARN: in the place of one that is gone stands its unique id, which is nobody's
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles).
 */
final class TrustPolicy {

    private TrustPolicy() {}

    /** The policy as it is now. */
    static AttachedPolicy of(Entity role, Principals principals) {
        RoleSettings settings = role.settings();
        Map<String, String> gone = new HashMap<>(settings.trusted());
        gone.entrySet()
                .removeIf(named -> principals
                        .entityByArn(named.getKey())
                        .filter(entity -> entity.id().equals(named.getValue()))
                        .isPresent());
        PolicyDocument document = settings.trust().document();
        return new AttachedPolicy(
                "trust policy of role/" + role.name(), gone.isEmpty() ? document : without(document, gone));
    }

    private static PolicyDocument without(PolicyDocument document, Map<String, String> gone) {
        return new PolicyDocument(
                document.type(),
                document.version(),
                document.id(),
                document.statements().stream()
                        .map(statement -> without(statement, gone))
                        .toList());
    }

    private static Statement without(Statement statement, Map<String, String> gone) {
        return new Statement(
                statement.index(),
                statement.sid(),
                statement.effect(),
                statement.principal().map(element -> without(element, gone)),
                statement.action(),
                statement.resource(),
                statement.conditions(),
                statement.range());
    }

    private static PrincipalElement without(PrincipalElement element, Map<String, String> gone) {
        return new PrincipalElement(
                element.negated(),
                element.principals().stream()
                        .map(named -> new Named(named.kind(), gone.getOrDefault(named.value(), named.value())))
                        .toList());
    }
}
