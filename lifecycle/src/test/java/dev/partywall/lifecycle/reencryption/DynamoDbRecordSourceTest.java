package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.LabFault;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
final class DynamoDbRecordSourceTest extends RecordSourceContract {

    private static final AtomicInteger TABLES = new AtomicInteger();

    private final AwsLab lab;
    private final DynamoDbClient impatient;
    private final String table = "records-" + TABLES.incrementAndGet();

    DynamoDbRecordSourceTest(AwsLab lab) {
        this.lab = lab;
        this.impatient = DynamoDbClient.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(lab.credentials())
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterEach
    void end() {
        impatient.close();
    }

    @Override
    RecordStore create() {
        return new DynamoDbRecordStore(lab.dynamoDb(), "contract-" + TABLES.incrementAndGet());
    }

    private DynamoDbRecordStore ofSortKey(ScalarAttributeType type) {
        return new DynamoDbRecordStore(lab.dynamoDb(), table, type);
    }

    private DynamoDbRecordSource.Builder builder(String... values) {
        return DynamoDbRecordSource.builder(lab.dynamoDb(), table, "sealed")
                .partitionKey("tenant", values)
                .sortKey("id");
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static AttributeValue bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return AttributeValue.fromB(SdkBytes.fromByteArray(bytes));
    }

    private static List<String> idsOf(RecordSource source) {
        return all(source, 2).stream().map(record -> record.recordId().value()).toList();
    }

    @Test
    void partitions_ofSeveralPartitionKeys_areOneEach() {
        DynamoDbRecordStore store = ofSortKey(ScalarAttributeType.S);
        for (String shard : List.of("acme#0", "acme#1", "acme#2", "acme#10", "acme2#0", "acme")) {
            store.put(shard, "in " + shard, message(shard, 0));
        }

        RecordSource source = builder("acme#0", "acme#1", "acme#2").build();

        assertThat(source.partitions()).containsExactly("acme#0", "acme#1", "acme#2");
        assertThat(idsOf(source)).containsExactly("in acme#0", "in acme#1", "in acme#2");
    }

    @Test
    void read_oneKindOfItems_leavesTheOthers() {
        DynamoDbRecordStore store = ofSortKey(ScalarAttributeType.S);
        List<String> others =
                List.of("INVOICE", "INVOICE\"", "INVOICE$", "INVOICE$1", "INVOICE!1", "INVOICD#9", "ORDER#1");
        others.forEach(id -> store.put(id, message(id, 0)));
        List<String> invoices = List.of("INVOICE#", "INVOICE#1", "INVOICE#2", "INVOICE#\uD83D\uDE00", "INVOICE#\uFFFF");
        invoices.forEach(id -> store.put(id, message(id, 0)));

        RecordSource whole = builder("acme").sortKeyBeginsWith("INVOICE#").build();
        RecordSource parts = builder("acme")
                .sortKeyBeginsWith("INVOICE#")
                .splitAt(text("INVOICE#1"), text("INVOICE#2"))
                .build();

        assertThat(idsOf(whole)).containsExactlyInAnyOrderElementsOf(invoices);
        assertThat(idsOf(parts)).containsExactlyInAnyOrderElementsOf(invoices);
        assertThat(parts.partitions()).hasSize(3).doesNotHaveDuplicates();
        assertThat(whole.name()).isNotEqualTo(builder("acme").build().name());
        StoredRecord order = all(builder("acme").build(), 10).stream()
                .filter(record -> record.recordId().value().equals("ORDER#1"))
                .findFirst()
                .orElseThrow();
        assertUnusable(() -> whole.find(order.key()));
        assertUnusable(() -> whole.replace(order, message("mine", 1)));
    }

    static Stream<List<AttributeValue>> sortKeys() {
        return Stream.of(
                IntStream.of(-10, -9, 0, 2, 10, 100)
                        .mapToObj(number -> AttributeValue.fromN(Integer.toString(number)))
                        .toList(),
                Stream.of("-9.5E+20", "0.001", "1.5", "9.99999999999999999999999999999999999E+125")
                        .map(AttributeValue::fromN)
                        .toList(),
                List.of(bytes(0), bytes(0, 1), bytes(1), bytes(127), bytes(128), bytes(255, 255)));
    }

    @ParameterizedTest
    @MethodSource("sortKeys")
    void read_sortKeysOfOtherTypes_areSplitInTheirOrderAndFoundAgain(List<AttributeValue> keys) {
        ScalarAttributeType type =
                ScalarAttributeType.fromValue(keys.get(0).type().name());
        DynamoDbRecordStore store = ofSortKey(type);
        keys.forEach(key -> store.set(Map.of("tenant", text("acme"), "id", key), "sealed", bytes(keys.indexOf(key))));
        RecordSource source = builder("acme")
                .splitAt(keys.get(1), keys.get(2), keys.get(keys.size() - 1))
                .recordId(item -> RecordId.of("n" + item.hashCode()))
                .build();

        List<StoredRecord> read = all(source, 1);

        assertThat(read).hasSize(keys.size());
        assertThat(read.stream().map(record -> record.message()[0] + 0)).isSorted();
        for (StoredRecord record : read) {
            assertThat(source.replace(record, new byte[] {9})).isTrue();
            assertThat(source.find(record.key()).orElseThrow().message()).containsExactly(9);
        }
        assertUnusable(() -> all(builder("acme").build(), 10));
    }

    @Test
    void read_tableWithoutSortKey_isOneItemOfEachPartitionKey() {
        createTableWithoutSortKey();
        RecordSource source = withoutSortKey("acme#a", "acme#b", "acme#~");
        for (String key : List.of("acme#a", "acme#~", "globex#a")) {
            lab.dynamoDb().putItem(put -> put.tableName(table).item(Map.of("tenant", text(key), "sealed", bytes(1))));
        }

        List<StoredRecord> read = all(source, 1);

        assertThat(read).extracting(record -> record.recordId().value()).containsExactly("acme#a", "acme#~");
        for (StoredRecord record : read) {
            assertThat(source.replace(record, new byte[] {2})).isTrue();
            assertThat(source.replace(record, new byte[] {3})).isFalse();
        }
    }

    private void createTableWithoutSortKey() {
        lab.dynamoDb()
                .createTable(create -> create.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("tenant")
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("tenant")
                                .keyType(KeyType.HASH)
                                .build()));
    }

