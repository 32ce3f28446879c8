package dev.partywall.policy;

import java.util.List;
import java.util.Optional;

/** What the tests of this module ask about: one account, its root user, a user, a role, and a bucket. */
final class PolicyLab {

    static final String ACCOUNT = "111122223333";
    static final String OTHER_ACCOUNT = "444455556666";
    static final String USER_ARN = "arn:aws:iam::111122223333:user/alice";
    static final String ROLE_ARN = "arn:aws:iam::111122223333:role/path/app";
    static final String SESSION_ARN = "arn:aws:sts::111122223333:assumed-role/app/session";
    static final String OBJECT = "arn:aws:s3:::bucket/acme/1.json";

    static final Caller ROOT = new Caller.AccountRoot(ACCOUNT);
    static final Caller USER = new Caller.IamUser(ACCOUNT, USER_ARN);
    static final Caller SESSION = new Caller.RoleSession(ACCOUNT, ROLE_ARN, SESSION_ARN);
    static final Caller SERVICE = new Caller.Service("lambda.amazonaws.com");
    static final Caller FEDERATED = new Caller.WebIdentity("cognito-identity.amazonaws.com");
    static final Caller ANONYMOUS = new Caller.Anonymous();

    private PolicyLab() {}

    /** A document of the current version with the given statements, which are written with single quotes. */
    static PolicyDocument document(PolicyType type, String... statements) {
        return PolicyDocument.parse(
                type, json("{'Version': '2012-10-17', 'Statement': [" + String.join(",", statements) + "]}"));
    }

    static AttachedPolicy policy(PolicyType type, String... statements) {
        return new AttachedPolicy(type.name(), document(type, statements));
    }

    static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }

    /** A statement about everything. */
    static String all(String effect) {
        return "{'Effect': '" + effect + "', 'Action': '*', 'Resource': '*'}";
    }

    /** A statement about everything for some principals, given as JSON. */
    static String allFor(String effect, String principal) {
        return "{'Effect': '" + effect + "', 'Principal': " + principal + ", 'Action': '*', 'Resource': '*'}";
    }

    static String allWhen(String effect, String condition) {
        return "{'Effect': '" + effect + "', 'Action': '*', 'Resource': '*', 'Condition': " + condition + "}";
    }

    static PolicySet identity(String... statements) {
        return PolicySet.NONE.withIdentity(List.of(policy(PolicyType.IDENTITY, statements)));
    }

    static PolicySet resource(boolean mustAllow, String... statements) {
        return PolicySet.NONE.withResource(List.of(policy(PolicyType.RESOURCE, statements)), mustAllow);
    }

    static Optional<AttachedPolicy> boundary(String... statements) {
        return Optional.of(policy(PolicyType.PERMISSIONS_BOUNDARY, statements));
    }

    static AuthorizationRequest request(Caller caller) {
        return request(caller, ACCOUNT, RequestContext.builder().build());
    }

    static AuthorizationRequest request(Caller caller, String resourceAccount) {
        return request(caller, resourceAccount, RequestContext.builder().build());
    }

    static AuthorizationRequest request(Caller caller, RequestContext context) {
        return request(caller, ACCOUNT, context);
    }

    private static AuthorizationRequest request(Caller caller, String resourceAccount, RequestContext context) {
        return new AuthorizationRequest(caller, "s3:GetObject", OBJECT, resourceAccount, context);
    }

    /** In short: {@code ALLOW}, {@code DENY}, {@code IMPLICIT <layer>}, {@code UNKNOWN}. */
    static String outcome(Decision decision) {
        if (decision instanceof Decision.ImplicitlyDenied denied) {
            return "IMPLICIT " + denied.layer();
        } else if (decision instanceof Decision.ExplicitlyDenied denied) {
            return "DENY " + denied.layer();
        }
        return decision.isAllowed() ? "ALLOW" : "UNKNOWN";
    }

    static String decide(PolicySet policies, AuthorizationRequest request) {
        return outcome(PolicyEvaluator.decide(policies, request));
    }
}
