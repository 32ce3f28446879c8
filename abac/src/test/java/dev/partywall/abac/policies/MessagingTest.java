package dev.partywall.abac.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.policy.Decision;
import dev.partywall.policy.PolicyDocument;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** SNS, EventBridge and FIFO queues, which the lab does not have, by the evaluator. */
final class MessagingTest {

    private static final String SNS = "arn:aws:sns:eu-central-1:111122223333:";
    private static final String SQS = "arn:aws:sqs:eu-central-1:111122223333:";
    private static final String EVENTS = "arn:aws:events:eu-central-1:111122223333:event-bus/";

    private static final PolicyDocument POLICY = TenantPolicies.create()
            .identityPolicy(TenantAccess.builder()
                    .topics(SNS + "orders-{tenant}")
                    .topics(SNS + "orders-{tenant}.fifo")
                    .queues(SQS + "orders-{tenant}.fifo", AccessLevel.WRITE)
                    .eventBuses(EVENTS + "orders-{tenant}")
                    .events(EVENTS + "shared", "com.example.{tenant}")
                    .build())
            .document();

    private final Evaluated acme = new Evaluated(POLICY, "acme");
    private final Evaluated nobody = new Evaluated(POLICY, "");

    @Nested
    final class Topics {

        @Test
        void publish_toTheOwnTopic_isAllowed() {
            assertThat(acme.allows("sns:Publish", SNS + "orders-acme")).isTrue();
            assertThat(acme.allows("sns:Publish", SNS + "orders-acme.fifo")).isTrue();
        }

        @Test
        void publish_toAnother_isDenied() {
            assertThat(List.of("orders-acme2", "orders-globex", "orders-", "orders-acme.fifo2", "orders"))
                    .noneMatch(name -> acme.allows("sns:Publish", SNS + name));
        }

        @Test
        void otherActions_areDenied() {
            assertThat(List.of("Subscribe", "SetTopicAttributes", "DeleteTopic", "ListTopics", "TagResource"))
                    .noneMatch(action -> acme.allows("sns:" + action, SNS + "orders-acme"));
        }

        @Test
        void publish_withoutATenant_isDenied() {
            assertThat(nobody.decide("sns:Publish", SNS + "orders-acme", c -> c))
                    .isInstanceOf(Decision.ExplicitlyDenied.class);
        }
    }

    @Nested
    final class Queues {

        @Test
        void send_toTheOwnQueue_isAllowed() {
            assertThat(acme.allows("sqs:SendMessage", SQS + "orders-acme.fifo")).isTrue();
        }

        @Test
        void send_toAnother_orReceive_isDenied() {
            assertThat(acme.allows("sqs:SendMessage", SQS + "orders-acme")).isFalse();
            assertThat(acme.allows("sqs:SendMessage", SQS + "orders-acme2.fifo"))
                    .isFalse();
            assertThat(acme.allows("sqs:ReceiveMessage", SQS + "orders-acme.fifo"))
                    .isFalse();
        }
    }

    @Nested
    final class EventBuses {

        @Test
        void put_onTheOwnBus_isAllowed() {
            assertThat(put(acme, "orders-acme", "anything")).isTrue();
        }

        @Test
        void put_onAnotherBus_isDenied() {
            assertThat(put(acme, "orders-acme2", "com.example.acme")).isFalse();
            assertThat(put(acme, "default", "com.example.acme")).isFalse();
        }

        @Test
        void put_onTheSharedBus_underTheOwnSource_isAllowed() {
            assertThat(put(acme, "shared", "com.example.acme")).isTrue();
            assertThat(acme.allows(
                            "events:PutEvents", EVENTS + "shared", c -> c.with("events:source", "com.example.acme")))
                    .isTrue();
        }

        @Test
        void put_onTheSharedBus_underAnotherSource_isDenied() {
            assertThat(put(acme, "shared", "com.example.acme2")).isFalse();
            assertThat(put(acme, "shared", "com.example.acme", "com.example.globex"))
                    .isFalse();
            assertThat(put(nobody, "shared", "com.example.acme")).isFalse();
        }

        @Test
        void put_onTheSharedBus_withoutASource_isDeniedByTheGuardOnly() {
            assertThat(put(acme, "shared")).isFalse();
            assertThat(acme.allows("events:PutEvents", EVENTS + "shared")).isFalse();
            assertThat(withoutGuard().allows("events:PutEvents", EVENTS + "shared"))
                    .isTrue();
        }

        @Test
        void rules_areNotTenants() {
            assertThat(acme.allows("events:PutRule", EVENTS + "orders-acme")).isFalse();
        }

        private static Evaluated withoutGuard() {
            return new Evaluated(Mutants.named(POLICY, "OwnEventsPut without Null events:source"), "acme");
        }

        private static boolean put(Evaluated by, String bus, String... sources) {
            return by.allows("events:PutEvents", EVENTS + bus, c -> c.withAll("events:source", List.of(sources)));
        }
    }
}
