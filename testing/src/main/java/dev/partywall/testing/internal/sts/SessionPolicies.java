package dev.partywall.testing.internal.sts;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.protocol.QueryForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The session policies of a request: one inline, and up to ten managed ones. Together their plain text may have 2,048
 * characters, white space included (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). AWS does not
 * say what the plain text of a managed policy is here; the lab counts its ARN.
 *
 * @param text the inline policy as given
 * @param inline the inline policy
 * @param arns the managed policies
 */
record SessionPolicies(Optional<String> text, Optional<AttachedPolicy> inline, List<String> arns) {

    private static final int MAX_TEXT = 2048;
    private static final int MAX_ARNS = 10;

    /** The members {@code Policy} and {@code PolicyArns} of a request. */
    static SessionPolicies in(StsRequest request) {
        Optional<String> text = request.text("Policy", 1, MAX_TEXT);
        List<String> arns = arns(request);
        int total = text.map(String::length).orElse(0)
                + arns.stream().mapToInt(String::length).sum();
        if (total > MAX_TEXT) {
            throw StsException.packedPolicyTooLarge("The plain text of the session policies has " + total
                    + " characters; " + MAX_TEXT + " are allowed.");
        }
        return new SessionPolicies(text, text.map(SessionPolicies::parse), arns);
    }

    private static List<String> arns(StsRequest request) {
        List<String> arns = new ArrayList<>();
        for (QueryForm entry : request.form().structures("PolicyArns")) {
            arns.add(new StsRequest(entry).required("arn", 20, MAX_TEXT));
        }
        if (arns.size() > MAX_ARNS) {
            throw StsException.constraint(
                    "'" + arns + "'", "policyArns", "have length less than or equal to " + MAX_ARNS);
        }
        return arns;
    }

    private static AttachedPolicy parse(String text) {
        try {
            return new AttachedPolicy("session policy", PolicyDocument.parse(PolicyType.SESSION, text));
        } catch (PolicySyntaxException e) {
            throw StsException.malformedPolicy("Syntax errors in policy. " + e.getMessage());
        }
    }

    /** Whether there is a policy managed by AWS among them, of which the lab has none. */
    boolean needPoliciesOfAws() {
        return arns.stream().anyMatch(arn -> arn.startsWith("arn:aws:iam::aws:policy/"));
    }

    /** Refuses managed policies that do not exist in the role's account. */
    void requireExisting(Principals principals) {
        for (String arn : arns) {
            if (principals.policyByArn(arn).isEmpty()) {
                throw StsException.malformedPolicy("Policy " + arn + " does not exist or is not attachable.");
            }
        }
    }
}
