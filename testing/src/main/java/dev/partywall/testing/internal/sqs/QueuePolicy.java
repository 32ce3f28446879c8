package dev.partywall.testing.internal.sqs;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Condition;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.Statement;
import java.util.List;
import java.util.Locale;

/**
 * Policies of queues.
 *
 * <p>SQS knows {@code aws:ResourceTag} in policies of identities only
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-abac-condition-keys.html), and does
 * not say what becomes of a queue policy that asks for it. So here the key gets a name that nobody knows: a decision
 * that hangs on it is not modelled, and the name says why.
 */
final class QueuePolicy {

    private static final String TAG = "aws:resourcetag/";
    private static final String UNKNOWN = "(in a queue policy, where SQS does not support it) ";

    private QueuePolicy() {}

    /** The policy of a queue, refused if IAM would not take it. */
    static AttachedPolicy parse(String arn, String json) {
        try {
            PolicyDocument document = PolicyDocument.parse(PolicyType.RESOURCE, json);
            return new AttachedPolicy("queue policy of " + arn, withoutTags(document));
        } catch (PolicySyntaxException e) {
            throw SqsErrors.of(
                    400, "InvalidAttributeValue", "Invalid value for the parameter Policy. Reason: " + e.getMessage());
        }
    }

    static PolicyDocument withoutTags(PolicyDocument document) {
        List<Statement> statements =
                document.statements().stream().map(QueuePolicy::withoutTags).toList();
        return new PolicyDocument(document.type(), document.version(), document.id(), statements);
    }

    private static Statement withoutTags(Statement statement) {
        List<Condition> conditions =
                statement.conditions().stream().map(QueuePolicy::withoutTags).toList();
        return new Statement(
                statement.index(),
                statement.sid(),
                statement.effect(),
                statement.principal(),
                statement.action(),
                statement.resource(),
                conditions,
                statement.range());
    }

    private static Condition withoutTags(Condition condition) {
        return condition.key().toLowerCase(Locale.ROOT).startsWith(TAG)
                ? new Condition(condition.operator(), UNKNOWN + condition.key(), condition.values(), condition.range())
                : condition;
    }
}
