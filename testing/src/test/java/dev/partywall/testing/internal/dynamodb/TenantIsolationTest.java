package dev.partywall.testing.internal.dynamodb;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import dev.partywall.testing.LabRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Two tenants share a table; the policy of their role holds them apart, or has one of the well-known holes. */
@SuppressWarnings("unchecked") // the SDK's varargs of generic types
@ExtendWith(AwsLabExtension.class)
final class TenantIsolationTest {

    private static final String TABLE = "orders";
    private static final String DENIED = "AccessDeniedException";

    private static final String BY_TENANT =
            "\"ForAllValues:StringEquals\": {\"dynamodb:LeadingKeys\": \"${aws:PrincipalTag/TenantId}\"}";

    private static final String KEY_GIVEN = "\"Null\": {\"dynamodb:LeadingKeys\": \"false\"}";

    private static final String ITEM_ACTIONS = "[\"dynamodb:GetItem\", \"dynamodb:BatchGetItem\", \"dynamodb:Query\","
            + " \"dynamodb:PutItem\", \"dynamodb:UpdateItem\", \"dynamodb:DeleteItem\", \"dynamodb:BatchWriteItem\","
            + " \"dynamodb:ConditionCheckItem\", \"dynamodb:PartiQLSelect\", \"dynamodb:PartiQLInsert\","
            + " \"dynamodb:PartiQLUpdate\", \"dynamodb:PartiQLDelete\"]";

    private final AwsLab lab;
    private final String table;
    private final List<DynamoDbClient> opened = new ArrayList<>();
    private DynamoDbClient acme;

    TenantIsolationTest(AwsLab lab) {
        this.lab = lab;
        this.table = "arn:aws:dynamodb:" + lab.region() + ":" + lab.accountId() + ":table/" + TABLE;
        this.acme = lab.dynamoDb();
    }

