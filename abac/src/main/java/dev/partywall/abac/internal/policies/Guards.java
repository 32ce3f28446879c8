package dev.partywall.abac.internal.policies;

import java.util.List;

/** What is denied to tenants' sessions whatever other policies allow. */
public final class Guards {

    private static final List<String> EVERYTHING = List.of("*");

    /**
     * What a tag's value may hold and a tenant id may not (https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html).
     * Names of resources are told apart by these characters, so an id must not bring them.
     */
    private static final List<String> NO_IDS = List.of("", "* *", "*+*", "*.*", "*/*", "*:*", "*=*", "*@*");

    /** Who could change what tenants reach, and by what: grants, policies, tags, aliases, subscriptions. */
    private static final List<String> ACCESS_CHANGES = List.of(
            "account:*",
            "dynamodb:PutResourcePolicy",
            "dynamodb:TagResource",
            "dynamodb:UntagResource",
            "events:PutPermission",
            "events:PutRule",
            "events:PutTargets",
            "iam:*",
            "kms:CreateAlias",
            "kms:CreateGrant",
            "kms:PutKeyPolicy",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:UpdateAlias",
            "organizations:*",
            "s3:PutBucketAcl",
            "s3:PutBucketPolicy",
            "s3:PutBucketTagging",
            "s3:PutObjectAcl",
            "secretsmanager:PutResourcePolicy",
            "secretsmanager:TagResource",
            "secretsmanager:UntagResource",
            "sns:AddPermission",
            "sns:SetTopicAttributes",
            "sns:Subscribe",
            "sns:TagResource",
            "sns:UntagResource",
            "sqs:AddPermission",
            "sqs:SetQueueAttributes",
            "sqs:TagQueue",
            "sqs:UntagQueue",
            "sts:AssumeRole",
            "sts:GetFederationToken",
            "sts:TagSession");

    private Guards() {}

    /** For sessions by a tenant tag: without one, or with one that is no tenant id, nothing is allowed. */
    public static List<Grant> ofTag(String tag) {
        String key = "aws:PrincipalTag/" + tag;
        return List.of(
                everything("DenyMalformedTenant", new Bound("StringLike", key, NO_IDS)),
                everything("DenyWithoutTenant", new Bound("Null", key, List.of("true"))));
    }

    /** For a session that must be one tenant's: a session without the tag differs as well. */
    static List<Grant> ofTenant(String tag) {
        return List.of(everything(
                "DenyOtherTenant",
                new Bound("StringNotEquals", "aws:PrincipalTag/" + tag, List.of(TenantTemplate.PLACE))));
    }

    /** For trust policies: tags that are no tenant ids are refused before there is a session. */
    static Bound malformedRequestTag(String tag) {
        return new Bound("StringLike", "aws:RequestTag/" + tag, NO_IDS);
    }

    /** For boundaries: nobody changes from a tenant's session what tenants reach, or goes on to another role. */
    static Grant accessChanges() {
        return Grant.deny("DenyAccessChanges", ACCESS_CHANGES, EVERYTHING, List.of());
    }

    /** Denies every action on every resource under a condition. */
    static Grant everything(String sid, Bound... bounds) {
        return new Grant(Grant.Part.TENANT, sid, false, EVERYTHING, EVERYTHING, List.of(bounds));
    }
}
