package dev.partywall.testing.internal.dynamodb;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantId;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabCalls;
import dev.partywall.testing.LabOutcome;
import dev.partywall.testing.SignedHeaders;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

@SuppressWarnings("unchecked") // the SDK's varargs of generic types
@ExtendWith(AwsLabExtension.class)
final class DynamoDbServiceTest {

    private static final String TABLE = "invoices";
    private static final TenantId ACME = TenantId.of("acme");

    private final AwsLab lab;
    private final DynamoDbClient dynamoDb;
    private final LabCalls calls;

    DynamoDbServiceTest(AwsLab lab) {
        this.lab = lab;
        this.dynamoDb = lab.dynamoDb();
        this.calls = lab.calls();
    }

    @BeforeEach
    void createTable() {
        try {
            dynamoDb.createTable(r -> r.tableName(TABLE)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(attribute("pk"), attribute("sk"), attribute("owner"))
                    .keySchema(key("pk", "HASH"), key("sk", "RANGE"))
                    .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                            .indexName("by-owner")
                            .keySchema(key("owner", "HASH"))
                            .projection(p -> p.projectionType(ProjectionType.ALL))
                            .build()));
        } catch (ResourceInUseException e) {
            assertThat(e).as("made by an earlier test").hasMessageContaining("preexisting table");
        }
        calls.clear();
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, String type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static Map<String, AttributeValue> keyOf(String pk) {
        return Map.of("pk", text(pk), "sk", text("1"));
    }

    private static Map<String, AttributeValue> item(String pk) {
        return Map.of("pk", text(pk), "sk", text("1"), "owner", text("o-" + pk), "body", text("secret of " + pk));
    }

    private void put(String pk) {
        dynamoDb.putItem(r -> r.tableName(TABLE).item(item(pk)));
    }

    private LabCall last() {
        List<LabCall> all = calls.list();
        return all.get(all.size() - 1);
    }

    private void assertLast(String operation, String... leadingKeys) {
        assertThat(last().service()).isEqualTo("dynamodb");
        assertThat(last().operation()).isEqualTo(operation);
        assertThat(last().tables()).containsExactly(TABLE);
        assertThat(last().leadingKeys()).containsExactly(leadingKeys);
        assertThat(last().outcome()).isEqualTo(new LabOutcome.Succeeded());
        assertThat(last().principal())
                .isEqualTo(lab.credentials().resolveCredentials().accessKeyId());
    }

    @Nested
    final class LeadingKeys {

        @Test
        void singleItemCalls_recordThePartitionKey() {
            put("acme");
            assertLast("PutItem", "acme");
            assertThat(dynamoDb.getItem(r -> r.tableName(TABLE).key(keyOf("acme")))
                            .item())
                    .isEqualTo(item("acme"));
            assertLast("GetItem", "acme");
            dynamoDb.updateItem(r -> r.tableName(TABLE)
                    .key(keyOf("acme"))
                    .updateExpression("SET body = :b")
                    .expressionAttributeValues(Map.of(":b", text("new"))));
            assertLast("UpdateItem", "acme");
            dynamoDb.deleteItem(r -> r.tableName(TABLE).key(keyOf("acme")));
            assertLast("DeleteItem", "acme");
        }

        @Test
        void singleItemCalls_byTableArn_recordTheTablesName() {
            String arn = dynamoDb.describeTable(r -> r.tableName(TABLE)).table().tableArn();
            dynamoDb.getItem(r -> r.tableName(arn).key(keyOf("acme")));
            assertLast("GetItem", "acme");
        }

        @Test
        void batches_recordEachPartitionKeyOnce() {
            dynamoDb.batchWriteItem(r -> r.requestItems(Map.of(
                    TABLE,
                    List.of(
                            write(w -> w.putRequest(p -> p.item(item("acme#1")))),
                            write(w -> w.putRequest(p -> p.item(item("acme#2")))),
                            write(w -> w.deleteRequest(d -> d.key(keyOf("globex"))))))));
            assertLast("BatchWriteItem", "acme#1", "acme#2", "globex");
            dynamoDb.batchGetItem(r -> r.requestItems(Map.of(
                    TABLE,
                    KeysAndAttributes.builder()
                            .keys(keyOf("acme#1"), keyOf("acme#2"))
                            .build())));
            assertLast("BatchGetItem", "acme#1", "acme#2");
            assertThat(last().isOf(ACME)).isTrue();
            assertThat(last().isOf(TenantId.of("acm"))).isFalse();
        }

