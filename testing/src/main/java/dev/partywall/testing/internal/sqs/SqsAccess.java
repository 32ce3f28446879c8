package dev.partywall.testing.internal.sqs;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.wire.Gap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What SQS asks IAM (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html). Batches are
 * asked as their single action.
 */
final class SqsAccess {

    /** Operations that AWS has and the lab does not. */
    static final Set<String> NOT_SERVED = Set.of(
            "AddPermission",
            "CancelMessageMoveTask",
            "ListDeadLetterSourceQueues",
            "ListMessageMoveTasks",
            "RemovePermission",
            "StartMessageMoveTask");

    /** The condition keys that questions have. */
    static final Set<String> KEYS = Set.of("aws:ResourceTag/", "aws:RequestTag/", "aws:TagKeys");

    /**
     * A queue policy does not open these to other accounts
     * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-limitations-of-custom-policies.html).
     */
    private static final Set<String> NEVER_CROSS_ACCOUNT =
            Set.of("CreateQueue", "DeleteQueue", "ListQueueTags", "SetQueueAttributes", "TagQueue", "UntagQueue");

    private final QueueStore queues;
    private final Map<String, String> actions = new HashMap<>();

    SqsAccess(QueueStore queues) {
        this.queues = queues;
        for (String operation : List.of(
                "ChangeMessageVisibility",
                "CreateQueue",
                "DeleteMessage",
                "DeleteQueue",
                "GetQueueAttributes",
                "GetQueueUrl",
                "ListQueueTags",
                "ListQueues",
                "PurgeQueue",
                "ReceiveMessage",
                "SendMessage",
                "SetQueueAttributes",
                "TagQueue",
                "UntagQueue")) {
            actions.put(operation, operation);
        }
        actions.put("SendMessageBatch", "SendMessage");
        actions.put("DeleteMessageBatch", "DeleteMessage");
        actions.put("ChangeMessageVisibilityBatch", "ChangeMessageVisibility");
    }

    /** The operations whose access is modelled. */
    Set<String> operations() {
        return Set.copyOf(actions.keySet());
    }

    /** What AWS asks about a call of one of these operations. */
    Access of(SqsCall call, Identity caller) {
        String action = actions.get(call.operation());
        if (action == null) {
            throw new IllegalStateException("No access model of " + call.operation());
        }
        requireServed(call, "sqs:" + action);
        return switch (action) {
            case "ListQueues" -> Access.of(AccessCheck.of("sqs:ListQueues", "*", ofNothing()));
            case "CreateQueue" -> createQueue(call, caller);
            case "TagQueue" ->
                one(call, action, caller, tagged(call, call.tags(), call.tags().keySet()));
            case "UntagQueue" ->
                one(call, action, caller, tagged(call, Map.of(), call.members().texts("TagKeys")));
            default -> one(call, action, caller, tagged(call, Map.of(), List.of()));
        };
    }

    private static void requireServed(SqsCall call, String action) {
        QueueAttributes.requireServed(action, call.attributes());
        if (call.members().has("ReceiveRequestAttemptId")) {
            throw new Gap(action, "ReceiveRequestAttemptId is not modelled");
        }
    }

    /** With tags, TagQueue is asked as well. */
    private Access createQueue(SqsCall call, Identity caller) {
        ServiceKeys keys = tagged(call, call.tags(), call.tags().keySet());
        List<AccessCheck> checks = new ArrayList<>(List.of(check(call, "CreateQueue", caller, keys)));
        if (!call.tags().isEmpty()) {
            checks.add(check(call, "TagQueue", caller, keys));
        }
        return new Access.Checked(checks);
    }

    private Access one(SqsCall call, String action, Identity caller, ServiceKeys keys) {
        return Access.of(check(call, action, caller, keys));
    }

    private AccessCheck check(SqsCall call, String action, Identity caller, ServiceKeys keys) {
        String name = call.queueName();
        boolean foreign = !caller.account().equals(queues.account().accountId());
        Optional<AttachedPolicy> policy = foreign && NEVER_CROSS_ACCOUNT.contains(action)
                ? Optional.empty()
                : queues.find(name).flatMap(Queue::policy);
        return new AccessCheck(
                "sqs:" + action, queues.arn(name), keys, policy.stream().toList(), false);
    }

    /**
     * The tags of the queue; of one that is to be made those it is made with: "in requests that create a resource with an
     * attached tag"
     * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag).
     */
    private ServiceKeys tagged(SqsCall call, Map<String, String> requested, Collection<String> tagKeys) {
        Map<String, String> none = call.operation().equals("CreateQueue") ? requested : Map.of();
        Map<String, String> tags =
                queues.find(call.queueName()).map(Queue::tags).orElse(none);
        ServiceKeys.Builder keys =
                ServiceKeys.builder().withTags("aws:ResourceTag/", tags).withTags("aws:RequestTag/", requested);
        return tagKeys.isEmpty()
                ? keys.absent("aws:TagKeys").build()
                : keys.withAll("aws:TagKeys", tagKeys).build();
    }

    private static ServiceKeys ofNothing() {
        return ServiceKeys.builder()
                .absent("aws:ResourceTag/", "aws:RequestTag/", "aws:TagKeys")
                .build();
    }
}
