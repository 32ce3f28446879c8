package dev.partywall.benchmarks;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyType;
import java.util.List;
import java.util.Optional;

/**
 * The policies of a pooled table: each caller reaches the items whose leading key is its tenant tag.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html">Using IAM
 *     policy conditions for fine-grained access control</a>
 */
final class TenantPolicies {

    static final String ACCOUNT = "111122223333";
    static final String TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/invoices";

    /** Five statements: the tenant's own items and data keys, and three guards. */
    private static final AttachedPolicy TENANT = policy(PolicyType.IDENTITY, "tenant", """
            {
              "Sid": "OwnItems",
              "Effect": "Allow",
              "Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"],
              "Resource": ["arn:aws:dynamodb:*:111122223333:table/invoices",
                           "arn:aws:dynamodb:*:111122223333:table/invoices/index/*"],
              "Condition": {
                "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/TenantId}"},
                "Null": {"dynamodb:LeadingKeys": "false"}
              }
            },
            {
              "Sid": "OwnKeys",
              "Effect": "Allow",
              "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
              "Resource": "arn:aws:kms:*:111122223333:key/*",
              "Condition": {"StringEquals": {"kms:EncryptionContext:tenant": "${aws:PrincipalTag/TenantId}"}}
            },
            {
              "Sid": "NoTenant",
              "Effect": "Deny",
              "Action": "*",
              "Resource": "*",
              "Condition": {"Null": {"aws:PrincipalTag/TenantId": "true"}}
            },
            {
              "Sid": "WholeTable",
              "Effect": "Deny",
              "Action": ["dynamodb:Scan", "dynamodb:PartiQL*"],
              "Resource": "*"
            },
            {
              "Sid": "PlainText",
              "Effect": "Deny",
              "Action": "*",
              "Resource": "*",
              "Condition": {"Bool": {"aws:SecureTransport": "false"}}
            }
            """);

    private static final AttachedPolicy BOUNDARY = policy(PolicyType.PERMISSIONS_BOUNDARY, "boundary", """
            {"Effect": "Allow", "Action": ["dynamodb:*", "kms:*", "s3:*"], "Resource": "*"},
            {"Effect": "Deny", "Action": ["iam:*", "organizations:*"], "Resource": "*"}
            """);

    private static final AttachedPolicy SESSION = policy(PolicyType.SESSION, "session", """
            {"Effect": "Allow", "Action": ["dynamodb:*", "kms:Decrypt"], "Resource": "*",
             "Condition": {"StringEquals": {"aws:PrincipalTag/TenantId": "acme"}}}
            """);

    private static final AttachedPolicy FULL_ACCESS = policy(PolicyType.SERVICE_CONTROL, "FullAWSAccess", """
            {"Effect": "Allow", "Action": "*", "Resource": "*"}
            """);

    private static final AttachedPolicy REGIONS = policy(PolicyType.SERVICE_CONTROL, "regions", """
            {"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "support:*"], "Resource": "*",
             "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}}}
            """);

    static final PolicySet IDENTITY = PolicySet.NONE.withIdentity(List.of(TENANT));

    /** The same under a permissions boundary, a session policy and the service control policies of two levels. */
    static final PolicySet LAYERS = IDENTITY.withPermissionsBoundary(Optional.of(BOUNDARY))
            .withSession(List.of(SESSION))
            .withServiceControl(List.of(List.of(FULL_ACCESS), List.of(FULL_ACCESS, REGIONS)));

    private TenantPolicies() {}

    private static AttachedPolicy policy(PolicyType type, String name, String statements) {
        String json = "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}";
        return new AttachedPolicy(name, PolicyDocument.parse(type, json));
    }
}