        private static WriteRequest write(Consumer<WriteRequest.Builder> request) {
            return WriteRequest.builder().applyMutation(request).build();
        }

        @Test
        void transactions_recordEveryKindOfAction() {
            put("checked");
            dynamoDb.transactWriteItems(r -> r.transactItems(
                    i -> i.put(p -> p.tableName(TABLE).item(item("put"))),
                    i -> i.update(u -> u.tableName(TABLE)
                            .key(keyOf("updated"))
                            .updateExpression("SET body = :b")
                            .expressionAttributeValues(Map.of(":b", text("x")))),
                    i -> i.delete(d -> d.tableName(TABLE).key(keyOf("deleted"))),
                    i -> i.conditionCheck(c ->
                            c.tableName(TABLE).key(keyOf("checked")).conditionExpression("attribute_exists(pk)"))));
            assertLast("TransactWriteItems", "put", "updated", "deleted", "checked");
            dynamoDb.transactGetItems(r ->
                    r.transactItems(i -> i.get(g -> g.tableName(TABLE).key(keyOf("put")))));
            assertLast("TransactGetItems", "put");
        }

        @Test
        void query_recordsThePartitionKeyHoweverItIsWritten() {
            put("acme");
            assertThat(dynamoDb.query(r -> r.tableName(TABLE)
                                    .keyConditionExpression("pk = :p")
                                    .expressionAttributeValues(Map.of(":p", text("acme"))))
                            .count())
                    .isEqualTo(1);
            assertLast("Query", "acme");
            dynamoDb.query(r -> r.tableName(TABLE)
                    .keyConditionExpression("(begins_with(#s, :s)) AND (#p=:p)")
                    .expressionAttributeNames(Map.of("#p", "pk", "#s", "sk"))
                    .expressionAttributeValues(Map.of(":p", text("globex"), ":s", text("1"))));
            assertLast("Query", "globex");
            dynamoDb.query(r -> r.tableName(TABLE)
                    .keyConditions(Map.of(
                            "pk",
                            Condition.builder()
                                    .comparisonOperator("EQ")
                                    .attributeValueList(text("old"))
                                    .build())));
            assertLast("Query", "old");
        }

        @Test
        void query_ofIndex_recordsTheIndexsPartitionKey() {
            put("acme");
            dynamoDb.query(r -> r.tableName(TABLE)
                    .indexName("by-owner")
                    .keyConditionExpression("#o = :o")
                    .expressionAttributeNames(Map.of("#o", "owner"))
                    .expressionAttributeValues(Map.of(":o", text("o-acme"))));
            assertLast("Query", "o-acme");
        }

        @Test
        void scan_hasNoLeadingKeys() {
            dynamoDb.scan(r -> r.tableName(TABLE));
            assertLast("Scan");
        }

        @Test
        void numbersAndBinaries_areRecordedAsSent() {
            for (ScalarAttributeType type : List.of(ScalarAttributeType.N, ScalarAttributeType.B)) {
                String table = "by-" + type;
                dynamoDb.createTable(r -> r.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(a -> a.attributeName("id").attributeType(type))
                        .keySchema(k -> k.attributeName("id").keyType("HASH")));
            }
            dynamoDb.getItem(r -> r.tableName("by-N").key(Map.of("id", AttributeValue.fromN("42"))));
            assertThat(last().leadingKeys()).containsExactly("42");
            dynamoDb.getItem(
                    r -> r.tableName("by-B").key(Map.of("id", AttributeValue.fromB(SdkBytes.fromUtf8String("acme")))));
            assertThat(last().leadingKeys()).containsExactly("YWNtZQ==");
        }