    private RecordSource withoutSortKey(String... values) {
        return DynamoDbRecordSource.builder(lab.dynamoDb(), table, "sealed")
                .partitionKey("tenant", values)
                .build();
    }

    /** With the first of the items taken for the only one, the others would be left under the former key. */
    @Test
    void read_sortKeyIsNotNamed_isRefused() {
        DynamoDbRecordStore store = ofSortKey(ScalarAttributeType.S);
        store.put("r1", message("r1", 0));
        store.put("r2", message("r2", 0));

        assertUnusable(() -> all(withoutSortKey("acme"), 1));
        assertUnusable(() -> all(withoutSortKey("acme"), 10));
    }

    @Test
    void read_itemsWithoutMessage_arePassedOver() {
        DynamoDbRecordStore store = ofSortKey(ScalarAttributeType.S);
        IntStream.range(0, 9).forEach(i -> store.annotate("plain-" + i, "no message"));
        store.put("sealed", message("sealed", 0));

        assertThat(idsOf(builder("acme").build())).containsExactly("sealed");
    }

    @Test
    void read_messageOfAnotherType_isToldWithoutNamingTheItem() {
        DynamoDbRecordStore store = ofSortKey(ScalarAttributeType.S);
        store.put("sound", message("sound", 0));
        store.set(Map.of("tenant", text("acme"), "id", text("jane@example.com")), "sealed", text("plain words"));
        RecordSource source = builder("acme").build();

        RecordPage page = source.read(source.partitions().get(0), Optional.empty(), 10);

        assertThat(page.records())
                .extracting(record -> record.recordId().value())
                .containsExactly("sound");
        UnreadableRecord unreadable = page.unreadable().get(0);
        assertThat(page.unreadable()).containsExactly(unreadable);
        assertThat(unreadable.reason().code()).isEqualTo(ErrorCode.RECORD_SOURCE_UNUSABLE);
        assertThat(unreadable.reason())
                .hasMessageContaining("'sealed'")
                .hasMessageContaining(table)
                .hasMessageNotContainingAny("jane", "plain words");
        assertThat(unreadable.toString()).doesNotContain("jane");
        assertUnusable(() -> source.find(unreadable.key()));
    }

