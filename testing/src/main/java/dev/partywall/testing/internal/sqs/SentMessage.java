package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.wire.Members;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a sender sends (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 *
 * @param sender the sender's {@code aws:userid}
 * @param body the body, never shown
 * @param attributes the sender's attributes
 * @param system the system attributes that a sender can set
 * @param delaySeconds how long it is to wait, if not as long as the queue says
 * @param group the message group
 * @param deduplicationId the deduplication id
 */
record SentMessage(
        String sender,
        String body,
        Map<String, MessageAttribute> attributes,
        Map<String, MessageAttribute> system,
        Optional<Integer> delaySeconds,
        Optional<String> group,
        Optional<String> deduplicationId) {

    private static final int MAX_DELAY = 900;
    private static final int MAX_ID = 128;

    /** The message in a request, or in an entry of a batch. */
    static SentMessage in(Members request, Identity sender) {
        String body = request.text("MessageBody").orElse("");
        if (body.isEmpty()) {
            throw SqsErrors.of(400, "MissingParameter", "The request must contain the parameter MessageBody.");
        }
        if (!body.codePoints().allMatch(SentMessage::isAllowed)) {
            throw SqsErrors.messageContents();
        }
        return new SentMessage(
                sender.userId(),
                body,
                MessageAttribute.in(request, "MessageAttributes"),
                systemAttributes(request),
                request.number("DelaySeconds", 0, MAX_DELAY),
                request.text("MessageGroupId", 1, MAX_ID),
                request.text("MessageDeduplicationId", 1, MAX_ID));
    }

    private static Map<String, MessageAttribute> systemAttributes(Members request) {
        Map<String, MessageAttribute> system = MessageAttribute.in(request, "MessageSystemAttributes");
        if (!system.keySet().stream().allMatch("AWSTraceHeader"::equals)) {
            throw SqsErrors.invalidParameter("A sender can set no message system attribute but AWSTraceHeader.");
        }
        return system;
    }

    private static boolean isAllowed(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || (character >= 0x20 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD)
                || character >= 0x10000;
    }

    SentMessage withDeduplicationId(String id) {
        return new SentMessage(sender, body, attributes, system, delaySeconds, group, Optional.of(id));
    }

    /** What counts towards the size of a message. */
    int size() {
        return body.getBytes(StandardCharsets.UTF_8).length
                + attributes.entrySet().stream()
                        .mapToInt(entry -> entry.getValue().size(entry.getKey()))
                        .sum();
    }

    String bodyDigest() {
        return Md5.of(body.getBytes(StandardCharsets.UTF_8));
    }

    String contentDigest() {
        return Md5.digest("SHA-256", body.getBytes(StandardCharsets.UTF_8));
    }

    /** What SendMessage answers. */
    Map<String, Object> receipt(Queue.Sent stored, boolean fifo) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("MessageId", stored.id());
        answer.put("MD5OfMessageBody", bodyDigest());
        if (!attributes.isEmpty()) {
            answer.put("MD5OfMessageAttributes", MessageAttribute.digest(attributes));
        }
        if (!system.isEmpty()) {
            answer.put("MD5OfMessageSystemAttributes", MessageAttribute.digest(system));
        }
        if (fifo) {
            answer.put("SequenceNumber", stored.sequence());
        }
        return answer;
    }

    @Override
    public String toString() {
        return "SentMessage[redacted]";
    }
}
