package dev.partywall.testing;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantId;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;

@ExtendWith(AwsLabExtension.class)
final class LabFaultsTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");

    private final AwsLab lab;
    private final KmsClient kms;
    private final String key;

    LabFaultsTest(AwsLab lab) {
        this.lab = lab;
        this.kms = Clients.kmsTryingOnce(lab);
        this.key = lab.createKey();
    }

    @AfterEach
    void close() {
        kms.close();
    }

    private GenerateDataKeyResponse dataKey(TenantId tenant) {
        return kms.generateDataKey(
                r -> r.keyId(key).numberOfBytes(32).encryptionContext(Map.of("tenant", tenant.value())));
    }

    private CompletableFuture<GenerateDataKeyResponse> dataKeyLater(TenantId tenant) {
        return lab.kmsAsync()
                .generateDataKey(
                        r -> r.keyId(key).numberOfBytes(32).encryptionContext(Map.of("tenant", tenant.value())));
    }

    private RawClient sending(String operation, String keyArn) throws IOException {
        String body = "{\"KeyId\":\"" + keyArn + "\",\"NumberOfBytes\":32}";
        return RawClient.sending(lab, "TrentService." + operation, body);
    }

    private LabFault.Builder onDataKey() {
        return lab.faults().on("kms:GenerateDataKey");
    }

    @Nested
    final class Answers {

        @Test
        void throttle_kms_isThrottlingException() {
            try (LabFault fault = onDataKey().throttle()) {
                assertRefused("ThrottlingException", () -> dataKey(ACME));
                assertThat(fault.hits()).isEqualTo(1);
            }
            assertThat(dataKey(ACME).keyId()).isEqualTo(key);
        }

        @Test
        void serverError_kms_isInternalException() {
            try (LabFault fault = onDataKey().serverError()) {
                assertRefused("KMSInternalException", 500, () -> dataKey(ACME));
                assertThat(fault.hits()).isEqualTo(1);
            }
        }

        @Test
        void accessDenied_kms_isAccessDeniedException() {
            try (LabFault fault = onDataKey().accessDenied()) {
                assertThat(assertRefused("AccessDeniedException", () -> dataKey(ACME)))
                        .contains("kms:GenerateDataKey");
                assertThat(fault.hits()).isEqualTo(1);
            }
        }

        @Test
        void error_any_isAnsweredInTheServicesShape() {
            try (LabFault fault = onDataKey().error(500, "KeyUnavailableException", "words")) {
                assertThat(assertRefused("KeyUnavailableException", 500, () -> dataKey(ACME)))
                        .isEqualTo("words");
                assertThat(fault.hits()).isEqualTo(1);
            }
            assertThatThrownBy(() -> onDataKey().error(200, "x", "y")).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void answers_dynamoDb_haveDynamoDbsShapes() {
            try (DynamoDbClient dynamoDb = Clients.dynamoDbTryingOnce(lab)) {
                LabFault.Builder onGet = lab.faults().on("dynamodb:GetItem");
                try (LabFault fault = onGet.throttle()) {
                    assertThatThrownBy(() -> get(dynamoDb)).isInstanceOf(ProvisionedThroughputExceededException.class);
                    assertThat(fault.hits()).isEqualTo(1);
                }
                try (LabFault fault = onGet.serverError()) {
                    assertRefused("InternalServerError", 500, () -> get(dynamoDb));
                    assertThat(fault.hits()).isEqualTo(1);
                }
                try (LabFault fault = onGet.accessDenied()) {
                    assertRefused("AccessDeniedException", () -> get(dynamoDb));
                    assertThat(fault.hits()).isEqualTo(1);
                }
                try (LabFault fault = onGet.error(400, "ThrottlingException", "slow down")) {
                    assertRefused("ThrottlingException", () -> get(dynamoDb));
                    assertThat(fault.hits()).isEqualTo(1);
                }
            }
        }

        private void get(DynamoDbClient dynamoDb) {
            dynamoDb.getItem(r -> r.tableName("invoices").key(Map.of("pk", AttributeValue.fromS("acme"))));
        }

        @Test
        void throttle_onceWithRetryingClient_succeedsOnTheSecondAttempt() {
            long mark = lab.calls().mark();
            try (LabFault fault = onDataKey().times(1).throttle()) {
                lab.kms().generateDataKey(r -> r.keyId(key).numberOfBytes(32));
                assertThat(fault.hits()).isEqualTo(1);
            }
            assertThat(lab.calls().since(mark).list())
                    .extracting(LabCall::outcome)
                    .containsExactly(new LabOutcome.Injected("throttle"), new LabOutcome.Succeeded());
        }
    }

    @Nested
    final class Connections {

        @Test
        void reset_breaksTheConnectionByRst() {
            long mark = lab.calls().mark();
            try (LabFault fault = onDataKey().times(1).reset()) {
                assertThatThrownBy(() -> dataKey(ACME))
                        .isInstanceOf(SdkClientException.class)
                        .hasRootCauseInstanceOf(SocketException.class)
                        .rootCause()
                        .hasMessageContaining("reset");
                assertThat(fault.hits()).isEqualTo(1);
            }
            LabCall call = lab.calls().since(mark).list().get(0);
            assertThat(call.outcome()).isEqualTo(new LabOutcome.Injected("reset"));
            assertThat(call.status()).isZero();
            assertThat(dataKey(ACME).keyId()).isEqualTo(key);
        }

        @Test
        void hang_neverAnswers() throws Exception {
            long mark = lab.calls().mark();
            try (LabFault fault = onDataKey().hang()) {
                RawClient client = sending("GenerateDataKey", key);
                fault.await(1);
                assertThat(client.hearsNothing()).isTrue();
                client.close();
                lab.calls().since(mark).matching(call -> !call.isInFlight()).await(1, Duration.ofSeconds(60));
                assertThat(fault.waiting()).isZero();
            }
            assertThat(lab.calls().since(mark).list().get(0).outcome()).isEqualTo(new LabOutcome.Abandoned());
        }

        @Test
        void hang_closed_dropsTheConnection() throws Exception {
            long mark = lab.calls().mark();
            LabFault fault = onDataKey().hang();
            try (RawClient client = sending("GenerateDataKey", key)) {
                fault.await(1);
                assertThat(fault.waiting()).isEqualTo(1);
                assertThat(lab.calls().inFlight().forKey(key).count()).isEqualTo(1);
                fault.close();
                assertThat(client.read()).as("the end").isEqualTo(-1);
            }
            assertThat(lab.calls().since(mark).list().get(0).outcome()).isEqualTo(new LabOutcome.Injected("hang"));
        }

        @Test
        void hang_thousandRequests_costNoThreads() {
            try (KmsAsyncClient client = Clients.kmsAsyncTryingOnce(lab)) {
                client.listKeys().join();
                lab.calls().clear();
                int before = Thread.activeCount();
                List<CompletableFuture<ListKeysResponse>> calls;
                try (LabFault fault = lab.faults().on("kms:ListKeys").hang()) {
                    calls = IntStream.range(0, 1000)
                            .mapToObj(i -> client.listKeys())
                            .toList();
                    fault.await(1000, Duration.ofSeconds(30));
                    assertThat(fault.waiting()).isEqualTo(1000);
                    assertThat(lab.calls().inFlight().count()).isEqualTo(1000);
                    assertThat(Thread.activeCount()).isLessThan(before + 20);
                    assertThat(dataKey(ACME).keyId()).as("others are served").isEqualTo(key);
                }
                for (CompletableFuture<ListKeysResponse> call : calls) {
                    assertThat(call).failsWithin(Duration.ofSeconds(60));
                }
                assertThat(lab.calls().of("kms:ListKeys").list())
                        .hasSize(1000)
                        .allSatisfy(call -> assertThat(call.outcome()).isEqualTo(new LabOutcome.Injected("hang")));
            }
        }
    }

    @Nested
    final class Waiting {

        @Test
        void delay_answersLater() {
            try (LabFault fault = onDataKey().delay(Duration.ofMillis(300))) {
                long start = System.nanoTime();
                assertThat(dataKey(ACME).keyId()).isEqualTo(key);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(295));
                assertThat(fault.hits()).isEqualTo(1);
                assertThat(fault.waiting()).isZero();
            }
            assertThatThrownBy(() -> onDataKey().delay(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void delay_clientGone_isNotPerformed() throws Exception {
            long mark = lab.calls().mark();
            try (LabFault fault = onDataKey().delay(Duration.ofMinutes(1))) {
                RawClient client = sending("GenerateDataKey", key);
                fault.await(1);
                assertThat(fault.waiting()).isEqualTo(1);
                client.close();
                lab.calls().since(mark).matching(call -> !call.isInFlight()).await(1, Duration.ofSeconds(60));
                assertThat(fault.waiting()).isZero();
            }
            assertThat(lab.calls().since(mark).list().get(0).outcome()).isEqualTo(new LabOutcome.Abandoned());
        }

        @Test
        void hold_released_goesOnToTheService() {
            try (LabFault hold = onDataKey().hold()) {
                List<CompletableFuture<GenerateDataKeyResponse>> calls =
                        List.of(dataKeyLater(ACME), dataKeyLater(ACME), dataKeyLater(ACME));
                hold.await(3);
                assertThat(hold.waiting()).isEqualTo(3);
                assertThat(calls).noneMatch(CompletableFuture::isDone);

                assertThat(hold.release(1)).isEqualTo(1);
                CompletableFuture<Object> first = CompletableFuture.anyOf(calls.toArray(CompletableFuture<?>[]::new));
                assertThat(first).succeedsWithin(Duration.ofSeconds(60));
                assertThat(hold.waiting()).isEqualTo(2);

                hold.release();
                for (CompletableFuture<GenerateDataKeyResponse> call : calls) {
                    assertThat(call).succeedsWithin(Duration.ofSeconds(60));
                }
                assertThat(dataKey(ACME).keyId()).as("a released fault is over").isEqualTo(key);
            }
        }

        @Test
        void hold_thenThrottle_theLaterFaultStrikesWhatWasReleased() {
            try (LabFault hold = onDataKey().times(1).hold();
                    LabFault throttle = onDataKey().times(1).throttle()) {
                long mark = lab.calls().mark();
                CompletableFuture<GenerateDataKeyResponse> call = dataKeyLater(ACME);
                hold.await(1);
                assertThat(throttle.hits()).isZero();
                hold.release();
                assertThat(call).succeedsWithin(Duration.ofSeconds(60));
                assertThat(throttle.hits()).isEqualTo(1);
                assertThat(lab.calls().since(mark).list().get(0).outcome())
                        .isEqualTo(new LabOutcome.Injected("throttle"));
            }
        }

        @Test
        void hold_clientGone_isNotPerformed() throws Exception {
            try (LabFault hold = lab.faults().on("kms:DisableKey").forKey(key).hold()) {
                RawClient client = sending("DisableKey", key);
                hold.await(1);
                client.close();
                lab.calls()
                        .forKey(key)
                        .matching(call -> call.outcome() instanceof LabOutcome.Abandoned)
                        .await(1, Duration.ofSeconds(60));
                assertThat(hold.waiting()).isZero();
            }
            assertThat(kms.describeKey(r -> r.keyId(key)).keyMetadata().enabled())
                    .isTrue();
        }

        @Test
        void await_notEnough_failsWithWords() {
            try (LabFault hold = onDataKey().hold()) {
                assertThatThrownBy(() -> hold.await(1, Duration.ofMillis(50)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("hold on kms:GenerateDataKey")
                        .hasMessageContaining("0 times of the 1");
            }
        }
    }

    @Nested
    final class Selection {

        @Test
        void forTenant_strikesOnlyThatTenant() {
            try (LabFault fault = onDataKey().forTenant(ACME).throttle()) {
                assertRefused("ThrottlingException", () -> dataKey(ACME));
                assertThat(dataKey(GLOBEX).keyId()).isEqualTo(key);
                assertThat(fault.hits()).isEqualTo(1);
            }
        }

        @Test
        void times_strikesSoOftenAndNoMore() {
            try (LabFault fault = onDataKey().times(2).throttle()) {
                assertRefused("ThrottlingException", () -> dataKey(ACME));
                assertRefused("ThrottlingException", () -> dataKey(ACME));
                assertThat(dataKey(ACME).keyId()).isEqualTo(key);
                assertThat(fault.hits()).isEqualTo(2);
            }
            assertThatThrownBy(() -> onDataKey().times(0)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void on_patterns_strikeWhatTheySay() {
            try (LabFault fault =
                    lab.faults().on("kms:GenerateDataKey*").forKey(key).throttle()) {
                assertRefused("ThrottlingException", () -> dataKey(ACME));
                assertRefused(
                        "ThrottlingException",
                        () -> kms.generateDataKeyWithoutPlaintext(
                                r -> r.keyId(key).numberOfBytes(1)));
                assertThat(kms.describeKey(r -> r.keyId(key)).keyMetadata().arn())
                        .isEqualTo(key);
                assertThat(fault.hits()).isEqualTo(2);
            }
            for (String wrong : List.of("", "Decrypt", "kms:", "kms:*Key", "kms")) {
                assertThatThrownBy(() -> lab.faults().on(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
            }
        }

        @Test
        void matching_anyCondition_decides() {
            try (LabFault fault = lab.faults()
                    .on("*")
                    .matching(call -> call.keyArns().contains(key) && call.isInFlight())
                    .accessDenied()) {
                assertRefused("AccessDeniedException", () -> dataKey(ACME));
                assertThat(kms.generateRandom(r -> r.numberOfBytes(1)).plaintext())
                        .isNotNull();
                assertThat(fault.hits()).isEqualTo(1);
            }
        }

        @Test
        void matching_conditionThatThrows_isAnsweredAsFailureOfTheLab() {
            try (LabFault fault = onDataKey()
                    .matching(call -> {
                        throw new IllegalStateException("a defect of the test");
                    })
                    .throttle()) {
                assertThat(assertRefused("InternalFailure", 500, () -> dataKey(ACME)))
                        .contains("a defect of the test");
                assertThat(fault.hits()).isZero();
            }
        }

        @Test
        void clear_closesAll() {
            onDataKey().throttle();
            onDataKey().hold();
            assertThat(lab.faults().active()).hasSize(2);
            lab.faults().clear();
            assertThat(lab.faults().active()).isEmpty();
            assertThat(dataKey(ACME).keyId()).isEqualTo(key);
        }
    }
}
