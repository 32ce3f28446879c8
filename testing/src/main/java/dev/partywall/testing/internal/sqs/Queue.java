package dev.partywall.testing.internal.sqs;

import dev.partywall.policy.AttachedPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A queue with its messages. Guarded by the store's lock. */
final class Queue {

    /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
    private static final Duration DEDUPLICATION = Duration.ofMinutes(5);

    private static final Duration PURGE_PAUSE = Duration.ofSeconds(60);
    private static final int MAX_TAGS = 50;

    private final String name;
    private final String arn;
    private final Instant created;
    private final Map<String, String> attributes = new TreeMap<>(QueueAttributes.usual());
    private final Map<String, String> tags = new TreeMap<>();
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, Deduplicated> recent = new HashMap<>();
    private Instant modified;
    private @Nullable AttachedPolicy policy;
    private @Nullable Instant purged;
    private long newest;

    Queue(String name, String arn, Instant created) {
        this.name = name;
        this.arn = arn;
        this.created = created;
        this.modified = created;
    }

    /** What became of a sent message. */
    record Sent(String id, String sequence) {}

    /** A message that must not come again before a time. */
    private record Deduplicated(Sent sent, Instant until) {}

    String name() {
        return name;
    }

    String arn() {
        return arn;
    }

    boolean isFifo() {
        return name.endsWith(".fifo");
    }

    Map<String, String> tags() {
        return tags;
    }

    Optional<AttachedPolicy> policy() {
        return Optional.ofNullable(policy);
    }

    void tag(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(tags);
        all.putAll(more);
        if (all.size() > MAX_TAGS) {
            throw SqsErrors.invalidParameter("Too many tags added for queue " + name + ".");
        }
        tags.putAll(more);
    }

    /** Sets checked attributes; an empty policy takes it away. */
    void set(Map<String, String> more, Instant now) {
        String json = more.get(QueueAttributes.POLICY);
        if (json != null) {
            policy = json.isEmpty() ? null : QueuePolicy.parse(arn, json);
        }
        attributes.putAll(more);
        attributes.values().removeIf(String::isEmpty);
        modified = now;
    }

    /** The first of these attributes that has another value here. */
    Optional<String> differingFrom(Map<String, String> wanted) {
        return wanted.entrySet().stream()
                .filter(entry -> !attributes.getOrDefault(entry.getKey(), "").equals(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    int number(String attribute) {
        return Integer.parseInt(attributes.getOrDefault(attribute, "0"));
    }

    /** All attributes, the counted ones too. */
    Map<String, String> attributes(Instant now) {
        expire(now);
        Map<String, String> all = new TreeMap<>(attributes);
        all.put("QueueArn", arn);
        all.put("CreatedTimestamp", Long.toString(created.getEpochSecond()));
        all.put("LastModifiedTimestamp", Long.toString(modified.getEpochSecond()));
        all.put("ApproximateNumberOfMessages", count(message -> message.isVisible(now)));
        all.put("ApproximateNumberOfMessagesNotVisible", count(message -> message.isInFlight(now)));
        all.put("ApproximateNumberOfMessagesDelayed", count(message -> message.isDelayed(now)));
        return all;
    }

    private String count(java.util.function.Predicate<Message> condition) {
        return Long.toString(messages.stream().filter(condition).count());
    }

    private void expire(Instant now) {
        Duration retention = Duration.ofSeconds(number("MessageRetentionPeriod"));
        messages.removeIf(message -> !message.sentAt().plus(retention).isAfter(now));
        recent.values().removeIf(old -> !old.until().isAfter(now));
    }

    static String sequence(long number) {
        return "%020d".formatted(number);
    }

    /** Takes a message in; of a FIFO queue not if it came already. */
    Sent send(SentMessage sent, Instant now) {
        expire(now);
        if (sent.size() > number("MaximumMessageSize")) {
            throw SqsErrors.invalidParameter("One or more parameters are invalid. Reason: Message must be shorter than "
                    + number("MaximumMessageSize") + " bytes.");
        }
        return isFifo() ? sendOnce(sent, now) : store(sent, now);
    }

    private Sent sendOnce(SentMessage sent, Instant now) {
        if (sent.group().isEmpty()) {
            throw SqsErrors.of(400, "MissingParameter", "The request must contain the parameter MessageGroupId.");
        }
        if (sent.delaySeconds().orElse(0) > 0) {
            throw SqsErrors.invalidParameter("Value " + sent.delaySeconds().get()
                    + " for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid"
                    + " for this queue type.");
        }
        String id = sent.deduplicationId().orElseGet(() -> contentDigest(sent));
        Deduplicated earlier = recent.get(id);
        if (earlier != null) {
            return earlier.sent();
        }
        Sent stored = store(sent.withDeduplicationId(id), now);
        recent.put(id, new Deduplicated(stored, now.plus(DEDUPLICATION)));
        return stored;
    }

    private String contentDigest(SentMessage sent) {
        if (!attributes.getOrDefault(QueueAttributes.DEDUPLICATION, "").equals("true")) {
            throw SqsErrors.invalidParameter("The queue should either have ContentBasedDeduplication enabled or"
                    + " MessageDeduplicationId provided explicitly");
        }
        return sent.contentDigest();
    }

    private Sent store(SentMessage sent, Instant now) {
        String id = UUID.randomUUID().toString();
        long sequence = ++newest;
        int delay = sent.delaySeconds().orElseGet(() -> number("DelaySeconds"));
        messages.add(new Message(id, sent, sequence, now, now.plusSeconds(delay)));
        return new Sent(id, sequence(sequence));
    }

    /** Hands messages out; of a FIFO queue none behind one of its group that is in flight. */
    List<Message> receive(int most, int visibilityTimeout, Instant now) {
        expire(now);
        List<Message> received = new ArrayList<>();
        Set<String> blocked = new HashSet<>();
        for (Message message : messages) {
            String group = message.sent().group().orElse("");
            if (isFifo() && !message.isVisible(now)) {
                blocked.add(group);
            }
            if (received.size() < most && message.isVisible(now) && !blocked.contains(group)) {
                received.add(message);
            }
        }
        received.forEach(
                message -> message.receive(ReceiptHandle.next(name, message), now, now.plusSeconds(visibilityTimeout)));
        return received;
    }

    private Optional<Message> message(String handle) {
        String id = ReceiptHandle.messageId(name, handle);
        return messages.stream().filter(message -> message.id().equals(id)).findFirst();
    }

    /** Deletes a message; one that is gone, or that somebody else holds by now, is left alone. */
    void delete(String handle, Instant now) {
        expire(now);
        message(handle).filter(message -> message.isHeldBy(handle)).ifPresent(messages::remove);
    }

    void changeVisibility(String handle, int seconds, Instant now) {
        expire(now);
        Message message = message(handle)
                .filter(found -> found.isHeldBy(handle) && found.isInFlight(now))
                .orElseThrow(SqsErrors::notInFlight);
        message.hideUntil(now.plusSeconds(seconds));
    }

    void purge(Instant now) {
        if (purged != null && now.isBefore(purged.plus(PURGE_PAUSE))) {
            throw SqsErrors.purgeInProgress(name);
        }
        purged = now;
        messages.clear();
    }

    @Override
    public String toString() {
        return "Queue[" + arn + ", " + messages.size() + " messages]";
    }
}
