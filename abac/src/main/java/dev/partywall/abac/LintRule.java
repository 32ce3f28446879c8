package dev.partywall.abac;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The mistakes that {@link PolicyLinter} knows. Ids are stable: an id is never given a second meaning.
 *
 * <p>D: DynamoDB, S: S3, K: KMS, Q: queues, topics and secrets, G: whatever the service.
 */
public enum LintRule {
    /** {@code dynamodb:LeadingKeys} is compared by an operator that holds of requests without keys, or with others' keys. */
    D1(
            "Leading keys compared by an operator that lets other requests pass",
            "compare with ForAllValues:StringEquals and add \"Null\": {\"dynamodb:LeadingKeys\": \"false\"}",
            "amazondynamodb/latest/developerguide/specifying-conditions.html"),
    /** A Scan carries no leading keys: it reads the whole table. */
    D2(
            "Scan allowed on a table of all tenants",
            "leave dynamodb:Scan out, or pin dynamodb:LeadingKeys with a Null guard; no condition makes a Scan one tenant's",
            "amazondynamodb/latest/developerguide/specifying-conditions.html"),
    /** A PartiQL SELECT without a partition key reads the whole table. */
    D3(
            "PartiQL SELECT allowed without a deny of full table scans",
            "deny dynamodb:PartiQLSelect with \"Bool\": {\"dynamodb:FullTableScan\": \"true\"} on the table and its indexes",
            "amazondynamodb/latest/developerguide/ql-iam.html"),
    /** What holds of the table does not hold of its indexes, or its indexes are not reachable at all. */
    D4(
            "Index ARNs missing in a condition or a denial on the table",
            "name table/NAME and table/NAME/index/* together in the statement with the condition and in every denial",
            "amazondynamodb/latest/developerguide/specifying-conditions.html"),
    /** A prefix that ends in the tenant's id is also the prefix of longer ids. */
    S1(
            "S3 prefix without a slash behind the tenant",
            "end the prefix with a slash: ${aws:PrincipalTag/TenantId}/*",
            "AmazonS3/latest/userguide/example-policies-s3.html"),
    /** A listing whose prefix is not the tenant's shows the names of everybody's objects. */
    S2(
            "ListBucket without a condition on s3:prefix",
            "allow listings with \"StringLike\": {\"s3:prefix\": \"${aws:PrincipalTag/TenantId}/*\"} only, without IfExists",
            "AmazonS3/latest/userguide/amazon-s3-policy-keys.html"),
    /** A tenant whose id is the beginning of a path owns what is below it. */
    S3(
            "Tenant ids that contain a slash",
            "use ids without slashes; no policy can mend this",
            "AmazonS3/latest/userguide/using-prefixes.html"),
    /** {@code kms:EncryptionContext:…} has one value; an operator that holds of a missing one pins nothing. */
    K1(
            "Set operator or IfExists on a pair of the encryption context",
            "compare the pair with StringEquals",
            "kms/latest/developerguide/conditions-kms.html"),
    /** Pairs that are not named are free. */
    K2(
            "Encryption context not bounded by its keys",
            "add \"ForAllValues:StringEquals\": {\"kms:EncryptionContextKeys\": [all keys of the pairs]}",
            "kms/latest/developerguide/conditions-kms.html"),
    /** A key has several aliases or none; only ForAnyValue asks for one that is the tenant's. */
    K3(
            "kms:ResourceAliases without ForAnyValue",
            "compare kms:ResourceAliases with ForAnyValue:StringEquals or ForAnyValue:StringLike",
            "kms/latest/developerguide/alias-authorization.html"),
    /** KMS documents tags and aliases of the key for IAM policies only. */
    K4(
            "Tags or aliases of the key in a key policy",
            "move the condition to an IAM policy and let the key policy delegate to the account",
            "kms/latest/developerguide/abac.html"),
    /** Who may grant, tag, name or rule a key may let himself in. */
    K6(
            "Tenants may change who may use a key",
            "leave CreateGrant, PutKeyPolicy, TagResource, UntagResource, CreateAlias and UpdateAlias to key administrators",
            "kms/latest/developerguide/abac.html"),
    /** Only {@code branch-key-id} tells whose branch key it is, and only {@code tablename} of which store. */
    K7(
            "Branch keys not pinned by branch-key-id and tablename",
            "pin kms:EncryptionContext:branch-key-id to the tenant tag and kms:EncryptionContext:tablename to the key store",
            "encryption-sdk/latest/developer-guide/use-hierarchical-keyring.html"),
    /** Queue policies do not know the tags of their queue. */
    Q1(
            "aws:ResourceTag in the policy of a queue",
            "move the condition to an IAM policy",
            "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-abac.html"),
    /** Where the tag decides who owns a resource, who sets the tag decides it. */
    Q2(
            "Tenants may set the tag that access goes by",
            "bound creation and tagging by aws:RequestTag and aws:ResourceTag, both equal to the caller's tenant tag",
            "secretsmanager/latest/userguide/auth-and-access-abac.html"),
    /** Sessions without the tag pass. */
    G1(
            "Operator on a principal tag that holds without the tag",
            "compare by a positive operator without IfExists, or add \"Null\": {\"aws:PrincipalTag/…\": \"false\"}",
            "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"),
    /** A denial that compares tenants does not stop who has none. */
    G2(
            "Callers without tenant tag not denied",
            "deny * with \"Null\": {\"aws:PrincipalTag/TenantId\": \"true\"}",
            "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"),
    /** Without the version of 2012 a variable is plain text. */
    G3(
            "Variables without Version 2012-10-17",
            "write \"Version\": \"2012-10-17\"",
            "IAM/latest/UserGuide/reference_policies_variables.html"),
    /** Who has no tenant becomes one. */
    G4(
            "Default value of a tenant variable",
            "write the variable without a default",
            "IAM/latest/UserGuide/reference_policies_variables.html"),
    /** Who may tag his session without bounds chooses his tenant. */
    G5(
            "Trust policy without bounds on session tags",
            "require aws:RequestTag/TenantId on sts:AssumeRole and sts:TagSession, and bound aws:TagKeys by ForAllValues",
            "IAM/latest/UserGuide/id_session-tags.html"),
    /** A tag that is not transitive can be passed anew when roles are chained. */
    G6(
            "Tenant tag can be passed anew in a role chain",
            "pass the tag as transitive and require it by sts:TransitiveTagKeys, or pin aws:RequestTag to the caller's tag",
            "IAM/latest/UserGuide/id_session-tags.html"),
    /** A session without a tag has that of its role; who changes the role changes the wall. */
    G7(
            "Tenant tag on the role, or tenants may change roles",
            "keep the tenant tag off a role that tenants share; leave TagRole, UntagRole and UpdateAssumeRolePolicy to operators",
            "IAM/latest/UserGuide/id_session-tags.html"),
    /** What a resource gives to a session by name, no session policy and no boundary limits. */
    G8(
            "Resource policy that names a session",
            "name the role, not its session",
            "IAM/latest/UserGuide/reference_policies_evaluation-logic.html"),
    /** Names of keys are compared without case, values of aws:TagKeys with case. */
    G9(
            "Tag key in several spellings",
            "write the key in one case everywhere, and exclude tag keys by StringNotEqualsIgnoreCase",
            "IAM/latest/UserGuide/id_session-tags.html"),
    /** One value was meant, a pattern was written. */
    G10(
            "Pattern where one tenant is meant",
            "compare by StringEquals, or put a separator that no tenant id has behind the variable: / or #",
            "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"),
    /** Allows add up: the widest decides. */
    G11(
            "Statement without the tenant reaches what another scopes to it",
            "put the tenant condition into this statement too, or leave it out",
            "IAM/latest/UserGuide/reference_policies_evaluation-logic.html");

    private static final String DOCUMENTATION = "https://docs.aws.amazon.com/";

    private final String title;
    private final String mend;
    private final URI source;

    LintRule(String title, String mend, String page) {
        this.title = title;
        this.mend = mend;
        this.source = URI.create(DOCUMENTATION + page);
    }

    /**
     * The stable id.
     *
     * @return such as {@code D1}
     */
    public String id() {
        return name();
    }

    /**
     * The mistake in some words.
     *
     * @return without a full stop
     */
    public String title() {
        return title;
    }

    /**
     * What to write instead.
     *
     * @return the end of a sentence
     */
    public String mend() {
        return mend;
    }

    /**
     * Where AWS documents what the rule rests on.
     *
     * @return a page of docs.aws.amazon.com
     */
    public URI source() {
        return source;
    }

    /**
     * The rule with an id.
     *
     * @param id such as {@code D1}, in any case
     * @return the rule, or empty if there is none
     */
    public static Optional<LintRule> find(String id) {
        String name = id.toUpperCase(Locale.ROOT);
        return Stream.of(values()).filter(rule -> rule.name().equals(name)).findFirst();
    }
}
