package dev.partywall.testing.mistakes;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static dev.partywall.testing.mistakes.Wall.assertLeaks;
import static dev.partywall.testing.mistakes.Wall.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack.Kind;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.LabRole;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Mistakes in policies for queues: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-abac.html. */
@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
final class QueueMistakesTest {

    private static final String OWN_QUEUES = """
            {"Sid": "OwnQueues", "Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "*",
             "Condition": {"StringEquals": {"aws:ResourceTag/TenantId": "${aws:PrincipalTag/TenantId}"}}}""";

    private record Inbox(String tenant, String url) {}

    private final AwsLab lab;

    QueueMistakesTest(AwsLab lab) {
        this.lab = lab;
    }

    private Inbox create(TenantId tenant, String canary) {
        String url = lab.sqs()
                .createQueue(r -> r.queueName("inbox-" + UUID.randomUUID()).tags(Map.of("TenantId", tenant.value())))
                .queueUrl();
        lab.sqs().sendMessage(r -> r.queueUrl(url).messageBody(canary));
        return new Inbox(tenant.value(), url);
    }

    private SqsClient own() {
        return lab.boundTenant().sqs();
    }

    private List<Message> receive(Inbox inbox) {
        return own().receiveMessage(r -> r.queueUrl(inbox.url())).messages();
    }

    private IsolationPlan<Inbox> plan() {
        return IsolationPlan.on(lab, this::create).probe("receive", this::receive);
    }

    /** A message that was received is hidden from the next who asks, so that each attack needs a message of its own. */
    @Test
    void queuesOfAll_leak() {
        Wall.raise(lab, OWN_QUEUES.replaceAll(",\\s*\"Condition\".*", "}"));
        assertLeaks(plan(), "receive", Kind.FOREIGN, "OwnQueues");

        Wall.raise(lab, OWN_QUEUES);
        assertIsolated(plan());
    }

    /**
     * Tags of the queue are not known to queue policies as they are to IAM policies; the lab does not judge what is not
     * documented, so nothing can leak here. The plan is never green.
     */
    @Test
    void q1_resourceTagInQueuePolicy_isUndecided() {
        LabRole role = Wall.raise(lab, OWN_QUEUES.replace("sqs:ReceiveMessage", "sqs:GetQueueUrl"));
        String queuePolicy = "{\"Version\": \"2012-10-17\", \"Statement\": ["
                + OWN_QUEUES.replace("\"Action\"", "\"Principal\": {\"AWS\": \"" + role.arn() + "\"}, \"Action\"")
                + "]}";
        IsolationPlan<Inbox> plan = IsolationPlan.on(lab, (tenant, canary) -> {
                    Inbox inbox = create(tenant, canary);
                    lab.sqs()
                            .setQueueAttributes(r ->
                                    r.queueUrl(inbox.url()).attributes(Map.of(QueueAttributeName.POLICY, queuePolicy)));
                    return inbox;
                })
                .probe("receive", this::receive);

        assertThat(plan.run().failures())
                .filteredOn(failure -> failure.attack().kind() == Kind.CONTROL)
                .hasSize(3)
                .allSatisfy(failure -> assertThat(failure.barrier()).isEqualTo(Barrier.UNDECIDED));
    }

    @Test
    void q2_tagAllowed_leaksToWhoTagsTheQueue() {
        IsolationPlan<Inbox> plan = plan().probe("receiveTagged", inbox -> {
            String self = TenantContext.require().id().value();
            attempt(() -> own().tagQueue(r -> r.queueUrl(inbox.url()).tags(Map.of("TenantId", self))));
            return receive(inbox);
        });

        Wall.raise(lab, OWN_QUEUES, """
                {"Sid": "Tagging", "Effect": "Allow", "Action": "sqs:TagQueue", "Resource": "*"}""");
        assertLeaks(plan, "receiveTagged", Kind.FOREIGN, "Tagging");

        Wall.raise(lab, OWN_QUEUES);
        assertIsolated(plan);
    }
}