        @Test
        void updateTable_newIndex_isLearntAndDeletedTableForgotten() throws Exception {
            dynamoDb.createTable(r -> r.tableName("growing")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(attribute("pk"))
                    .keySchema(key("pk", "HASH")));
            dynamoDb.updateTable(r -> r.tableName("growing")
                    .attributeDefinitions(attribute("pk"), attribute("mail"))
                    .globalSecondaryIndexUpdates(u -> u.create(c -> c.indexName("by-mail")
                            .keySchema(key("mail", "HASH"))
                            .projection(p -> p.projectionType(ProjectionType.ALL)))));
            awaitIndex("growing");
            dynamoDb.query(r -> r.tableName("growing")
                    .indexName("by-mail")
                    .keyConditionExpression("mail = :m")
                    .expressionAttributeValues(Map.of(":m", text("a@b"))));
            assertThat(last().leadingKeys()).containsExactly("a@b");
            dynamoDb.deleteTable(r -> r.tableName("growing"));
            assertThatThrownBy(() ->
                            dynamoDb.getItem(r -> r.tableName("growing").key(Map.of("pk", text("acme")))))
                    .isInstanceOf(ResourceNotFoundException.class);
            assertThat(last().leadingKeys()).isEmpty();
        }

        private void awaitIndex(String table) throws InterruptedException {
            for (int i = 0; i < 500; i++) {
                var indexes =
                        dynamoDb.describeTable(r -> r.tableName(table)).table().globalSecondaryIndexes();
                if (indexes.get(0).indexStatus() == IndexStatus.ACTIVE) {
                    return;
                }
                Thread.sleep(20);
            }
            throw new AssertionError("The index is not made");
        }
    }

    @Nested
    final class Wire {

        @Test
        void refusals_passThroughWithTheirNames() {
            assertThatThrownBy(() -> dynamoDb.getItem(r -> r.tableName("none").key(keyOf("x"))))
                    .isInstanceOf(ResourceNotFoundException.class);
            assertThat(last().outcome()).isEqualTo(new LabOutcome.Failed("ResourceNotFoundException"));
            put("acme");
            assertThatThrownBy(() -> dynamoDb.putItem(
                            r -> r.tableName(TABLE).item(item("acme")).conditionExpression("attribute_not_exists(pk)")))
                    .isInstanceOf(ConditionalCheckFailedException.class);
            assertRefused(
                    "ValidationException",
                    () -> dynamoDb.getItem(r -> r.tableName(TABLE).key(Map.of("pk", text("x")))));
        }

        @Test
        void answers_carryRequestIdAndCheckSum() throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(lab.endpoint())
                    .header("Content-Type", "application/x-amz-json-1.0")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"));
            SignedHeaders.ofPost(lab, "dynamodb", "DynamoDB_20120810.ListTables", "{}")
                    .forEach((name, value) -> {
                        if (!name.equals("Host")) { // the client sets it, to the same
                            request.header(name, value);
                        }
                    });
            HttpResponse<byte[]> answer =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            CRC32 sum = new CRC32();
            sum.update(answer.body());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-amz-crc32")).hasValue(Long.toString(sum.getValue()));
            assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-amz-json-1.0");
            assertThat(last().principal())
                    .isEqualTo(lab.credentials().resolveCredentials().accessKeyId());
        }

        @Test
        void largeItems_passBothWays() {
            String body = "x".repeat(380_000);
            Map<String, AttributeValue> large = Map.of("pk", text("large"), "sk", text("1"), "body", text(body));
            dynamoDb.putItem(r -> r.tableName(TABLE).item(large));
            assertThat(dynamoDb.getItem(r -> r.tableName(TABLE).key(keyOf("large")))
                            .item())
                    .isEqualTo(large);
        }

        @Test
        void concurrentClients_areAllServed() throws Exception {
            List<CompletableFuture<?>> writes = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String pk = "many#" + i;
                writes.add(lab.dynamoDbAsync().putItem(r -> r.tableName(TABLE).item(item(pk))));
            }
            CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);
            assertThat(calls.forTenant(TenantId.of("many"))
                            .of("dynamodb:PutItem")
                            .count())
                    .isEqualTo(300);
            assertThat(calls.forTable(TABLE).inFlight().count()).isZero();
        }

        @Test
        void record_holdsNoItems() {
            put("acme");
            assertThat(calls.toString()).doesNotContain("secret of acme");
        }
    }
}
