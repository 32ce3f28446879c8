package dev.partywall.testing.internal.sqs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** Receipt handles: each tells the queue, the message, and one receive of it. */
final class ReceiptHandle {

    private ReceiptHandle() {}

    static String next(String queue, Message message) {
        String text = queue + "/" + message.id() + "/" + UUID.randomUUID();
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The message that a handle of this queue is for. */
    static String messageId(String queue, String handle) {
        String[] parts = decode(handle).split("/", -1);
        if (parts.length != 3 || !parts[0].equals(queue)) {
            throw SqsErrors.receiptHandle();
        }
        return parts[1];
    }

    private static String decode(String handle) {
        try {
            return new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw SqsErrors.receiptHandle();
        }
    }
}
