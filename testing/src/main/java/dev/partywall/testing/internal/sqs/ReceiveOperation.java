package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.wire.Members;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * ReceiveMessage, one look at the queue
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html).
 */
final class ReceiveOperation {

    private static final int MAX_MESSAGES = 10;
    private static final int MAX_TIMEOUT = 43_200;
    private static final int MAX_WAIT = 20;

    private final QueueStore queues;

    ReceiveOperation(QueueStore queues) {
        this.queues = queues;
    }

    /** How many seconds the caller waits for a message. */
    int waitSeconds(SqsCall call) {
        Queue queue = queues.get(call.queueName());
        return call.members()
                .number("WaitTimeSeconds", 0, MAX_WAIT)
                .orElseGet(() -> queue.number("ReceiveMessageWaitTimeSeconds"));
    }

    /** The messages that are there now, as answered. */
    List<Map<String, Object>> look(SqsCall call) {
        Members request = call.members();
        Queue queue = queues.get(call.queueName());
        int most = request.number("MaxNumberOfMessages", 1, MAX_MESSAGES).orElse(1);
        int hidden =
                request.number("VisibilityTimeout", 0, MAX_TIMEOUT).orElseGet(() -> queue.number("VisibilityTimeout"));
        List<String> system = request.texts(
                request.has("MessageSystemAttributeNames") ? "MessageSystemAttributeNames" : "AttributeNames");
        List<String> names = request.texts("MessageAttributeNames");
        return queue.receive(most, hidden, queues.now()).stream()
                .map(message -> message.received(
                        system(message, system, queue.isFifo()),
                        attributes(message.sent().attributes(), names)))
                .toList();
    }

    private static Map<String, String> system(Message message, List<String> names, boolean fifo) {
        Map<String, String> all = new TreeMap<>(message.systemAttributes(fifo));
        if (!names.contains("All")) {
            all.keySet().retainAll(names);
        }
        return all;
    }

    private static Map<String, MessageAttribute> attributes(Map<String, MessageAttribute> all, List<String> names) {
        Map<String, MessageAttribute> wanted = new TreeMap<>(all);
        wanted.keySet().removeIf(name -> names.stream().noneMatch(pattern -> matches(pattern, name)));
        return wanted;
    }

    private static boolean matches(String pattern, String name) {
        return pattern.equals("All")
                || pattern.equals(name)
                || (pattern.endsWith(".*") && name.startsWith(pattern.substring(0, pattern.length() - 2)));
    }
}
