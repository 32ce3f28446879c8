package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.wire.Members;
import java.util.Map;

/** Messages are sent, hidden for longer, and deleted: one by one, and in batches. */
final class MessageOperations {

    private static final int MAX_HANDLE = 4096;
    private static final int MAX_TIMEOUT = 43_200;

    private final QueueStore queues;

    MessageOperations(QueueStore queues) {
        this.queues = queues;
    }

    Map<String, SqsOperation> operations() {
        return Map.of(
                "SendMessage",
                single(this::send),
                "DeleteMessage",
                single(this::delete),
                "ChangeMessageVisibility",
                single(this::changeVisibility),
                "SendMessageBatch",
                new BatchOperation(queues, this::send),
                "DeleteMessageBatch",
                new BatchOperation(queues, this::delete),
                "ChangeMessageVisibilityBatch",
                new BatchOperation(queues, this::changeVisibility));
    }

    private SqsOperation single(BatchOperation.Entry entry) {
        return (call, caller) -> entry.perform(queues.get(call.queueName()), call.members(), caller);
    }

    private Map<String, Object> send(Queue queue, Members request, Identity caller) {
        SentMessage sent = SentMessage.in(request, caller);
        return sent.receipt(queue.send(sent, queues.now()), queue.isFifo());
    }

    private Map<String, Object> delete(Queue queue, Members request, Identity caller) {
        queue.delete(handle(request), queues.now());
        return Map.of();
    }

    private Map<String, Object> changeVisibility(Queue queue, Members request, Identity caller) {
        int seconds =
                request.number("VisibilityTimeout", 0, MAX_TIMEOUT).orElseThrow(() -> missing("VisibilityTimeout"));
        queue.changeVisibility(handle(request), seconds, queues.now());
        return Map.of();
    }

    private static String handle(Members request) {
        return request.text("ReceiptHandle", 0, MAX_HANDLE).orElseThrow(() -> missing("ReceiptHandle"));
    }

    private static RuntimeException missing(String name) {
        return SqsErrors.of(400, "MissingParameter", "The request must contain the parameter " + name + ".");
    }
}
