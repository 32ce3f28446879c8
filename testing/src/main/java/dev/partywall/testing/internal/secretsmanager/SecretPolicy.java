package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.Statement;
import java.util.List;

/**
 * The resource policy of a secret
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html).
 *
 * @param text as it was put
 * @param attached parsed
 */
record SecretPolicy(String text, AttachedPolicy attached) {

    /** The policy of a secret, refused if IAM would not take it. */
    static SecretPolicy parse(String arn, String text) {
        try {
            PolicyDocument document = PolicyDocument.parse(PolicyType.RESOURCE, text);
            return new SecretPolicy(text, new AttachedPolicy("resource policy of " + arn, document));
        } catch (PolicySyntaxException e) {
            throw SecretErrors.malformedPolicy(String.valueOf(e.getMessage()));
        }
    }

    /** The statements that let everybody in, on some condition or on none. */
    List<Statement> broadStatements() {
        return attached.document().statements().stream()
                .filter(statement -> statement.effect() == Effect.ALLOW)
                .filter(statement ->
                        statement.principal().filter(SecretPolicy::isBroad).isPresent())
                .toList();
    }

    private static boolean isBroad(PrincipalElement principal) {
        return principal.negated()
                || principal.principals().stream()
                        .anyMatch(named -> named.value().equals("*"));
    }
}
