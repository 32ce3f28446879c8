package dev.partywall.examples.isolation;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.Attack;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.IsolationReport.Result;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Rows that a client of all rights reads: nothing keeps the tenants apart but their keys. */
@AwsLabTest
@TestInstance(Lifecycle.PER_CLASS)
final class SealedInvoicesIsolationTest {

    /** What is stored of an invoice. */
    private record Sealed(String number, SdkBytes ciphertext) {}

    private final AwsLab lab;
    private final DynamoDbClient dynamoDb;
    private final TenantKeyring keyring;
    private final TenantEncryptor invoices;
    private final Set<TenantId> known = new HashSet<>();

    SealedInvoicesIsolationTest(AwsLab lab) {
        this.lab = lab;
        this.dynamoDb = lab.dynamoDb();
        this.keyring = TenantKeyring.builder()
                .keyStore("tenant-keys", dynamoDb)
                .rootKey(lab.createKey(), lab.kms())
                .build();
        this.invoices = keyring.encryptor("invoices");
    }

    @BeforeAll
    void createTables() {
        keyring.branchKeys().createKeyStore();
        InvoiceTable.create(dynamoDb);
    }

    @AfterAll
    void close() {
        keyring.close();
    }

    private Sealed seal(TenantId tenant, String canary) {
        if (known.add(tenant)) {
            keyring.branchKeys().create(tenant);
        }
        return new Sealed("2026-1", SdkBytes.fromByteArray(invoices.encryptString(canary, RecordId.of("2026-1"))));
    }

    /** Puts a ciphertext, whosever it is, into the bound tenant's own row. */
    private void store(Sealed invoice) {
        dynamoDb.putItem(r -> r.tableName("invoices")
                .item(Map.of(
                        "tenant", ownTenant(),
                        "number", AttributeValue.fromS(invoice.number()),
                        "sealed", AttributeValue.fromB(invoice.ciphertext()))));
    }

    private String open(String number) {
        Map<String, AttributeValue> row = dynamoDb.getItem(r -> r.tableName("invoices")
                        .key(Map.of("tenant", ownTenant(), "number", AttributeValue.fromS(number))))
                .item();
        return invoices.decryptString(requireNonNull(row.get("sealed")).b().asByteArray(), RecordId.of(number));
    }

    private static AttributeValue ownTenant() {
        return AttributeValue.fromS(TenantContext.require().id().value());
    }

    @Test
    void ciphertextOfAnotherTenant_inTheOwnRow_isStoppedByTheKey() {
        IsolationReport report =
                assertIsolated(IsolationPlan.<Sealed>on(lab, this::seal).probe("store and open", invoice -> {
                    store(invoice);
                    return open(invoice.number());
                }));

        assertThat(report.results())
                .filteredOn(result -> result.attack().kind() == Attack.Kind.FOREIGN
                        || result.attack().detail().equals("ciphertext"))
                .hasSize(12)
                .extracting(Result::barrier)
                .containsOnly(Barrier.KEY);
    }
}
