package dev.partywall.policy.internal;

import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PrincipalElement.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What principals may be named where.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">Principal</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html">
 *     NotPrincipal</a>
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html">RCP
 *     syntax</a>
 */
final class PrincipalRules {

    /** An account, an ARN of IAM or STS, or the id that IAM shows in place of a principal that was deleted. */
    private static final Pattern AWS =
            Pattern.compile("\\*|[0-9]{12}|arn:[a-z-]+:(iam|sts)::[^*?]+|A[A-Z]{3}[A-Z0-9]{12,124}");

    private static final Pattern OTHER = Pattern.compile("[^*?\\s]+");

    private PrincipalRules() {}

    static boolean isNeeded(PolicyType type) {
        return switch (type) {
            case RESOURCE, KEY, TRUST, RESOURCE_CONTROL -> true;
            case IDENTITY, PERMISSIONS_BOUNDARY, SESSION, SERVICE_CONTROL -> false;
        };
    }

    static @Nullable String element(PolicyType type, String name) {
        if (!isNeeded(type)) {
            return "a policy of this type has no " + name + ", it stands for whom it is attached to; remove it";
        }
        if (name.equals("NotPrincipal") && type != PolicyType.RESOURCE) {
            return "a policy of this type has no NotPrincipal; write Principal and a condition on aws:PrincipalArn";
        }
        return null;
    }

    static @Nullable String value(Kind kind, String text) {
        if (kind == Kind.AWS) {
            return AWS.matcher(text).matches()
                    ? null
                    : "\"" + text
                            + "\" names no principal; write *, twelve digits of an account, or an ARN without wildcards";
        }
        return OTHER.matcher(text).matches()
                ? null
                : "\"" + text + "\" names no principal; write it without wildcards and blanks";
    }
}
