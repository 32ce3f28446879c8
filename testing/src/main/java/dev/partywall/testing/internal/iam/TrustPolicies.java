package dev.partywall.testing.internal.iam;

import dev.partywall.policy.PrincipalElement;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.principals.StoredPolicy;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Trust policies of roles, beyond the syntax of policies: the users and roles of the account that they name must exist, and
 * are remembered by their unique ids
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles).
 */
final class TrustPolicies {

    /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
    private static final int MAX_SIZE = 2048;

    private TrustPolicies() {}

    /** Checks a policy. Returns the unique ids of the users and roles of the account that it names, by ARN. */
    static Map<String, String> check(StoredPolicy trust, Principals principals) {
        if (trust.size() > MAX_SIZE) {
            throw IamException.limitExceeded("Cannot exceed quota for ACLSizePerRole: " + MAX_SIZE);
        }
        return trust.document().statements().stream()
                .flatMap(statement -> statement.principal().stream())
                .flatMap(element -> element.principals().stream())
                .filter(named -> named.kind() == PrincipalElement.Kind.AWS)
                .map(PrincipalElement.Named::value)
                .distinct()
                .filter(value -> isOwn(value, principals))
                .collect(Collectors.toMap(arn -> arn, arn -> id(arn, principals)));
    }

    /** Whether it is a user or role of the account; of other accounts nothing is known. */
    private static boolean isOwn(String value, Principals principals) {
        return value.startsWith(principals.arn("user", "/", "")) || value.startsWith(principals.arn("role", "/", ""));
    }

    private static String id(String arn, Principals principals) {
        return principals
                .entityByArn(arn)
                .map(Entity::id)
                .orElseThrow(
                        () -> IamException.malformedPolicy("Invalid principal in policy: \"AWS\":\"" + arn + "\""));
    }
}
