package dev.partywall.examples.isolation;

import static dev.partywall.testing.IsolationAssertions.assertDenied;
import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.LabFault;
import dev.partywall.testing.LabRole;
import dev.partywall.testing.LabSession;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;

/** The corrected policy, and what else docs/testing-isolation.md shows. */
@AwsLabTest
final class InvoiceDaoIsolationTest {

    private static final String POLICY = """
            {
              "Version": "2012-10-17",
              "Statement": [{
                "Sid": "OwnInvoices",
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
                "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/invoices",
                "Condition": {
                  "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/TenantId}"},
                  "Null": {"dynamodb:LeadingKeys": "false"}
                }
              }]
            }
            """;

    private static final String NO_SCAN = """
            {"Version": "2012-10-17", "Statement": {
              "Sid": "NoScan", "Effect": "Deny", "Action": "dynamodb:Scan", "Resource": "*"}}
            """;

    private static final String OWN_CONTEXT = """
            {"Version": "2012-10-17", "Statement": {
              "Effect": "Allow",
              "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
              "Resource": "*",
              "Condition": {"StringEquals": {"kms:EncryptionContext:TenantId": "${aws:PrincipalTag/TenantId}"}}}}
            """;

    private final AwsLab lab;
    private final LabRole role;
    private final InvoiceDao dao;
    private final InvoiceDao admin;

    InvoiceDaoIsolationTest(AwsLab lab) {
        this.lab = lab;
        this.role = lab.role("app-" + System.nanoTime())
                .policy("tenant-data", POLICY)
                .create();
        this.dao = new InvoiceDao(() -> lab.boundTenant().dynamoDb());
        this.admin = new InvoiceDao(lab::dynamoDb);
    }

    @BeforeEach
    void createTable() {
        lab.tenantRole(role, "TenantId");
        if (lab.dynamoDb().listTables().tableNames().isEmpty()) {
            InvoiceTable.create(lab.dynamoDb());
        }
    }

    private IsolationPlan<Invoice> plan() {
        return IsolationPlan.on(lab, (tenant, canary) -> {
                    admin.save(tenant.value(), "2026-1", canary);
                    return new Invoice(tenant.value(), "2026-1");
                })
                .probe("find", invoice -> dao.find(invoice.tenant(), invoice.number()))
                .probe("list", invoice -> dao.list(invoice.tenant()))
                .action("save", invoice -> dao.save(invoice.tenant(), invoice.number(), "changed"))
                .covers(InvoiceDao.class);
    }

    @Test
    void dao_underTheCorrectedPolicy_isIsolated() {
        IsolationReport report = assertIsolated(plan().forbidden(
                        "scan", invoice -> lab.boundTenant().dynamoDb().scan(r -> r.tableName("invoices")))
                .mutatePolicies()
                .toleratesMutants("condition Null dynamodb:LeadingKeys dropped", "holds as soon as someone allows Scan")
                .reportTo(Path.of("target/isolation.html")));

        assertThat(report.results()).hasSizeGreaterThan(100);
        assertThat(report.mutants()).isNotEmpty();
        assertThat(Path.of("target/isolation.html")).exists();
    }

    @Test
    void denial_always_saysByWhom() {
        role.putPolicy("guard", NO_SCAN);

        assertDenied(() -> lab.tenant("acme").dynamoDb().scan(r -> r.tableName("invoices")))
                .byIam()
                .bySid("NoScan");
        assertDenied(() -> dao.list("acme")).byContext(); // no tenant is bound
        TenantContext.run(
                TenantId.of("acme"),
                () -> assertDenied(() -> dao.list("globex")).byIam());
    }

    @Test
    void keyOfKms_isTheTenantsByItsContext() {
        role.putPolicy("keys", OWN_CONTEXT);
        String key = lab.createKey();
        KmsClient acme = lab.tenant("acme").kms();

        acme.generateDataKey(
                r -> r.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(Map.of("TenantId", "acme")));

        assertDenied(() -> acme.generateDataKey(
                        r -> r.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(Map.of("TenantId", "globex"))))
                .byIam();
    }

    private static DynamoDbClient ownClient(URI endpoint, AwsLab lab, AwsCredentialsProvider credentials) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(lab.region())
                .credentialsProvider(credentials)
                .build();
    }

    @Test
    void ownClient_withASession_isHeldToItsPolicies() {
        LabSession session = role.session("job").tag("TenantId", "acme").start();

        try (DynamoDbClient client = ownClient(lab.endpoint(), lab, session.credentials())) {
            InvoiceDao job = new InvoiceDao(() -> client);
            assertThat(job.list("acme")).isNotNull();
            assertDenied(() -> job.list("globex")).byIam();
        }
    }

    @Test
    void session_whenItsTimeIsOver_isRefused() {
        LabSession session = role.session("job").tag("TenantId", "acme").start();

        try (DynamoDbClient client = ownClient(lab.endpoint(), lab, session.credentials())) {
            lab.clock().advance(Duration.ofHours(2));

            assertThatThrownBy(() -> new InvoiceDao(() -> client).list("acme"))
                    .isInstanceOfSatisfying(
                            DynamoDbException.class,
                            expired -> assertThat(expired.awsErrorDetails().errorCode())
                                    .isEqualTo("ExpiredTokenException"));
        }
    }

    @Test
    void fault_whileOpen_strikesCalls() {
        TenantContext.run(TenantId.of("acme"), () -> {
            try (LabFault fault = lab.faults().on("dynamodb:Query").throttle()) {
                assertThatThrownBy(() -> dao.list("acme")).isInstanceOf(ProvisionedThroughputExceededException.class);
                assertThat(fault.hits()).isPositive();
            }
        });
    }
}
