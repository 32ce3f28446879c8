package dev.partywall.testing.internal.sqs;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message in a queue. Guarded by the store's lock. Its body is never shown. */
final class Message {

    private final String id;
    private final SentMessage sent;
    private final long sequence;
    private final Instant sentAt;
    private Instant visibleAt;
    private int receives;
    private @Nullable Instant firstReceived;
    private @Nullable String receiptHandle;

    Message(String id, SentMessage sent, long sequence, Instant sentAt, Instant visibleAt) {
        this.id = id;
        this.sent = sent;
        this.sequence = sequence;
        this.sentAt = sentAt;
        this.visibleAt = visibleAt;
    }

    String id() {
        return id;
    }

    SentMessage sent() {
        return sent;
    }

    String sequence() {
        return Queue.sequence(sequence);
    }

    Instant sentAt() {
        return sentAt;
    }

    boolean isVisible(Instant now) {
        return !visibleAt.isAfter(now);
    }

    boolean isInFlight(Instant now) {
        return receives > 0 && !isVisible(now);
    }

    boolean isDelayed(Instant now) {
        return receives == 0 && !isVisible(now);
    }

    /** Hides it for its receiver. */
    void receive(String handle, Instant now, Instant until) {
        receives++;
        firstReceived = firstReceived == null ? now : firstReceived;
        receiptHandle = handle;
        visibleAt = until;
    }

    void hideUntil(Instant until) {
        visibleAt = until;
    }

    boolean isHeldBy(String handle) {
        return handle.equals(receiptHandle);
    }

    /** All system attributes (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html). */
    Map<String, String> systemAttributes(boolean fifo) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("SenderId", sent.sender());
        attributes.put("SentTimestamp", Long.toString(sentAt.toEpochMilli()));
        attributes.put("ApproximateReceiveCount", Integer.toString(receives));
        Optional.ofNullable(firstReceived)
                .ifPresent(first ->
                        attributes.put("ApproximateFirstReceiveTimestamp", Long.toString(first.toEpochMilli())));
        sent.group().ifPresent(group -> attributes.put("MessageGroupId", group));
        sent.deduplicationId().ifPresent(dedup -> attributes.put("MessageDeduplicationId", dedup));
        sent.system().forEach((name, attribute) -> attributes.put(name, attribute.text()));
        if (fifo) {
            attributes.put("SequenceNumber", sequence());
        }
        return attributes;
    }

    /** The message as ReceiveMessage answers it. */
    Map<String, Object> received(Map<String, String> system, Map<String, MessageAttribute> attributes) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("MessageId", id);
        answer.put("ReceiptHandle", String.valueOf(receiptHandle));
        answer.put("MD5OfBody", sent.bodyDigest());
        answer.put("Body", sent.body());
        if (!system.isEmpty()) {
            answer.put("Attributes", system);
        }
        if (!attributes.isEmpty()) {
            answer.put("MD5OfMessageAttributes", MessageAttribute.digest(attributes));
            Map<String, Object> values = new LinkedHashMap<>();
            attributes.forEach((name, attribute) -> values.put(name, attribute.answer()));
            answer.put("MessageAttributes", values);
        }
        return answer;
    }

    /** Names the message only. */
    @Override
    public String toString() {
        return "Message[" + id + "]";
    }
}
