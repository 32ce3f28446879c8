package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.wire.Members;
import dev.partywall.testing.internal.wire.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A batch: what goes wrong with one entry is told beside the others
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api.html).
 */
final class BatchOperation implements SqsOperation {

    private static final int MAX_ENTRIES = 10;
    private static final int MAX_BYTES = 1_048_576;

    private final QueueStore queues;
    private final Entry single;

    BatchOperation(QueueStore queues, Entry single) {
        this.queues = queues;
        this.single = single;
    }

    /** What is done with one entry. */
    @FunctionalInterface
    interface Entry {
        Map<String, Object> perform(Queue queue, Members entry, Identity caller);
    }

    @Override
    public Map<String, Object> perform(SqsCall call, Identity caller) {
        Queue queue = queues.get(call.queueName());
        List<Members> entries = call.members().structures("Entries");
        check(entries);
        List<Object> successful = new ArrayList<>();
        List<Object> failed = new ArrayList<>();
        for (Members entry : entries) {
            Map<String, Object> answer = new LinkedHashMap<>(Map.of("Id", id(entry)));
            try {
                answer.putAll(single.perform(queue, entry, caller));
                successful.add(answer);
            } catch (Refusal e) {
                answer.putAll(failure(e));
                failed.add(answer);
            }
        }
        return failed.isEmpty() ? Map.of("Successful", successful) : Map.of("Successful", successful, "Failed", failed);
    }

    private static Map<String, Object> failure(Refusal refusal) {
        return Map.of(
                "SenderFault",
                true,
                "Code",
                SqsProtocol.queryCode(refusal.code()),
                "Message",
                String.valueOf(refusal.getMessage()));
    }

    private static void check(List<Members> entries) {
        if (entries.isEmpty()) {
            throw SqsErrors.emptyBatch();
        }
        if (entries.size() > MAX_ENTRIES) {
            throw SqsErrors.tooManyEntries(entries.size());
        }
        Set<String> ids = new HashSet<>();
        for (Members entry : entries) {
            if (!id(entry).matches("[A-Za-z0-9_-]{1,80}")) {
                throw SqsErrors.batchEntryId();
            }
            if (!ids.add(id(entry))) {
                throw SqsErrors.idsNotDistinct(id(entry));
            }
        }
        if (entries.stream().mapToInt(BatchOperation::size).sum() > MAX_BYTES) {
            throw SqsErrors.batchTooLong(MAX_BYTES);
        }
    }

    private static String id(Members entry) {
        return entry.text("Id").orElse("");
    }

    private static int size(Members entry) {
        return entry.text("MessageBody").orElse("").getBytes(StandardCharsets.UTF_8).length;
    }
}
