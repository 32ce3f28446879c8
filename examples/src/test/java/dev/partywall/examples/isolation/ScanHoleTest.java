package dev.partywall.examples.isolation;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.LabRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A mistaken policy, caught; docs/testing-isolation.md has the message as it is. */
@AwsLabTest
final class ScanHoleTest {

    private static final String POLICY = """
            {
              "Version": "2012-10-17",
              "Statement": [{
                "Sid": "OwnInvoices",
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Query", "dynamodb:Scan"],
                "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/invoices",
                "Condition": {
                  "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/TenantId}"}
                }
              }]
            }
            """;

    static final class InvoiceDao {

        private final Supplier<DynamoDbClient> dynamoDb;

        InvoiceDao(Supplier<DynamoDbClient> dynamoDb) {
            this.dynamoDb = dynamoDb;
        }

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
                    .getItem(r -> r.tableName("invoices")
                            .key(Map.of(
                                    "tenant", AttributeValue.fromS(tenant), "number", AttributeValue.fromS(number))))
                    .item();
        }

        public List<Map<String, AttributeValue>> list(String tenant) {
            return dynamoDb.get()
                    .scan(r -> r.tableName("invoices")
                            .filterExpression("tenant = :t")
                            .expressionAttributeValues(Map.of(":t", AttributeValue.fromS(tenant))))
                    .items();
        }
    }

    private static IsolationPlan<Invoice> plan(AwsLab lab) {
        LabRole role = lab.role("app").policy("tenant-data", POLICY).create();
        lab.tenantRole(role, "TenantId");
        InvoiceDao dao = new InvoiceDao(() -> lab.boundTenant().dynamoDb());
        InvoiceDao admin = new InvoiceDao(lab::dynamoDb);

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
    void list_byScanWithoutNullGuard_isCaughtAsInTheGuide(AwsLab lab) throws Exception {
        InvoiceTable.create(lab.dynamoDb());

        Throwable failure = catchThrowable(() -> assertIsolated(plan(lab)));

        assertThat(failure)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dynamodb:Scan")
                .hasMessageContaining("OwnInvoices")
                .hasMessageContaining("\"Null\": {\"dynamodb:LeadingKeys\": \"false\"}");
        String guide = Files.readString(Path.of("../docs/testing-isolation.md"));
        assertThat(guide).contains("```text\njava.lang.AssertionError: " + failure.getMessage() + "\n```");
    }
}
