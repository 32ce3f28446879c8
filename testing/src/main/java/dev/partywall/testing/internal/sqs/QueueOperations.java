package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Queues come and go, with attributes and tags. */
final class QueueOperations {

    private static final int MAX_LISTED = 1000;

    private final QueueStore queues;

    QueueOperations(QueueStore queues) {
        this.queues = queues;
    }

    Map<String, SqsOperation> operations() {
        return Map.of(
                "CreateQueue", this::createQueue,
                "DeleteQueue", this::deleteQueue,
                "GetQueueUrl", this::getQueueUrl,
                "ListQueues", this::listQueues,
                "GetQueueAttributes", this::getQueueAttributes,
                "SetQueueAttributes", this::setQueueAttributes,
                "PurgeQueue", this::purgeQueue,
                "TagQueue", this::tagQueue,
                "UntagQueue", this::untagQueue,
                "ListQueueTags", this::listQueueTags);
    }

    /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
    private Map<String, Object> createQueue(SqsCall call, Identity caller) {
        String name = call.queueName();
        boolean fifo = "true".equals(call.attributes().get(QueueAttributes.FIFO));
        requireName(name, fifo);
        QueueAttributes.check(call.attributes());
        if (!fifo && call.attributes().containsKey(QueueAttributes.DEDUPLICATION)) {
            throw SqsErrors.attributeName(QueueAttributes.DEDUPLICATION);
        }
        Optional<Queue> existing = queues.find(name);
        existing.flatMap(queue -> queue.differingFrom(call.attributes())).ifPresent(attribute -> {
            throw SqsErrors.queueNameExists(attribute);
        });
        return Map.of("QueueUrl", call.url(existing.orElseGet(() -> create(call, name, fifo))));
    }

    private static void requireName(String name, boolean fifo) {
        if (!name.matches("[A-Za-z0-9_-]{1,80}") && !(name.length() <= 80 && name.matches("[A-Za-z0-9_-]+\\.fifo"))) {
            throw SqsErrors.invalidParameter(
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
        if (fifo != name.endsWith(".fifo")) {
            throw SqsErrors.invalidParameter(
                    "The name of a FIFO queue, and only such, ends with .fifo, and FifoQueue is" + " true.");
        }
    }

    private Queue create(SqsCall call, String name, boolean fifo) {
        Queue queue = queues.create(name);
        queue.tag(call.tags());
        if (fifo) {
            queue.set(Map.of(QueueAttributes.DEDUPLICATION, "false"), queues.now());
        }
        queue.set(call.attributes(), queues.now());
        queues.add(queue);
        return queue;
    }

    private Map<String, Object> deleteQueue(SqsCall call, Identity caller) {
        queues.delete(call.queueName());
        return Map.of();
    }

    private Map<String, Object> getQueueUrl(SqsCall call, Identity caller) {
        String owner = call.members()
                .text("QueueOwnerAWSAccountId")
                .orElse(call.account().accountId());
        if (!owner.equals(call.account().accountId())) {
            throw SqsErrors.noQueue();
        }
        return Map.of("QueueUrl", call.url(queues.get(call.queueName())));
    }

    /** Without MaxResults there is no second page. */
    private Map<String, Object> listQueues(SqsCall call, Identity caller) {
        String prefix = call.members().text("QueueNamePrefix").orElse("");
        String last = call.members().text("NextToken").orElse("");
        Optional<Integer> most = call.members().number("MaxResults", 1, MAX_LISTED);
        List<Queue> rest = queues.all().stream()
                .filter(queue -> queue.name().startsWith(prefix) && queue.name().compareTo(last) > 0)
                .toList();
        List<Queue> page = rest.stream().limit(most.orElse(MAX_LISTED)).toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("QueueUrls", page.stream().map(call::url).toList());
        if (most.isPresent() && page.size() < rest.size()) {
            answer.put("NextToken", page.get(page.size() - 1).name());
        }
        return answer;
    }

    private Map<String, Object> getQueueAttributes(SqsCall call, Identity caller) {
        Map<String, String> all = queues.get(call.queueName()).attributes(queues.now());
        List<String> names = call.members().texts("AttributeNames");
        if (!names.contains("All")) {
            all.keySet().retainAll(names);
        }
        return all.isEmpty() ? Map.of() : Map.of("Attributes", all);
    }

    private Map<String, Object> setQueueAttributes(SqsCall call, Identity caller) {
        Queue queue = queues.get(call.queueName());
        QueueAttributes.check(call.attributes());
        if (call.attributes().containsKey(QueueAttributes.FIFO)
                || (!queue.isFifo() && call.attributes().containsKey(QueueAttributes.DEDUPLICATION))) {
            throw SqsErrors.attributeName(QueueAttributes.FIFO + " or " + QueueAttributes.DEDUPLICATION);
        }
        queue.set(call.attributes(), queues.now());
        return Map.of();
    }

    private Map<String, Object> purgeQueue(SqsCall call, Identity caller) {
        queues.get(call.queueName()).purge(queues.now());
        return Map.of();
    }

    private Map<String, Object> tagQueue(SqsCall call, Identity caller) {
        queues.get(call.queueName()).tag(call.tags());
        return Map.of();
    }

    private Map<String, Object> untagQueue(SqsCall call, Identity caller) {
        queues.get(call.queueName()).tags().keySet().removeAll(call.members().texts("TagKeys"));
        return Map.of();
    }

    private Map<String, Object> listQueueTags(SqsCall call, Identity caller) {
        return Map.of("Tags", new TreeMap<>(queues.get(call.queueName()).tags()));
    }
}