    @BeforeEach
    void fillTable() {
        DynamoDbClient root = lab.dynamoDb();
        if (!root.listTables().tableNames().contains(TABLE)) {
            root.createTable(r -> r.tableName(TABLE)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                            a -> a.attributeName("tenant").attributeType(ScalarAttributeType.S),
                            a -> a.attributeName("city").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("tenant").keyType("HASH"))
                    .globalSecondaryIndexes(i -> i.indexName("by-city")
                            .keySchema(k -> k.attributeName("city").keyType("HASH"))
                            .projection(p -> p.projectionType(ProjectionType.ALL))));
        }
        for (String tenant : List.of("acme", "globex")) {
            root.putItem(r -> r.tableName(TABLE).item(item(tenant)));
        }
    }

    private static Map<String, AttributeValue> item(String tenant) {
        return Map.of("tenant", text(tenant), "city", text("Bern"), "secret", text("of " + tenant));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static Map<String, AttributeValue> key(String tenant) {
        return Map.of("tenant", text(tenant));
    }

    @AfterEach
    void closeClients() {
        opened.forEach(DynamoDbClient::close);
    }

    /** Lets acme in by a role with these statements. */
    private void underPolicy(String... statements) {
        String name = "app-" + System.nanoTime();
        LabRole role = lab.role(name)
                .policy("data", "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}")
                .create();
        acme = DynamoDbClient.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(
                        role.session("acme-1").tag("TenantId", "acme").start().credentials())
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
        opened.add(acme);
    }

    private String allow(String actions, String resources, String... conditions) {
        return statement("Allow", actions, resources, conditions);
    }

    private static String statement(String effect, String actions, String resources, String... conditions) {
        return "{\"Effect\": \"" + effect + "\", \"Action\": " + actions + ", \"Resource\": " + resources
                + (conditions.length == 0 ? "" : ", \"Condition\": {" + String.join(", ", conditions) + "}") + "}";
    }

    private String tableArn() {
        return "\"" + table + "\"";
    }

    private String tableAndIndexes() {
        return "[\"" + table + "\", \"" + table + "/index/*\"]";
    }

    private List<String> scanned() {
        return tenants(acme.scan(r -> r.tableName(TABLE)).items());
    }

    private List<String> selected(String statement) {
        return tenants(acme.executeStatement(r -> r.statement(statement)).items());
    }

    private static List<String> tenants(List<Map<String, AttributeValue>> items) {
        return items.stream()
                .map(item -> item.getOrDefault("tenant", text("?")).s())
                .sorted()
                .toList();
    }

    private void assertSeparated() {
        assertThat(acme.getItem(r -> r.tableName(TABLE).key(key("acme"))).item())
                .isEqualTo(item("acme"));
        assertRefused(DENIED, () -> acme.getItem(r -> r.tableName(TABLE).key(key("globex"))));
        assertThat(selected("SELECT * FROM orders WHERE tenant = 'acme'")).containsExactly("acme");
        assertRefused(DENIED, () -> selected("SELECT * FROM orders WHERE tenant = 'globex'"));
        assertRefused(DENIED, () -> selected("SELECT * FROM orders WHERE tenant IN ['acme', 'globex']"));
    }

    @Nested
    final class Mistakes {

        @Test
        void d1_setOperatorWithoutNullGuard_letsWhatHasNoLeadingKeysThrough() {
            underPolicy(allow("\"dynamodb:*\"", tableArn(), BY_TENANT));
            assertSeparated();
            assertThat(scanned()).containsExactly("acme", "globex");
        }

        @Test
        void d1_corrected_byNullGuard_refusesTheScan() {
            underPolicy(allow("\"dynamodb:*\"", tableArn(), BY_TENANT, KEY_GIVEN));
            assertSeparated();
            String message = assertRefused(DENIED, TenantIsolationTest.this::scanned);
            assertThat(message).contains("dynamodb:Scan").contains(table);
        }

        @Test
        void d2_scanAllowed_leaksTheTable() {
            underPolicy(allow(ITEM_ACTIONS, tableArn(), BY_TENANT, KEY_GIVEN), allow("\"dynamodb:Scan\"", tableArn()));
            assertSeparated();
            assertThat(scanned()).containsExactly("acme", "globex");
        }

        @Test
        void d2_corrected_withoutScan_isRefused() {
            underPolicy(allow(ITEM_ACTIONS, tableArn(), BY_TENANT, KEY_GIVEN));
            assertSeparated();
            assertRefused(DENIED, TenantIsolationTest.this::scanned);
        }

        @Test
        void d3_partiqlWithoutDenyOfFullTableScan_leaksTheTable() {
            underPolicy(allow(ITEM_ACTIONS, tableArn(), BY_TENANT));
            assertSeparated();
            assertRefused(DENIED, TenantIsolationTest.this::scanned);
            assertThat(selected("SELECT * FROM orders")).containsExactly("acme", "globex");
            assertThat(selected("SELECT * FROM orders WHERE tenant = 'acme' OR city = 'Bern'"))
                    .containsExactly("acme", "globex");
        }

        @Test
        void d3_corrected_byDeny_refusesFullTableScans() {
            underPolicy(
                    allow(ITEM_ACTIONS, tableArn(), BY_TENANT),
                    statement(
                            "Deny",
                            "\"dynamodb:PartiQLSelect\"",
                            tableArn(),
                            "\"Bool\": {\"dynamodb:FullTableScan\": \"true\"}"));
            assertSeparated();
            String message = assertRefused(DENIED, () -> selected("SELECT * FROM orders"));
            assertThat(message).contains("dynamodb:PartiQLSelect").contains("explicit deny");
            assertRefused(DENIED, () -> selected("SELECT * FROM orders WHERE tenant = 'acme' OR city = 'Bern'"));
            assertRefused("UnmodelledByLab", () -> selected("SELECT * FROM orders WHERE tenant = 'acme' OR TRUE -- x"));
        }

        @Test
        void d4_denyWithoutIndexArns_leaksThroughTheIndex() {
            underPolicy(
                    allow("\"dynamodb:*\"", tableAndIndexes(), BY_TENANT),
                    statement("Deny", "[\"dynamodb:Scan\", \"dynamodb:PartiQLSelect\"]", tableArn()));
            assertRefused(DENIED, TenantIsolationTest.this::scanned);
            assertThat(tenants(acme.scan(r -> r.tableName(TABLE).indexName("by-city"))
                            .items()))
                    .containsExactly("acme", "globex");
            assertThat(selected("SELECT * FROM \"orders\".\"by-city\"")).containsExactly("acme", "globex");
        }

        @Test
        void d4_corrected_withIndexArns_isRefused() {
            underPolicy(
                    allow("\"dynamodb:*\"", tableAndIndexes(), BY_TENANT),
                    statement("Deny", "[\"dynamodb:Scan\", \"dynamodb:PartiQLSelect\"]", tableAndIndexes()));
            assertRefused(DENIED, () -> acme.scan(r -> r.tableName(TABLE).indexName("by-city")));
            assertRefused(DENIED, () -> selected("SELECT * FROM \"orders\".\"by-city\""));
            assertRefused(
                    DENIED,
                    () -> acme.query(r -> r.tableName(TABLE)
                            .indexName("by-city")
                            .keyConditionExpression("city = :c")
                            .expressionAttributeValues(Map.of(":c", text("Bern")))));
        }

        @Test
        void d4_indexWithoutLeadingKeys_leaksByItsOwnKey() {
            underPolicy(
                    allow(ITEM_ACTIONS, tableArn(), BY_TENANT, KEY_GIVEN),
                    allow("\"dynamodb:Query\"", "\"" + table + "/index/*\""));
            assertThat(tenants(acme.query(r -> r.tableName(TABLE)
                                    .indexName("by-city")
                                    .keyConditionExpression("city = :c")
                                    .expressionAttributeValues(Map.of(":c", text("Bern"))))
                            .items()))
                    .containsExactly("acme", "globex");
        }
    }

    @Nested
    final class Together {

        @BeforeEach
        void guard() {
            underPolicy(allow(ITEM_ACTIONS, tableArn(), BY_TENANT, KEY_GIVEN));
        }

        @Test
        void batchGet_withAForeignKey_isRefusedWhole() {
            assertThat(batchGet("acme")).containsExactly("acme");
            assertRefused(DENIED, () -> batchGet("acme", "globex"));
        }

        private List<String> batchGet(String... tenants) {
            List<Map<String, AttributeValue>> keys =
                    List.of(tenants).stream().map(TenantIsolationTest::key).toList();
            KeysAndAttributes wanted = KeysAndAttributes.builder().keys(keys).build();
            return tenants(acme.batchGetItem(r -> r.requestItems(Map.of(TABLE, wanted)))
                    .responses()
                    .getOrDefault(TABLE, List.of()));
        }

        @Test
        void batchWrite_withAForeignKey_writesNothing() {
            WriteRequest own = WriteRequest.builder()
                    .deleteRequest(d -> d.key(key("acme")))
                    .build();
            WriteRequest foreign = WriteRequest.builder()
                    .deleteRequest(d -> d.key(key("globex")))
                    .build();
            assertRefused(DENIED, () -> acme.batchWriteItem(r -> r.requestItems(Map.of(TABLE, List.of(own, foreign)))));
            assertThat(tenants(lab.dynamoDb().scan(r -> r.tableName(TABLE)).items()))
                    .containsExactly("acme", "globex");
            acme.batchWriteItem(r -> r.requestItems(Map.of(TABLE, List.of(own))));
            assertThat(tenants(lab.dynamoDb().scan(r -> r.tableName(TABLE)).items()))
                    .containsExactly("globex");
        }

        @Test
        void transaction_withAForeignKey_writesNothing() {
            Consumer<String> writing = second -> acme.transactWriteItems(r -> r.transactItems(
                    i -> i.update(u -> u.tableName(TABLE)
                            .key(key("acme"))
                            .updateExpression("SET secret = :s")
                            .expressionAttributeValues(Map.of(":s", text("new")))),
                    i -> i.conditionCheck(c ->
                            c.tableName(TABLE).key(key(second)).conditionExpression("attribute_not_exists(gone)"))));
            String message = assertRefused(DENIED, () -> writing.accept("globex"));
            assertThat(message).contains("dynamodb:ConditionCheckItem");
            assertThat(acme.getItem(r -> r.tableName(TABLE).key(key("acme"))).item())
                    .isEqualTo(item("acme"));
            acme.transactWriteItems(r ->
                    r.transactItems(i -> i.put(p -> p.tableName(TABLE).item(item("acme")))));
            assertRefused(
                    DENIED,
                    () -> acme.transactGetItems(r -> r.transactItems(
                            i -> i.get(g -> g.tableName(TABLE).key(key("acme"))),
                            i -> i.get(g -> g.tableName(TABLE).key(key("globex"))))));
        }

        @Test
        void statements_withAForeignKey_changeNothing() {
            // AWS would perform the first and deny the second; the lab performs all or none, and says that it cannot
            // tell.
            assertRefused(
                    "UnmodelledByLab",
                    () -> acme.batchExecuteStatement(r -> r.statements(
                            s -> s.statement("DELETE FROM orders WHERE tenant = 'acme'"),
                            s -> s.statement("DELETE FROM orders WHERE tenant = 'globex'"))));
            assertRefused(
                    DENIED,
                    () -> acme.executeTransaction(r -> r.transactStatements(
                            s -> s.statement("DELETE FROM orders WHERE tenant = 'acme'"),
                            s -> s.statement("INSERT INTO orders VALUE {'tenant': ?}")
                                    .parameters(text("globex2")))));
            assertThat(tenants(lab.dynamoDb().scan(r -> r.tableName(TABLE)).items()))
                    .containsExactly("acme", "globex");
        }

        @Test
        void anotherAccountsTable_isNotTakenForTheLabsOwn() {
            String foreign = table.replace(lab.accountId(), "999988887777");
            assertRefused(DENIED, () -> acme.getItem(r -> r.tableName(foreign).key(key("acme"))));
            assertRefused(
                    DENIED,
                    () -> lab.dynamoDb().getItem(r -> r.tableName(foreign).key(key("acme"))));
        }
    }

    @Test
    void tableTags_areSetReadAndAskedFor() {
        lab.dynamoDb()
                .tagResource(r -> r.resourceArn(table).tags(t -> t.key("tier").value("pool")));
        assertThat(lab.dynamoDb().listTagsOfResource(r -> r.resourceArn(table)).tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("pool"));
        underPolicy(allow("\"dynamodb:GetItem\"", "\"*\"", "\"StringEquals\": {\"aws:ResourceTag/tier\": \"pool\"}"));
        acme.getItem(r -> r.tableName(TABLE).key(key("globex")));
        lab.dynamoDb().untagResource(r -> r.resourceArn(table).tagKeys("tier"));
        assertRefused(DENIED, () -> acme.getItem(r -> r.tableName(TABLE).key(key("globex"))));
        assertRefused(
                "ResourceNotFoundException",
                () -> lab.dynamoDb()
                        .tagResource(r ->
                                r.resourceArn(table + "x").tags(t -> t.key("a").value("b"))));
    }
}