    @Test
    void calls_withKeysOfOthers_areRefused() {
        DynamoDbRecordStore store = ofSortKey(ScalarAttributeType.S);
        store.put("globex", "theirs", message("theirs", 0));
        StoredRecord theirs = all(builder("globex").build(), 1).get(0);
        RecordSource source = builder("acme").build();

        assertUnusable(() -> source.find(theirs.key()));
        assertUnusable(() -> source.replace(theirs, message("mine", 1)));

        assertThat(store.messages("globex").get("theirs")).isEqualTo(message("theirs", 0));
    }

    @Test
    void read_positionOfAnotherPartition_isRefused() {
        DynamoDbRecordStore store = ofSortKey(ScalarAttributeType.S);
        IntStream.range(0, 6).forEach(i -> store.put("r" + i, message("r", i)));
        RecordSource parts = builder("acme").splitAt(text("r3")).build();
        String second = parts.partitions().get(1);
        String position = parts.read(second, Optional.empty(), 2).next().orElseThrow();

        assertUnusable(() -> parts.read(parts.partitions().get(0), Optional.of(position), 2));
        assertUnusable(() -> parts.read(second, Optional.of("N4"), 2));
    }

    /** A page may end at the bound, which DynamoDB writes in its own way: 10 for 1E1. */
    @Test
    void read_pageThatEndsAtABoundaryWrittenInAnotherWay_goesOn() {
        DynamoDbRecordStore store = ofSortKey(ScalarAttributeType.N);
        for (int number = 8; number < 13; number++) {
            store.set(
                    Map.of("tenant", text("acme"), "id", AttributeValue.fromN(Integer.toString(number))),
                    "sealed",
                    bytes(number));
        }
        RecordSource source = builder("acme")
                .splitAt(AttributeValue.fromN("1"), AttributeValue.fromN("1E1"))
                .recordId(item -> RecordId.of("n" + item.hashCode()))
                .build();

        for (int limit = 1; limit < 6; limit++) {
            assertThat(all(source, limit)).hasSize(5);
        }
    }

    @Test
    void name_ofOtherItems_isAnother() {
        assertThat(Stream.of(
                                builder("acme"),
                                builder("acme").sortKey("number"),
                                builder("acme").partitionKey("owner", "acme"),
                                builder("acme").sortKeyBeginsWith("INVOICE#"))
                        .map(source -> source.build().name()))
                .doesNotHaveDuplicates();
    }

    @Test
    void calls_ofATableThatIsNotThere_areUnusable() {
        assertUnusable(() -> all(builder("acme").build(), 1));
    }

    @Test
    void calls_withKeysThatTheTableDoesNotHave_areUnusable() {
        createTableWithoutSortKey();

        assertUnusable(() -> all(builder("acme").splitAt(text("x")).build(), 1));
    }

    @Test
    void calls_throttledOrBroken_areRetryable() {
        ofSortKey(ScalarAttributeType.S).put("r1", message("r1", 0));
        RecordSource source = DynamoDbRecordSource.builder(impatient, table, "sealed")
                .partitionKey("tenant", "acme")
                .sortKey("id")
                .build();
        StoredRecord record = all(source, 1).get(0);
        List<Runnable> calls = List.of(
                () -> all(source, 1), () -> source.find(record.key()), () -> source.replace(record, new byte[1]));

        for (Runnable call : calls) {
            try (LabFault fault = onTable().throttle()) {
                assertFailure(call, ErrorCode.RECORD_SOURCE_UNAVAILABLE, true);
                assertThat(fault.hits()).isPositive();
            }
            try (LabFault fault = onTable().serverError()) {
                assertFailure(call, ErrorCode.RECORD_SOURCE_UNAVAILABLE, true);
                assertThat(fault.hits()).isPositive();
            }
            try (LabFault fault = onTable().reset()) {
                assertFailure(call, ErrorCode.RECORD_SOURCE_UNAVAILABLE, true);
                assertThat(fault.hits()).isPositive();
            }
            try (LabFault fault = onTable().error(400, "TransactionConflictException", "ongoing transaction")) {
                assertFailure(call, ErrorCode.RECORD_SOURCE_UNAVAILABLE, true);
                assertThat(fault.hits()).isPositive();
            }
            try (LabFault fault = onTable().error(400, "ReplicatedWriteConflictException", "another Region writes")) {
                assertFailure(call, ErrorCode.RECORD_SOURCE_UNAVAILABLE, true);
                assertThat(fault.hits()).isPositive();
            }
            try (LabFault fault = onTable().accessDenied()) {
                assertFailure(call, ErrorCode.RECORD_SOURCE_ACCESS_DENIED, false);
                assertThat(fault.hits()).isPositive();
            }
        }
    }

