package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.LabAccount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The queues of the lab's account. Its users hold its monitor from question to answer. */
final class QueueStore {

    private static final Duration NAME_PAUSE = Duration.ofSeconds(60);

    private final LabAccount account;
    private final Clock clock;
    private final TreeMap<String, Queue> queues = new TreeMap<>();
    private final Map<String, Instant> deleted = new HashMap<>();

    QueueStore(LabAccount account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    LabAccount account() {
        return account;
    }

    Instant now() {
        return clock.instant();
    }

    String arn(String name) {
        return account.arn("sqs", name);
    }

    Optional<Queue> find(String name) {
        return Optional.ofNullable(queues.get(name));
    }

    /** A queue that must exist. */
    Queue get(String name) {
        return find(name).orElseThrow(SqsErrors::noQueue);
    }

    List<Queue> all() {
        return List.copyOf(queues.values());
    }

    /** A new queue; not within a minute of the end of one with its name. */
    Queue create(String name) {
        Instant end = deleted.get(name);
        if (end != null && now().isBefore(end.plus(NAME_PAUSE))) {
            throw SqsErrors.deletedRecently();
        }
        return new Queue(name, arn(name), now());
    }

    void add(Queue queue) {
        queues.put(queue.name(), queue);
    }

    void delete(String name) {
        get(name);
        queues.remove(name);
        deleted.put(name, now());
    }
}
