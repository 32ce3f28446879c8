package dev.partywall.testing.mistakes;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static dev.partywall.testing.mistakes.Wall.assertLeaks;
import static dev.partywall.testing.mistakes.Wall.either;

import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack.Kind;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.LabRole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Mistakes in policies for DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html. */
@SuppressWarnings("unchecked") // the SDK's varargs of generic types
@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DynamoDbMistakesTest {

    private static final String TABLE = "mistaken-orders";

    private static final String OWN_ROWS = """
            {"Sid": "OwnRows", "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan",
               "dynamodb:PartiQLSelect"],
             "Resource": ["arn:aws:dynamodb:us-east-1:111122223333:table/mistaken-orders",
                          "arn:aws:dynamodb:us-east-1:111122223333:table/mistaken-orders/index/*"],
             "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/TenantId}"},
                           "Null": {"dynamodb:LeadingKeys": "false"}}}""";

    /** Without the guard the set operator holds of requests that have no leading key. */
    private static final String UNGUARDED =
            OWN_ROWS.replace(",\n               \"Null\": {\"dynamodb:LeadingKeys\": \"false\"}", "");

    private static final String NO_SCAN = """
            {"Sid": "NoScan", "Effect": "Deny", "Action": ["dynamodb:Scan", "dynamodb:PartiQLSelect"],
             "Resource": ["arn:aws:dynamodb:us-east-1:111122223333:table/mistaken-orders",
                          "arn:aws:dynamodb:us-east-1:111122223333:table/mistaken-orders/index/*"]}""";

    private record Order(String tenant, String number) {}

    private final AwsLab lab;

    DynamoDbMistakesTest(AwsLab lab) {
        this.lab = lab;
    }

    @BeforeAll
    void createTable() {
        lab.dynamoDb()
                .createTable(r -> r.tableName(TABLE)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                a -> a.attributeName("tenant").attributeType(ScalarAttributeType.S),
                                a -> a.attributeName("number").attributeType(ScalarAttributeType.S),
                                a -> a.attributeName("city").attributeType(ScalarAttributeType.S))
                        .keySchema(
                                k -> k.attributeName("tenant").keyType("HASH"),
                                k -> k.attributeName("number").keyType("RANGE"))
                        .globalSecondaryIndexes(i -> i.indexName("by-city")
                                .keySchema(
                                        k -> k.attributeName("tenant").keyType("HASH"),
                                        k -> k.attributeName("city").keyType("RANGE"))
                                .projection(p -> p.projectionType(ProjectionType.ALL))));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private Order save(TenantId tenant, String canary) {
        lab.dynamoDb()
                .putItem(r -> r.tableName(TABLE)
                        .item(Map.of(
                                "tenant", text(tenant.value()),
                                "number", text("2026-1"),
                                "city", text("Bern"),
                                "text", text(canary))));
        return new Order(tenant.value(), "2026-1");
    }

    private Map<String, AttributeValue> find(AwsCredentialsProvider caller, Order order) {
        return lab.dynamoDb()
                .getItem(r -> r.tableName(TABLE)
                        .key(Map.of("tenant", text(order.tenant()), "number", text(order.number())))
                        .overrideConfiguration(o -> o.credentialsProvider(caller)))
                .item();
    }

    private Map<String, AttributeValue> find(Order order) {
        return find(lab.boundTenant().credentials(), order);
    }

    private List<Map<String, AttributeValue>> list(Order order) {
        return lab.boundTenant()
                .dynamoDb()
                .query(r -> r.tableName(TABLE)
                        .keyConditionExpression("tenant = :t")
                        .expressionAttributeValues(Map.of(":t", text(order.tenant()))))
                .items();
    }

    private List<Map<String, AttributeValue>> listByCity(Order order) {
        return lab.boundTenant()
                .dynamoDb()
                .query(r -> r.tableName(TABLE)
                        .indexName("by-city")
                        .keyConditionExpression("tenant = :t AND city = :c")
                        .expressionAttributeValues(Map.of(":t", text(order.tenant()), ":c", text("Bern"))))
                .items();
    }

    private void scan() {
        lab.boundTenant().dynamoDb().scan(r -> r.tableName(TABLE));
    }

    private void scanIndex() {
        lab.boundTenant().dynamoDb().scan(r -> r.tableName(TABLE).indexName("by-city"));
    }

    private List<Map<String, AttributeValue>> select(String statement) {
        return lab.boundTenant()
                .dynamoDb()
                .executeStatement(r -> r.statement(statement))
                .items();
    }

    private IsolationPlan<Order> plan() {
        return IsolationPlan.on(lab, this::save).probe("find", this::find).probe("list", this::list);
    }

    private IsolationPlan<Order> withScan() {
        return plan().forbidden("scan", order -> scan());
    }

    @Test
    void d1_setOperatorWithoutNullGuard_leaksToScans() {
        Wall.raise(lab, UNGUARDED);
        assertLeaks(withScan(), "scan", Kind.FORBIDDEN, "OwnRows");

        Wall.raise(lab, OWN_ROWS);
        assertIsolated(withScan());
    }

    @Test
    void d2_scanAllowed_leaksTheTable() {
        String scans = """
                {"Sid": "Reports", "Effect": "Allow", "Action": "dynamodb:Scan",
                 "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/mistaken-orders"}""";

        Wall.raise(lab, OWN_ROWS, scans);
        assertLeaks(withScan(), "scan", Kind.FORBIDDEN, "Reports");

        Wall.raise(lab, OWN_ROWS);
        assertIsolated(withScan());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM \"mistaken-orders\"",
                "SELECT * FROM \"mistaken-orders\" WHERE tenant = 't1' OR city = 'Bern'",
            })
    void d3_partiqlWithoutDenyOfFullTableScan_leaksTheTable(String statement) {
        String noFullScan = """
                {"Sid": "NoFullScan", "Effect": "Deny", "Action": "dynamodb:PartiQLSelect", "Resource": "*",
                 "Condition": {"Bool": {"dynamodb:FullTableScan": "true"}}}""";
        IsolationPlan<Order> plan = plan().probe(
                        "select",
                        order -> select("SELECT * FROM \"mistaken-orders\" WHERE tenant = '" + order.tenant() + "'"))
                .forbidden("selectAll", order -> select(statement));

        Wall.raise(lab, UNGUARDED);
        assertLeaks(plan, "selectAll", Kind.FORBIDDEN, "OwnRows");

        Wall.raise(lab, UNGUARDED, noFullScan);
        assertIsolated(plan);
    }

    @Test
    void d4_denyWithoutIndexArns_leaksThroughTheIndex() {
        IsolationPlan<Order> plan = withScan().forbidden("scanIndex", order -> scanIndex());

        Wall.raise(lab, UNGUARDED, withoutIndexes(NO_SCAN));
        assertLeaks(plan, "scanIndex", Kind.FORBIDDEN, "OwnRows");

        Wall.raise(lab, UNGUARDED, NO_SCAN);
        assertIsolated(plan);
    }

    private static String withoutIndexes(String statement) {
        return statement.replaceAll(",\\s*\"arn:[^\"]*/index/\\*\"", "");
    }

    @Test
    void d4_conditionWithoutIndexArns_leaksThroughTheIndex() {
        String indexes = """
                {"Sid": "Indexes", "Effect": "Allow", "Action": "dynamodb:Query",
                 "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/mistaken-orders/index/*"}""";
        IsolationPlan<Order> plan = plan().probe("listByCity", this::listByCity);

        Wall.raise(lab, withoutIndexes(OWN_ROWS), indexes);
        assertLeaks(plan, "listByCity", Kind.FOREIGN, "Indexes");

        Wall.raise(lab, OWN_ROWS);
        assertIsolated(plan);
    }

    /** The denial speaks of tenants only, and a session without the tag is none. */
    @Test
    void g2_noDenialOfCallersWithoutTenant_leaksToUntaggedSessions() {
        String allRows =
                OWN_ROWS.replaceAll(",\\s*\"Condition\".*\\s*.*}}", "}").replace("OwnRows", "AllRows");
        String foreignRows = """
                {"Sid": "ForeignRows", "Effect": "Deny", "Action": "dynamodb:*", "Resource": "*", "Condition":
                  {"Null": {"aws:PrincipalTag/TenantId": "false"},
                   "ForAnyValue:StringNotEquals": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/TenantId}"}}}""";
        String tenantsOnly = """
                {"Sid": "TenantsOnly", "Effect": "Deny", "Action": "*", "Resource": "*",
                 "Condition": {"Null": {"aws:PrincipalTag/TenantId": "true"}}}""";

        LabRole mistaken = Wall.raise(lab, allRows, foreignRows);
        assertLeaks(withUntagged(mistaken), "findUntagged", Kind.FOREIGN, "AllRows");

        LabRole corrected = Wall.raise(lab, allRows, foreignRows, tenantsOnly);
        assertIsolated(withUntagged(corrected));
    }

    private IsolationPlan<Order> withUntagged(LabRole role) {
        AwsCredentialsProvider untagged = role.session("untagged").start().credentials();
        return plan().probe("findUntagged", order -> either(() -> find(untagged, order), () -> find(order)));
    }

    @Test
    void g10_likeInPlaceOfEquals_leaksToTenantsWithShorterIds() {
        IsolationPlan<Order> plan = IsolationPlan.on(lab, this::save).probe("find", this::find);

        Wall.raise(lab, OWN_ROWS.replace("StringEquals", "StringLike").replace("TenantId}", "TenantId}*"));
        assertLeaks(plan, "find", Kind.FOREIGN, "OwnRows");

        Wall.raise(lab, OWN_ROWS);
        assertIsolated(plan);
    }

    /** The attack needs two tenants whose ids differ in case only, as a plan's do. */
    @Test
    void g10_equalsIgnoringCase_leaksToTenantsInAnotherCase() {
        IsolationPlan<Order> plan = IsolationPlan.on(lab, this::save).probe("find", this::find);

        Wall.raise(lab, OWN_ROWS.replace("StringEquals", "StringEqualsIgnoreCase"));
        assertLeaks(plan, "find", Kind.FOREIGN, "OwnRows");

        Wall.raise(lab, OWN_ROWS);
        assertIsolated(plan);
    }
}
