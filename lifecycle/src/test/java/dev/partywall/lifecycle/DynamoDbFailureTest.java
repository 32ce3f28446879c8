package dev.partywall.lifecycle;

import static dev.partywall.lifecycle.Records.ACME;
import static dev.partywall.lifecycle.Records.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.LabFault;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/** What DynamoDB's trouble means, and that a lost answer loses and doubles nothing. */
@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DynamoDbFailureTest {

    private final AwsLab lab;
    private int tables;
    private String table = "";
    private DynamoDbTenantRegistry registry;

    DynamoDbFailureTest(AwsLab lab) {
        this.lab = lab;
        this.registry = DynamoDbTenantRegistry.of("none-yet", lab.dynamoDb());
    }

    @BeforeEach
    void begin() {
        table = "failing-" + tables++;
        registry = DynamoDbTenantRegistry.builder(table, lab.dynamoDb())
                .patience(Duration.ofMillis(100))
                .build();
        registry.createTable();
    }

    private DynamoDbTenantRegistry patient(LostAnswers client) {
        return DynamoDbTenantRegistry.builder(table, client)
                .patience(Duration.ofMinutes(1))
                .build();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("denied", LabFault.Builder::accessDenied, ErrorCode.REGISTRY_ACCESS_DENIED, false),
                fault("throttled", LabFault.Builder::throttle, ErrorCode.REGISTRY_UNAVAILABLE, true),
                fault("server error", LabFault.Builder::serverError, ErrorCode.REGISTRY_UNAVAILABLE, true),
                fault("reset", LabFault.Builder::reset, ErrorCode.REGISTRY_UNAVAILABLE, true));
    }

    private static Arguments fault(
            String name, Function<LabFault.Builder, LabFault> effect, ErrorCode code, boolean retryable) {
        return Arguments.of(Named.of(name, effect), code, retryable);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void calls_dynamoDbInTrouble_areTypedAndCausedByTheSdk(
            Function<LabFault.Builder, LabFault> effect, ErrorCode code, boolean retryable) {
        TenantRecord stored = registry.save(fresh(ACME));

        assertFailure("GetItem", effect, () -> registry.find(ACME), code, retryable);
        assertFailure("GetItem", effect, () -> registry.save(stored), code, retryable);
        assertFailure("TransactWriteItems", effect, () -> registry.save(stored), code, retryable);
        assertFailure("TransactGetItems", effect, () -> registry.changes(0, 1), code, retryable);
        assertFailure("Query", effect, () -> registry.changes(0, 1), code, retryable);

        assertThat(registry.save(stored).version()).as("and it passes").isEqualTo(2);
    }

    private void assertFailure(
            String action,
            Function<LabFault.Builder, LabFault> effect,
            Runnable call,
            ErrorCode code,
            boolean retryable) {
        try (LabFault fault = effect.apply(lab.faults().on("dynamodb:" + action))) {
            assertThatThrownBy(call::run).as(action).isInstanceOfSatisfying(TenantRegistryException.class, failure -> {
                assertThat(failure.code()).isEqualTo(code);
                assertThat(failure.isRetryable()).isEqualTo(retryable);
                assertThat(failure).hasMessageContaining(table).hasCauseInstanceOf(SdkException.class);
            });
            assertThat(fault.hits()).isPositive();
        }
    }

    @Test
    void save_troubleThatPasses_isOvercome() {
        DynamoDbTenantRegistry patient = patient(new LostAnswers(lab.dynamoDb()));
        try (LabFault fault =
                lab.faults().on("dynamodb:TransactWriteItems").times(7).serverError()) {
            assertThat(patient.save(fresh(ACME)).version()).isEqualTo(1);
            assertThat(fault.hits()).as("more than the client alone repeats").isEqualTo(7);
        }
    }

    @Test
    void calls_tableMissing_sayHowToMakeIt() {
        DynamoDbTenantRegistry elsewhere = DynamoDbTenantRegistry.of("no-such-table", lab.dynamoDb());

        assertMissing(() -> elsewhere.find(ACME));
        assertMissing(() -> elsewhere.save(fresh(ACME)));
        assertMissing(() -> elsewhere.changes(0, 1));
    }

    private static void assertMissing(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(TenantRegistryException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.REGISTRY_MISSING);
            assertThat(failure.isRetryable()).isFalse();
            assertThat(failure).hasMessageContaining("no-such-table").hasMessageContaining("createTable");
        });
    }

    @Test
    void createTable_againOrOfOtherKeys_keepsWhatIsThere() {
        TenantRecord stored = registry.save(fresh(ACME));

        registry.createTable();

        assertThat(registry.find(ACME)).contains(stored);
        AttributeDefinition text = AttributeDefinition.builder()
                .attributeName("tenant")
                .attributeType("S")
                .build();
        KeySchemaElement key = KeySchemaElement.builder()
                .attributeName("tenant")
                .keyType("HASH")
                .build();
        lab.dynamoDb()
                .createTable(request -> request.tableName("other-keys")
                        .attributeDefinitions(text)
                        .keySchema(key)
                        .billingMode("PAY_PER_REQUEST"));
        assertThatThrownBy(() ->
                        DynamoDbTenantRegistry.of("other-keys", lab.dynamoDb()).createTable())
                .isInstanceOf(TenantRegistryException.class)
                .hasMessageContaining("is not a registry");
    }

    /** The client's own repetition meets DynamoDB's memory of the transaction's token, or our mark in the row. */
    @Test
    void save_answerIsLost_isFoundOutAbout() {
        LostAnswers client = new LostAnswers(lab.dynamoDb());
        DynamoDbTenantRegistry patient = patient(client);

        client.loseNext(LostAnswers::nothing);
        TenantRecord first = patient.save(fresh(ACME));
        client.loseNext(LostAnswers::nothing);
        TenantRecord second = patient.save(first);

        assertThat(client.lost()).isEqualTo(2);
        assertThat(second.version()).isEqualTo(2);
        assertThat(registry.find(ACME)).contains(second);
        assertThat(registry.changes(0, 10).records()).containsExactly(second);
        assertThat(registry.changes(0, 10).next()).as("each was written once").isEqualTo(2);
    }

    @Test
    void save_answerIsLostAndOthersSaveSince_isStillFoundOutAbout() {
        LostAnswers client = new LostAnswers(lab.dynamoDb());
        client.loseNext(() -> saveTimes(15));

        TenantRecord stored = patient(client).save(fresh(ACME));

        assertThat(stored.version()).isEqualTo(1);
        assertThat(registry.find(ACME).orElseThrow().version()).isEqualTo(16);
    }

    @Test
    void save_answerIsLostAndTooManySaveSince_isNotKnownAndNoConflict() {
        LostAnswers client = new LostAnswers(lab.dynamoDb());
        client.loseNext(() -> saveTimes(16));

        assertThatThrownBy(() -> patient(client).save(fresh(ACME)))
                .isInstanceOfSatisfying(TenantRegistryException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.REGISTRY_UNAVAILABLE);
                    assertThat(failure).hasMessageContaining("not known");
                });
    }

    @Test
    void save_requestIsLostAndAnotherSaves_isAConflict() {
        LostAnswers client = new LostAnswers(lab.dynamoDb());
        client.loseNextRequest(() -> registry.save(fresh(ACME).withTier(Tier.SILO)));

        assertThatThrownBy(() -> patient(client).save(fresh(ACME))).isInstanceOf(RegistryConflictException.class);

        assertThat(registry.find(ACME).orElseThrow().tier()).isEqualTo(Tier.SILO);
    }

    @Test
    void save_anotherSavesTheTenantBetweenItsReads_isAConflict() {
        LostAnswers client = new LostAnswers(lab.dynamoDb());

        client.beforeCounter(() -> registry.save(fresh(ACME)));
        assertThatThrownBy(() -> patient(client).save(fresh(ACME).withTier(Tier.SILO)))
                .isInstanceOf(RegistryConflictException.class);
        TenantRecord first = registry.find(ACME).orElseThrow();
        assertThat(first.tier()).isEqualTo(Tier.POOL);

        client.beforeCounter(() -> registry.save(first));
        assertThatThrownBy(() -> patient(client).save(first.withTier(Tier.SILO)))
                .isInstanceOf(RegistryConflictException.class);
        assertThat(registry.find(ACME).orElseThrow().tier()).isEqualTo(Tier.POOL);
        assertThat(registry.changes(0, 10).records()).hasSize(1);
    }

    private void saveTimes(int times) {
        for (int i = 0; i < times; i++) {
            registry.save(registry.find(ACME).orElseThrow());
        }
    }

    @Test
    void calls_rowsThatAreDamaged_areRefused() {
        registry.save(fresh(ACME));
        registry.save(fresh("globex"));
        String globex = attribute("globex", "0", "body");

        put("acme", "0", Map.of("version", AttributeValue.fromN("1"), "body", AttributeValue.fromS(globex)));
        assertMalformed(() -> registry.find(ACME));
        assertMalformed(() -> registry.save(fresh(ACME).storedAs(1, Instant.EPOCH)));
        put("acme", "0", Map.of("version", AttributeValue.fromN("1"), "body", AttributeValue.fromS("{}")));
        assertMalformed(() -> registry.find(ACME));
        put("acme", "0", Map.of());
        assertMalformed(() -> registry.find(ACME));
        put("#feed", "1", Map.of());
        assertMalformed(() -> registry.changes(0, 10));
        put("#feed", "0", Map.of());
        assertMalformed(() -> registry.changes(0, 10));
        assertMalformed(() -> registry.save(fresh("next")));
    }

    private String attribute(String partition, String sequence, String name) {
        return lab.dynamoDb()
                .getItem(request -> request.tableName(table)
                        .key(Map.of(
                                "tenant", AttributeValue.fromS(partition),
                                "sequence", AttributeValue.fromN(sequence))))
                .item()
                .getOrDefault(name, AttributeValue.fromS(""))
                .s();
    }

    private void put(String partition, String sequence, Map<String, AttributeValue> attributes) {
        Map<String, AttributeValue> item = new HashMap<>(attributes);
        item.put("tenant", AttributeValue.fromS(partition));
        item.put("sequence", AttributeValue.fromN(sequence));
        lab.dynamoDb().putItem(request -> request.tableName(table).item(item));
    }

    private void assertMalformed(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        TenantRegistryException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.REGISTRY_RECORD_MALFORMED))
                .hasMessageContaining(table);
    }

    /** The newest row of the feed is not to be seen yet: its transaction's counter is, as plain reads may have it. */
    @Test
    void calls_newestRowOfTheFeedIsStillToAppear_waitForIt() {
        TenantRecord stored = registry.save(fresh(ACME));
        TenantRecord other = registry.save(fresh("other"));
        String body = attribute("#feed", "2", "body");
        lab.dynamoDb()
                .deleteItem(request -> request.tableName(table)
                        .key(Map.of("tenant", AttributeValue.fromS("#feed"), "sequence", AttributeValue.fromN("2"))));

        assertThat(registry.changes(0, 10))
                .as("not the end")
                .isEqualTo(new TenantRegistry.Changes(List.of(stored), 1, false));
        assertThatThrownBy(() -> registry.changes(1, 10)).isInstanceOf(TenantRegistryException.class);
        assertThatThrownBy(() -> registry.save(stored))
                .as("nobody may become visible before it")
                .isInstanceOfSatisfying(
                        TenantRegistryException.class,
                        failure -> assertThat(failure.isRetryable()).isTrue())
                .hasCauseInstanceOf(DynamoDbException.class);

        put("#feed", "2", Map.of("body", AttributeValue.fromS(body)));
        assertThat(registry.changes(1, 10).records()).containsExactly(other);
        assertThat(registry.save(stored).version()).isEqualTo(2);
    }

    @Test
    void changes_saveWhileTheyAreRead_areNotAtTheirEnd() {
        registry.save(fresh(ACME));
        try (LabFault held = lab.faults().on("dynamodb:Query").times(1).hold()) {
            var reading = CompletableFuture.supplyAsync(() -> registry.changes(0, 10));
            held.await(1);
            registry.save(fresh("late"));
            held.release();

            TenantRegistry.Changes changes =
                    reading.orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(changes.records()).hasSize(1);
            assertThat(changes.isEnd()).isFalse();
            assertThat(registry.changes(changes.next(), 10).records()).hasSize(1);
        }
    }

    @Test
    void save_threadIsInterrupted_endsAndStaysInterrupted() {
        DynamoDbTenantRegistry patient = DynamoDbTenantRegistry.builder(table, lab.dynamoDb())
                .patience(Duration.ofHours(1))
                .build();
        try (LabFault fault = lab.faults().on("dynamodb:TransactWriteItems").throttle()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> patient.save(fresh(ACME))).isInstanceOf(TenantRegistryException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void patience_negative_isRefused() {
        DynamoDbTenantRegistry.Builder builder = DynamoDbTenantRegistry.builder(table, lab.dynamoDb());

        assertThatThrownBy(() -> builder.patience(Duration.ofMillis(-1)))
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("patience");
    }
}
