package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.wire.Members;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request to SQS.
 *
 * @param operation the operation
 * @param members its members; may hold messages
 * @param host where the client reached the lab: queue URLs lead there again
 * @param account the lab's account
 */
record SqsCall(String operation, Members members, String host, LabAccount account) {

    private static final Pattern URL = Pattern.compile("https?://[^/]+/([^/]+)/([^/]+)/?");
    private static final int MAX = 2048;

    /** The name of the queue that the request is about. */
    String queueName() {
        if (operation.equals("CreateQueue") || operation.equals("GetQueueUrl")) {
            return required("QueueName");
        }
        Matcher url = URL.matcher(required("QueueUrl"));
        if (!url.matches()) {
            throw SqsErrors.of(404, "InvalidAddress", "The address " + required("QueueUrl") + " is not valid.");
        }
        if (!url.group(1).equals(account.accountId())) {
            throw SqsErrors.noQueue();
        }
        return url.group(2);
    }

    private String required(String name) {
        return members.text(name, 0, MAX)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() ->
                        SqsErrors.of(400, "MissingParameter", "The request must contain the parameter " + name + "."));
    }

    String url(Queue queue) {
        return "http://" + host + "/" + account.accountId() + "/" + queue.name();
    }

    /** The tags in the request: CreateQueue calls them by another name than TagQueue. */
    Map<String, String> tags() {
        Map<String, String> tags = members.pairs(operation.equals("CreateQueue") ? "tags" : "Tags");
        if (tags.keySet().stream().anyMatch(key -> key.isEmpty() || key.regionMatches(true, 0, "aws:", 0, 4))) {
            throw SqsErrors.invalidParameter("A tag key is empty or starts with aws:, which is reserved for AWS.");
        }
        return tags;
    }

    Map<String, String> attributes() {
        return members.pairs("Attributes");
    }

    /** Names the operation only. */
    @Override
    public String toString() {
        return "SqsCall[" + operation + "]";
    }
}
