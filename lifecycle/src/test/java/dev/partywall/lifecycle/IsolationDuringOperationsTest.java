package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEvent.OperationStepCompleted;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.internal.fleet.KeyRules;
import dev.partywall.testing.Attack;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.IsolationReport.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The isolation kit's matrix, after each step of each operation: every tenant attacks every other one while one of them is being
 * moved, rotated, suspended, shredded. The rows are read by a client of all rights, so nothing but the keys and the gate keeps the
 * tenants apart.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IsolationDuringOperationsTest {

    private static final String INVOICES = "invoices";
    private static final RecordId RECORD = RecordId.of("2026-1");

    /** On whom the operations are, and three bystanders whose ids are easily taken for each other. */
    private static final TenantId SUBJECT = TenantId.of("acme");

    private static final List<TenantId> BYSTANDERS = List.of(TenantId.of("t1"), TenantId.of("t10"), TenantId.of("T1"));

    /** What is stored of an invoice. */
    record Sealed(String number, SdkBytes ciphertext) {}

    private final LifecycleLab lab = new LifecycleLab();
    /** In memory: a node that asks DynamoDB meanwhile would be seen by the kit. */
    private final TenantRegistry registry = InMemoryTenantRegistry.create();

    private final TenantDirectory directory = TenantDirectory.builder()
            .registry(registry)
            .fleet(LifecycleLab.PATIENT)
            .build();
    private final TenantKeyring node = lab.node(directory);
    /** Seals what was there before: it goes by the registry, without a gate. */
    private final TenantKeyring before = TenantKeyring.builder()
            .keyStore(LifecycleLab.TABLE, lab.aws().dynamoDb())
            .rootKeys(
                    tenant -> registry.find(tenant).flatMap(KeyRules::of).orElseThrow(),
                    lab.aws().kms())
            .build();

    private final List<String> moments = new ArrayList<>();
    private int attacks;

    private final TenantLifecycle lifecycle = lab.lifecycle()
            .registry(registry)
            .directory(directory)
            .listener(this::afterStep)
            .build();

    @BeforeAll
    void begin() {
        directory.evicting(node);
        lab.aws()
                .dynamoDb()
                .createTable(create -> create.tableName(INVOICES)
                        .billingMode("PAY_PER_REQUEST")
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("tenant")
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("tenant")
                                .keyType(KeyType.HASH)
                                .build()));
        BYSTANDERS.forEach(tenant -> lifecycle.onboard(Onboarding.pool(tenant)));
    }

    @AfterAll
    void close() {
        node.close();
        before.close();
        directory.close();
        lab.close();
    }

    private void afterStep(IsolationEvent event) {
        if (event instanceof OperationStepCompleted step && step.tenant().equals(SUBJECT)) {
            attackAll(step.operation() + " after " + step.step());
        }
    }

    private Sealed seal(TenantId tenant, String canary) {
        return new Sealed(
                RECORD.value(),
                SdkBytes.fromByteArray(before.encryptor(INVOICES).encryptString(canary, RECORD)));
    }

    /** Puts a ciphertext, whosever it is, into the bound tenant's own row, and opens what is there. */
    private String storeAndOpen(Sealed invoice) {
        AttributeValue own = AttributeValue.fromS(TenantContext.require().id().value());
        lab.aws()
                .dynamoDb()
                .putItem(put -> put.tableName(INVOICES)
                        .item(Map.of("tenant", own, "sealed", AttributeValue.fromB(invoice.ciphertext()))));
        AttributeValue stored = lab.aws()
                .dynamoDb()
                .getItem(get -> get.tableName(INVOICES).key(Map.of("tenant", own)))
                .item()
                .get("sealed");
        return node.encryptor(INVOICES)
                .decryptString(Objects.requireNonNull(stored).b().asByteArray(), RecordId.of(invoice.number()));
    }

    private void attackAll(String moment) {
        directory.refresh();
        TenantRecord record = registry.find(SUBJECT).orElseThrow();
        // Of a tenant without a branch key there is nothing that could be sealed, or stolen.
        boolean hasKey = !lab.keyRows(SUBJECT).isEmpty();
        String[] tenants = Stream.concat(hasKey ? Stream.of(SUBJECT) : Stream.empty(), BYSTANDERS.stream())
                .map(TenantId::value)
                .toArray(String[]::new);
        IsolationReport report = IsolationPlan.<Sealed>on(lab.aws(), this::seal)
                .tenants(tenants)
                .probe("store and open", this::storeAndOpen)
                .run();
        moments.add(moment);
        attacks += report.results().size();
        assertThat(report.results().stream()
                        .filter(result -> !isRight(result, record))
                        .map(result -> result.attacker() + " on " + result.victim() + ", " + result.attack() + ": "
                                + result.detail()))
                .as(moment)
                .isEmpty();
    }

    /** All attacks are stopped; each tenant's own work succeeds, but for the subject's while it is not served. */
    private static boolean isRight(Result result, TenantRecord subject) {
        boolean isControlOfTheRefused = result.attack().kind() == Attack.Kind.CONTROL
                && result.attacker().equals(SUBJECT)
                && !subject.isServed();
        return isControlOfTheRefused
                ? result.detail().contains(TenantNotServedException.class.getSimpleName())
                : result.isAsItMust();
    }

    @Test
    void matrix_afterEachStepOfEachOperation_holds() {
        run("onboarded", () -> lifecycle.onboard(Onboarding.pool(SUBJECT)));
        run("moved to a silo", () -> lifecycle.migrate(SUBJECT, RootKeyTarget.silo()));
        run("rotated", () -> lifecycle.rotate(SUBJECT));
        run("suspended", () -> lifecycle.suspend(SUBJECT));
        run("resumed", () -> lifecycle.resume(SUBJECT));
        run("moved to the pool", () -> lifecycle.migrate(SUBJECT, RootKeyTarget.pool()));
        run("on its way out", () -> lifecycle.offboard(SUBJECT, Duration.ZERO));
        run("shredded", () -> lifecycle.shred(SUBJECT, "test"));

        System.out.println("IsolationDuringOperationsTest: " + attacks + " attacks at " + moments.size() + " moments");
        assertThat(moments)
                .contains(
                        "MIGRATE after rewrap",
                        "SUSPEND after sessions",
                        "SHRED after canary",
                        "SHRED after delete-branch-key");
        assertThat(moments).hasSizeGreaterThan(35);
    }

    private void run(String moment, Runnable operation) {
        operation.run();
        attackAll(moment);
    }
}
