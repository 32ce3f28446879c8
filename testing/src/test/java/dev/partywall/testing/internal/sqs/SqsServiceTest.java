package dev.partywall.testing.internal.sqs;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** Queues over the wire. */
@SuppressWarnings("unchecked") // the SDK takes lists of consumers as varargs
final class SqsServiceTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;
    private final SqsClient sqs;
    private final String name = "q" + UUID.randomUUID();
    private final String url;

    SqsServiceTest(AwsLab lab) {
        this.lab = lab;
        this.sqs = lab.sqs();
        this.url = sqs.createQueue(r -> r.queueName(name)).queueUrl();
    }

    private List<Message> receive() {
        return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages();
    }

    private void send(String body) {
        sqs.sendMessage(r -> r.queueUrl(url).messageBody(body));
    }

    private String count(QueueAttributeName attribute) {
        return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(attribute))
                .attributes()
                .getOrDefault(attribute, "");
    }

    @Test
    void createQueue_isIdempotent_andItsUrlLeadsToTheLab() {
        assertThat(url).isEqualTo(lab.endpoint() + "/" + lab.accountId() + "/" + name);
        assertThat(sqs.createQueue(r -> r.queueName(name)).queueUrl()).isEqualTo(url);
        assertThat(sqs.getQueueUrl(r -> r.queueName(name)).queueUrl()).isEqualTo(url);
        assertThatThrownBy(() -> sqs.createQueue(
                        r -> r.queueName(name).attributes(Map.of(QueueAttributeName.DELAY_SECONDS, "5"))))
                .isInstanceOf(QueueNameExistsException.class);
        assertThat(sqs.listQueuesPaginator(r -> r.queueNamePrefix(name).maxResults(1))
                        .queueUrls())
                .containsExactly(url);
    }

    @Test
    void deleteQueue_isGone_andItsNameRestsForAMinute() {
        sqs.deleteQueue(r -> r.queueUrl(url));
        assertThatThrownBy(() -> send("m")).isInstanceOf(QueueDoesNotExistException.class);
        assertRefused("AWS.SimpleQueueService.NonExistentQueue", () -> sqs.getQueueUrl(r -> r.queueName(name)));
        assertRefused("AWS.SimpleQueueService.QueueDeletedRecently", () -> sqs.createQueue(r -> r.queueName(name)));
        lab.clock().advance(Duration.ofSeconds(61));
        assertThat(sqs.createQueue(r -> r.queueName(name)).queueUrl()).isEqualTo(url);
    }

    @Test
    void message_withAttributes_arrivesWithItsSums() {
        Map<String, MessageAttributeValue> attributes = Map.of(
                "tenant.id",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("acmé")
                                .build(),
                "n",
                        MessageAttributeValue.builder()
                                .dataType("Number.int")
                                .stringValue("7")
                                .build(),
                "b",
                        MessageAttributeValue.builder()
                                .dataType("Binary")
                                .binaryValue(SdkBytes.fromUtf8String("x"))
                                .build());
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("bödy").messageAttributes(attributes));
        Message received = sqs.receiveMessage(r -> r.queueUrl(url)
                        .messageAttributeNames("tenant.*", "n")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .get(0);
        assertThat(received.body()).isEqualTo("bödy");
        assertThat(received.messageAttributes()).containsOnlyKeys("tenant.id", "n");
        assertThat(received.attributesAsStrings())
                .containsEntry("ApproximateReceiveCount", "1")
                .containsEntry("SenderId", lab.accountId());
    }

    @Test
    void visibilityTimeout_goesByTheLabsClock() {
        send("m");
        assertThat(receive()).hasSize(1);
        assertThat(receive()).as("hidden").isEmpty();
        assertThat(count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo("1");
        lab.clock().advance(Duration.ofSeconds(30));
        List<Message> again = receive();
        assertThat(again).hasSize(1);
        sqs.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(again.get(0).receiptHandle()).visibilityTimeout(0));
        Message third = receive().get(0);
        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(third.receiptHandle()));
        assertRefused(
                "AWS.SimpleQueueService.MessageNotInflight",
                () -> sqs.changeMessageVisibility(r ->
                        r.queueUrl(url).receiptHandle(third.receiptHandle()).visibilityTimeout(1)));
        lab.clock().advance(Duration.ofSeconds(30));
        assertThat(receive()).isEmpty();
    }

    @Test
    void delayAndRetention_goByTheLabsClock() {
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("later").delaySeconds(60));
        assertThat(receive()).isEmpty();
        assertThat(count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .isEqualTo("1");
        lab.clock().advance(Duration.ofSeconds(60));
        assertThat(receive()).hasSize(1);
        lab.clock().advance(Duration.ofDays(4));
        assertThat(receive()).as("kept for four days").isEmpty();
    }

    @Test
    void longPoll_waitsForAMessageAndHoldsNobodyUp() {
        CompletableFuture<ReceiveMessageResponse> waiting =
                lab.sqsAsync().receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20));
        for (int i = 0; i < 20; i++) {
            assertThat(count(QueueAttributeName.QUEUE_ARN)).endsWith(name);
        }
        assertThat(waiting).isNotDone();
        send("at last");
        assertThat(waiting.join().messages()).extracting(Message::body).containsExactly("at last");
    }

    @Test
    void longPoll_withoutMessages_endsEmpty() {
        assertThat(sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(1)).messages())
                .isEmpty();
    }

    @Test
    void batches_tellFailuresBesideSuccesses() {
        var sent = sqs.sendMessageBatch(r -> r.queueUrl(url)
                .entries(
                        e -> e.id("a").messageBody("1"),
                        e -> e.id("b").messageBody("\u0001"),
                        e -> e.id("c").messageBody("3")));
        assertThat(sent.successful()).hasSize(2);
        assertThat(sent.failed())
                .singleElement()
                .satisfies(entry -> assertThat(entry.code()).isEqualTo("InvalidMessageContents"));
        List<Message> messages = receive();
        sqs.changeMessageVisibilityBatch(r -> r.queueUrl(url)
                .entries(e ->
                        e.id("x").receiptHandle(messages.get(0).receiptHandle()).visibilityTimeout(0)));
        Message visible = receive().get(0);
        var deleted = sqs.deleteMessageBatch(r -> r.queueUrl(url)
                .entries(
                        e -> e.id("x").receiptHandle(visible.receiptHandle()),
                        e -> e.id("y").receiptHandle("nonsense")));
        assertThat(deleted.successful()).hasSize(1);
        assertThat(deleted.failed())
                .singleElement()
                .satisfies(entry -> assertThat(entry.code()).isEqualTo("ReceiptHandleIsInvalid"));
        assertRefused(
                "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
                () -> sqs.sendMessageBatch(r -> r.queueUrl(url)
                        .entries(e -> e.id("a").messageBody("1"), e -> e.id("a").messageBody("2"))));
    }

    @Test
    void fifo_keepsTheOrderOfGroups_andSendsOnce() {
        String fifo = sqs.createQueue(r -> r.queueName(name + ".fifo")
                        .attributes(Map.of(
                                QueueAttributeName.FIFO_QUEUE, "true",
                                QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true")))
                .queueUrl();
        for (String body : List.of("a1", "a2", "b1", "a1")) {
            sqs.sendMessage(r -> r.queueUrl(fifo).messageBody(body).messageGroupId(body.substring(0, 1)));
        }
        Message first = sqs.receiveMessage(r -> r.queueUrl(fifo)).messages().get(0);
        assertThat(first.body()).isEqualTo("a1");
        assertThat(sqs.receiveMessage(r -> r.queueUrl(fifo).maxNumberOfMessages(10))
                        .messages())
                .as("a2 stands behind a1")
                .extracting(Message::body)
                .containsExactly("b1");
        sqs.deleteMessage(r -> r.queueUrl(fifo).receiptHandle(first.receiptHandle()));
        assertThat(sqs.receiveMessage(r -> r.queueUrl(fifo).maxNumberOfMessages(10))
                        .messages())
                .extracting(Message::body)
                .containsExactly("a2");
        assertRefused(
                "MissingParameter", () -> sqs.sendMessage(r -> r.queueUrl(fifo).messageBody("x")));
    }

    @Test
    void attributesAndTags_areKept_andBadOnesRefused() {
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},
                 "Action":"sqs:SendMessage","Resource":"*"}]}""";
        sqs.setQueueAttributes(r -> r.queueUrl(url)
                .attributes(Map.of(QueueAttributeName.POLICY, policy, QueueAttributeName.VISIBILITY_TIMEOUT, "7")));
        assertThat(sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                        .attributes())
                .containsEntry(QueueAttributeName.POLICY, policy)
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "7")
                .containsKey(QueueAttributeName.QUEUE_ARN);
        sqs.tagQueue(r -> r.queueUrl(url).tags(Map.of("a", "1", "b", "2")));
        sqs.untagQueue(r -> r.queueUrl(url).tagKeys("b"));
        assertThat(sqs.listQueueTags(r -> r.queueUrl(url)).tags()).containsExactly(Map.entry("a", "1"));
        assertRefused(
                "InvalidAttributeValue",
                () -> sqs.setQueueAttributes(r -> r.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, "{}"))));
        assertRefused(
                "InvalidAttributeValue",
                () -> sqs.setQueueAttributes(
                        r -> r.queueUrl(url).attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "43201"))));
    }

    @Test
    void purgeQueue_emptiesOnceAMinute() {
        send("m");
        sqs.purgeQueue(r -> r.queueUrl(url));
        assertThat(receive()).isEmpty();
        assertRefused("AWS.SimpleQueueService.PurgeQueueInProgress", 403, () -> sqs.purgeQueue(r -> r.queueUrl(url)));
    }

    @Test
    void addPermission_isUnmodelled() {
        assertRefused(
                "UnmodelledByLab",
                () -> sqs.addPermission(r ->
                        r.queueUrl(url).label("l").awsAccountIds("111122223333").actions("*")));
    }
}