    /** The SDK's second try meets what its first has written. */
    @Test
    void replace_answerIsLost_isFalseAndWritten() {
        ofSortKey(ScalarAttributeType.S).put("r1", message("r1", 0));
        AtomicInteger attempts = new AtomicInteger();
        try (DynamoDbClient losing = DynamoDbClient.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(lab.credentials())
                .overrideConfiguration(settings -> settings.addExecutionInterceptor(new LostFirstAnswer(attempts)))
                .build()) {
            RecordSource source = DynamoDbRecordSource.builder(losing, table, "sealed")
                    .partitionKey("tenant", "acme")
                    .sortKey("id")
                    .build();
            StoredRecord record = all(builder("acme").build(), 1).get(0);

            assertThat(source.replace(record, message("r1", 1))).isFalse();

            assertThat(attempts).hasValue(2);
            assertThat(source.find(record.key()).orElseThrow().message()).isEqualTo(message("r1", 1));
        }
    }

    private record LostFirstAnswer(AtomicInteger attempts) implements ExecutionInterceptor {

        @Override
        public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
            if (attempts.incrementAndGet() == 1) {
                throw RetryableException.create("connection reset", new IOException("connection reset"));
            }
        }
    }

    private LabFault.Builder onTable() {
        return lab.faults().on("dynamodb:*").forTable(table);
    }

    static Stream<UnaryOperator<DynamoDbRecordSource.Builder>> unworkable() {
        return Stream.of(
                builder -> builder.partitionKey("tenant"),
                builder -> builder.partitionKey("", "acme"),
                builder -> builder.partitionKey("tenant", ""),
                builder -> builder.partitionKey("tenant", "acme", "acme"),
                builder -> builder.partitionKey("tenant", "a".repeat(321)),
                builder -> builder.partitionKey("tenant", "\uD83D"),
                builder -> builder.partitionKey("sealed", "acme"),
                builder -> builder.sortKey("tenant"),
                builder -> builder.sortKey("sealed"),
                builder -> builder.splitAt(text("b"), text("a")),
                builder -> builder.splitAt(text("a"), text("a")),
                builder -> builder.splitAt(text("\uD83D\uDE00"), text("\uFB01")),
                builder -> builder.splitAt(text("a"), AttributeValue.fromN("2")),
                builder -> builder.splitAt(AttributeValue.fromBool(true)),
                builder -> builder.sortKeyBeginsWith("INVOICE#").splitAt(text("ORDER#1")),
                builder -> builder.sortKeyBeginsWith("INVOICE#").splitAt(AttributeValue.fromN("2")),
                builder -> builder.name("two words"),
                builder -> builder.name("n".repeat(201)));
    }

    @ParameterizedTest
    @MethodSource("unworkable")
    void build_settingsThatCannotWork_areRefused(UnaryOperator<DynamoDbRecordSource.Builder> change) {
        assertThatThrownBy(() -> change.apply(builder("acme")).build())
                .isInstanceOf(InvalidLifecycleSettingException.class);
    }

    @Test
    void build_splitWithoutASortKey_isRefused() {
        DynamoDbRecordSource.Builder builder = DynamoDbRecordSource.builder(lab.dynamoDb(), table, "sealed")
                .partitionKey("tenant", "acme")
                .splitAt(text("a"));

        assertThatThrownBy(builder::build).isInstanceOf(InvalidLifecycleSettingException.class);
    }
}
