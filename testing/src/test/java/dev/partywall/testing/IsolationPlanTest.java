package dev.partywall.testing;

import static dev.partywall.testing.IsolationAssertions.assertDenied;
import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

@AwsLabTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IsolationPlanTest {

    private static final String SOUND = """
            {"Version": "2012-10-17", "Statement": [{"Sid": "OwnInvoices", "Effect": "Allow",
              "Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Query"],
              "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/invoices",
              "Condition": {
                "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/TenantId}"},
                "Null": {"dynamodb:LeadingKeys": "false"}}}]}
            """;

    /** Scan carries no leading key, and ForAllValues holds of nothing. */
    private static final String SCAN_HOLE = """
            {"Version": "2012-10-17", "Statement": [{"Sid": "OwnInvoices", "Effect": "Allow",
              "Action": "dynamodb:*",
              "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/invoices",
              "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/TenantId}"}}}]}
            """;

    private record Invoice(String tenant, String number) {}

    /** The code under test. */
    record InvoiceDao(Supplier<DynamoDbClient> dynamoDb) {

        public void save(String tenant, String number, String text) {
            dynamoDb.get()
                    .putItem(r -> r.tableName("invoices")
                            .item(Map.of(
                                    "tenant", AttributeValue.fromS(tenant),
                                    "number", AttributeValue.fromS(number),
                                    "text", AttributeValue.fromS(text))));
        }

        public Map<String, AttributeValue> find(String tenant, String number) {
            return dynamoDb.get()
                    .getItem(r -> r.tableName("invoices").key(key(tenant, number)))
                    .item();
        }

        public List<Map<String, AttributeValue>> list(String tenant) {
            return dynamoDb.get()
                    .query(r -> r.tableName("invoices")
                            .keyConditionExpression("tenant = :t")
                            .expressionAttributeValues(Map.of(":t", AttributeValue.fromS(tenant))))
                    .items();
        }

        public List<Map<String, AttributeValue>> search(String number) {
            return dynamoDb.get()
                    .scan(r -> r.tableName("invoices")
                            .filterExpression("#n = :n")
                            .expressionAttributeNames(Map.of("#n", "number"))
                            .expressionAttributeValues(Map.of(":n", AttributeValue.fromS(number))))
                    .items();
        }

        public void delete(String tenant, String number) {
            dynamoDb.get().deleteItem(r -> r.tableName("invoices").key(key(tenant, number)));
        }

        private static Map<String, AttributeValue> key(String tenant, String number) {
            return Map.of("tenant", AttributeValue.fromS(tenant), "number", AttributeValue.fromS(number));
        }
    }

    private final AwsLab lab;
    private final LabRole role;
    private final InvoiceDao dao;
    private final InvoiceDao admin;

    IsolationPlanTest(AwsLab lab) {
        this.lab = lab;
        this.role = lab.role("app").policy("tenant-data", SOUND).create();
        this.dao = new InvoiceDao(() -> lab.boundTenant().dynamoDb());
        this.admin = new InvoiceDao(lab::dynamoDb);
    }

    @BeforeAll
    void createTable() {
        lab.tenantRole(role, "TenantId");
        lab.dynamoDb()
                .createTable(r -> r.tableName("invoices")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(attribute("tenant"), attribute("number"))
                        .keySchema(key("tenant", KeyType.HASH), key("number", KeyType.RANGE)));
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private IsolationPlan<Invoice> plan(InvoiceDao underTest) {
        return IsolationPlan.on(lab, (tenant, canary) -> {
                    admin.save(tenant.value(), "2026-1", canary);
                    return new Invoice(tenant.value(), "2026-1");
                })
                .probe("find", invoice -> underTest.find(invoice.tenant(), invoice.number()))
                .probe("list", invoice -> underTest.list(invoice.tenant()))
                .action("save", invoice -> underTest.save(invoice.tenant(), invoice.number(), "changed"))
                .action("delete", invoice -> underTest.delete(invoice.tenant(), invoice.number()));
    }

    @Test
    void assertIsolated_soundPolicy_holds() {
        role.putPolicy("tenant-data", SOUND);

        IsolationReport report = assertIsolated(plan(dao));

        assertThat(report.results()).hasSizeGreaterThan(200);
        assertThat(report.results())
                .filteredOn(result -> result.attack().kind() == Attack.Kind.FOREIGN)
                .hasSize(24)
                .allSatisfy(result -> assertThat(result.barrier()).isEqualTo(Barrier.IAM));
        assertThat(report.results())
                .filteredOn(result -> result.attack().kind() == Attack.Kind.UNBOUND)
                .allSatisfy(result -> assertThat(result.barrier()).isEqualTo(Barrier.CONTEXT));
    }

    @Test
    void assertIsolated_scanHole_namesTheStatementAndTheCure() {
        role.putPolicy("tenant-data", SCAN_HOLE);

        assertThatThrownBy(() -> assertIsolated(plan(dao).probe("search", invoice -> dao.search(invoice.number()))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("search")
                .hasMessageContaining("dynamodb:Scan")
                .hasMessageContaining("OwnInvoices")
                .hasMessageContaining("\"Null\": {\"dynamodb:LeadingKeys\": \"false\"}");
    }

    @Test
    void assertIsolated_daoWithTheRootUser_saysSo() {
        assertThatThrownBy(() -> assertIsolated(plan(admin)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("root user");
    }

    @Test
    void assertIsolated_policyThatKeepsItsOwnTenantOut_isNoProof() {
        role.deletePolicy("tenant-data");

        assertThatThrownBy(() -> assertIsolated(plan(dao)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("fails for its own tenant");
        role.putPolicy("tenant-data", SOUND);
    }

    @Test
    void assertIsolated_probeThatShowsNothing_isNoProof() {
        role.putPolicy("tenant-data", SOUND);

        assertThatThrownBy(() -> assertIsolated(plan(dao).probe("blind", invoice -> "nothing")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("does not show the tenant its own data");
    }

    @Test
    void assertIsolated_methodWithoutProbe_isNamed() {
        role.putPolicy("tenant-data", SOUND);

        assertThatThrownBy(() -> assertIsolated(plan(dao).covers(InvoiceDao.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("No probe for InvoiceDao.search(String)");
    }

    @Test
    void mutatePolicies_everyProtection_isNeededByAProbe() {
        role.putPolicy("tenant-data", SOUND);

        IsolationReport report = plan(dao).mutatePolicies().run();

        assertThat(report.mutants()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(report.mutants())
                .filteredOn(mutant -> mutant.change().contains("ForAllValues:StringEquals"))
                .hasSize(2)
                .allSatisfy(mutant -> assertThat(mutant.caughtBy()).isNotEmpty());
        // Nothing that these four operations send lacks a leading key, so the guard guards nothing here.
        assertThat(report.survivors())
                .extracting(IsolationReport.Mutant::change)
                .containsExactly("condition Null dynamodb:LeadingKeys dropped");
        assertThat(plan(dao)
                        .mutatePolicies()
                        .toleratesMutants(
                                "condition Null dynamodb:LeadingKeys dropped",
                                "no operation without a leading key is allowed")
                        .run()
                        .isIsolated())
                .isTrue();
    }

    @Test
    void forbidden_operation_isRefusedToAll() {
        role.putPolicy("tenant-data", SOUND);
        assertThat(plan(dao)
                        .forbidden("scan", invoice -> dao.search(invoice.number()))
                        .run()
                        .isIsolated())
                .isTrue();

        role.putPolicy("tenant-data", SCAN_HOLE);
        assertThat(plan(dao)
                        .forbidden("scan", invoice -> dao.search(invoice.number()))
                        .run()
                        .failures())
                .isNotEmpty();
    }

    @Test
    void mutatePolicies_codeThatCallsAsRoot_isNoProof() {
        assertThatThrownBy(() -> plan(admin).mutatePolicies().run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lab.boundTenant()");
    }

    @Test
    void assertIsolated_dataInAnException_isALeak() {
        assertThatThrownBy(() -> assertIsolated(plan(dao).probe("careless", invoice -> {
                    String text = String.valueOf(admin.find(invoice.tenant(), invoice.number()));
                    if (!invoice.tenant().equals(TenantContext.require().id().value())) {
                        throw new IllegalArgumentException("not yours: " + text);
                    }
                    return text;
                })))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("careless")
                .hasMessageContaining("shows the data of");
    }

    @Test
    void assertIsolated_operationThatShowsOthersBesideItsOwn_isALeak() {
        assertThatThrownBy(() -> assertIsolated(plan(dao).probe("everything", invoice -> admin.search("2026-1"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("beside its own");
    }

    @Test
    void assertIsolated_callNobodyWaitsFor_isStillJudged() {
        assertThatThrownBy(() -> assertIsolated(plan(dao).action("drop", invoice -> {
                    long mark = lab.calls().mark();
                    var unused = lab.dynamoDbAsync()
                            .deleteItem(r ->
                                    r.tableName("invoices").key(InvoiceDao.key(invoice.tenant(), invoice.number())));
                    lab.calls().since(mark).await(1, Duration.ofSeconds(60));
                })))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("changes another's data by dynamodb:DeleteItem");
    }

    @Test
    void fixture_thatIsNoRecord_isRefused() {
        IsolationPlan<String> loose =
                IsolationPlan.<String>on(lab, (tenant, canary) -> canary).probe("any", text -> text);

        assertThatThrownBy(loose::run).isInstanceOf(IllegalStateException.class).hasMessageContaining("no record");
    }

    @Test
    void reportTo_file_holdsTheMatrix(@TempDir Path folder) throws Exception {
        role.putPolicy("tenant-data", SOUND);
        Path file = folder.resolve("deep/isolation.html");

        IsolationReport report = assertIsolated(plan(dao).reportTo(file));

        String html = Files.readString(file);
        assertThat(html).contains("The wall held", ">find<", "OwnInvoices", "</html>");
        assertThat(html).doesNotContain("<script", "http://", "https://");
        assertThat(report.policies()).isNotEmpty();
    }

    @Test
    void assertDenied_tellsByWhom() {
        role.putPolicy("tenant-data", """
                {"Version": "2012-10-17", "Statement": [
                  {"Sid": "All", "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
                  {"Sid": "NoScan", "Effect": "Deny", "Action": "dynamodb:Scan", "Resource": "*"}]}
                """);
        DynamoDbClient acme = lab.tenant("acme").dynamoDb();

        assertDenied(() -> acme.scan(r -> r.tableName("invoices"))).byIam().bySid("NoScan");
        assertDenied(() -> dao.list("acme")).byContext();
        assertThatThrownBy(() -> assertDenied(() -> acme.scan(r -> r.tableName("invoices")))
                        .byKey())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("NoScan");
        assertThatThrownBy(() -> assertDenied(() -> acme.describeTable(r -> r.tableName("invoices"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it succeeded");
        assertThatThrownBy(() -> assertDenied(() -> acme.describeTable(r -> r.tableName("none"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("failed otherwise");
        role.putPolicy("tenant-data", SOUND);
    }
}
