package dev.partywall.testing.internal.isolation;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Caller;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyEvaluator;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.RequestContext;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.LabOutcome;
import java.time.Instant;
import java.util.List;

/** Calls as a lab records them, decided by a policy that allows everything in DynamoDB and S3 but Scan. */
final class Recorded {

    static final String TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/invoices";

    static final Caller SESSION = new Caller.RoleSession(
            "111122223333", "arn:aws:iam::111122223333:role/app", "arn:aws:sts::111122223333:assumed-role/app/t1");

    private static final String POLICY = """
            {"Version": "2012-10-17", "Statement": [
              {"Sid": "All", "Effect": "Allow", "Action": ["dynamodb:*", "s3:*"], "Resource": "*"},
              {"Sid": "NoScan", "Effect": "Deny", "Action": "dynamodb:Scan", "Resource": "*"},
              {"Sid": "NotDenied", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::*/denied"}]}
            """;

    private Recorded() {}

    /** IAM's answer to a question. */
    static LabDecision decision(Caller caller, String action, String resource) {
        PolicySet policies = caller instanceof Caller.AccountRoot
                ? PolicySet.NONE
                : PolicySet.NONE.withIdentity(List.of(
                        new AttachedPolicy("role/app: all", PolicyDocument.parse(PolicyType.IDENTITY, POLICY))));
        AuthorizationRequest question = new AuthorizationRequest(
                caller,
                action,
                resource,
                "111122223333",
                RequestContext.builder().build());
        return new LabDecision(question, policies, PolicyEvaluator.decide(policies, question));
    }

    /** A call on the table under partition keys. */
    static LabCall dynamoDb(String operation, LabOutcome outcome, String... leadingKeys) {
        return call("dynamodb", operation, outcome, List.of(leadingKeys), TABLE);
    }

    /** A call on objects. */
    static LabCall s3(String operation, LabOutcome outcome, String... keys) {
        return call("s3", operation, outcome, List.of(), arns(keys));
    }

    private static String[] arns(String... keys) {
        return List.of(keys).stream().map(key -> "arn:aws:s3:::bucket/" + key).toArray(String[]::new);
    }

    private static LabCall call(
            String service, String operation, LabOutcome outcome, List<String> leadingKeys, String... resources) {
        return new LabCall(
                1,
                Instant.EPOCH,
                service,
                operation,
                List.of(),
                List.of(),
                leadingKeys.isEmpty() ? List.of() : List.of("invoices"),
                leadingKeys,
                "AKIA",
                "arn:aws:sts::111122223333:assumed-role/app/t1",
                List.of(resources).stream()
                        .map(resource -> decision(SESSION, service + ":" + operation, resource))
                        .toList(),
                outcome instanceof LabOutcome.Succeeded ? 200 : 400,
                outcome);
    }

    /** A Scan that the policy denies. */
    static LabCall deniedScan() {
        LabDecision decision = decision(SESSION, "dynamodb:Scan", TABLE);
        return dynamoDb("Scan", new LabOutcome.Denied("AccessDeniedException", decision));
    }
}
