package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.IsolationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The isolation kit's matrix, before and after each call that a re-encryption makes to its source. Every tenant attacks every other
 * one, with what is sealed under the version before as well: as it is, and by way of a re-encryption of its own. All rows are read
 * and written by a client of all rights, so nothing but the keys keeps the tenants apart.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IsolationDuringReencryptionTest {

    private static final String INVOICES = "invoices";
    private static final RecordId COPY = RecordId.of("copy");
    private static final int RECORDS = 2;

    /** Whose records are re-encrypted, and three bystanders whose ids are easily taken for each other. */
    private static final TenantId SUBJECT = TenantId.of("acme");

    private static final List<TenantId> TENANTS =
            List.of(SUBJECT, TenantId.of("t1"), TenantId.of("t10"), TenantId.of("T1"));

    /** What a tenant gets hold of. */
    record Sealed(String number, SdkBytes ciphertext) {}

    private final ReencryptionLab lab = new ReencryptionLab();
    /** Has the versions before in memory, and seals under them. */
    private final TenantKeyring before = lab.keyring();

    private final ExecutorService attacker = Executors.newSingleThreadExecutor();
    private final List<String> moments = new ArrayList<>();
    private final AtomicInteger attacks = new AtomicInteger();

    @BeforeAll
    void begin() {
        lab.createTable(INVOICES, "tenant", "number");
        TENANTS.forEach(tenant -> {
            lab.create(tenant);
            seal(tenant, "warms up");
            lab.rotate(tenant);
        });
    }

    @AfterAll
    void close() {
        attacker.shutdownNow();
        before.close();
        lab.close();
    }

    /** Under the version before. */
    private Sealed seal(TenantId tenant, String text) {
        return TenantContext.call(
                tenant,
                () -> new Sealed(
                        COPY.value(),
                        SdkBytes.fromByteArray(
                                before.encryptor(ReencryptionLab.PURPOSE).encryptString(text, COPY))));
    }

    private void put(TenantId tenant, String number, SdkBytes ciphertext) {
        lab.aws()
                .dynamoDb()
                .putItem(put -> put.tableName(INVOICES)
                        .item(Map.of(
                                "tenant",
                                AttributeValue.fromS(tenant.value()),
                                "number",
                                AttributeValue.fromS(number),
                                "sealed",
                                AttributeValue.fromB(ciphertext))));
    }

    private SdkBytes stored(TenantId tenant, String number) {
        AttributeValue sealed = lab.aws()
                .dynamoDb()
                .getItem(get -> get.tableName(INVOICES)
                        .key(Map.of(
                                "tenant",
                                AttributeValue.fromS(tenant.value()),
                                "number",
                                AttributeValue.fromS(number))))
                .item()
                .get("sealed");
        return Objects.requireNonNull(sealed).b();
    }

    private static TenantId self() {
        return TenantContext.require().id();
    }

    /** Puts a ciphertext, whosever it is, into the bound tenant's own row, and opens what is there. */
    private String storeAndOpen(Sealed invoice) {
        put(self(), invoice.number(), invoice.ciphertext());
        return openOwn(invoice);
    }

    /** The same, after a re-encryption of the bound tenant's own rows. */
    private String storeRewriteAndOpen(Sealed invoice) {
        put(self(), invoice.number(), invoice.ciphertext());
        lab.job(self()).source(rows(self(), invoice.number())).build().run();
        return openOwn(invoice);
    }

    private String openOwn(Sealed invoice) {
        return lab.application()
                .decryptString(stored(self(), invoice.number()).asByteArray(), RecordId.of(invoice.number()));
    }

    private RecordSource rows(TenantId tenant, String prefix) {
        return DynamoDbRecordSource.builder(lab.aws().dynamoDb(), INVOICES, "sealed")
                .partitionKey("tenant", tenant.value())
                .sortKey("number")
                .sortKeyBeginsWith(prefix)
                .recordId(
                        row -> RecordId.of(
                                Objects.requireNonNull(row.get("number")).s()),
                        "number")
                .build();
    }

    private void attackAll(String moment) {
        IsolationReport report = IsolationPlan.<Sealed>on(lab.aws(), this::seal)
                .tenants(TENANTS.stream().map(TenantId::value).toArray(String[]::new))
                .probe("store and open", this::storeAndOpen)
                .probe("store, rewrite and open", this::storeRewriteAndOpen)
                .run();
        moments.add(moment);
        attacks.addAndGet(report.results().size());
        assertThat(report.results().stream()
                        .filter(result -> !result.isAsItMust())
                        .map(result -> result.attacker() + " on " + result.victim() + ", " + result.attack() + ": "
                                + result.detail()))
                .as(moment)
                .isEmpty();
    }

    /** The threads of a job are bound to its tenant; the attackers come from elsewhere, while it waits. */
    private void attackFromElsewhere(String moment) {
        try {
            attacker.submit(() -> attackAll(moment)).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failed) {
            throw new AssertionError("At " + moment, failed.getCause());
        }
    }

    private RecordSource attacked(String job, RecordSource source) {
        return new WrappedSource(source) {
            @Override
            public RecordPage read(String partition, Optional<String> after, int limit) {
                attackFromElsewhere(job + " before read");
                RecordPage page = super.read(partition, after, limit);
                attackFromElsewhere(job + " after read");
                return page;
            }

            @Override
            public boolean replace(StoredRecord read, byte[] message) {
                attackFromElsewhere(job + " before replace");
                boolean replaced = super.replace(read, message);
                attackFromElsewhere(job + " after replace");
                return replaced;
            }
        };
    }

    @Test
    void matrix_aroundEachCallOfAReencryption_holds() {
        for (int i = 0; i < RECORDS; i++) {
            RecordId id = RecordId.of("invoice-" + i);
            byte[] message = TenantContext.call(
                    SUBJECT, () -> before.encryptor(ReencryptionLab.PURPOSE).encryptString("text", id));
            put(SUBJECT, id.value(), SdkBytes.fromByteArray(message));
        }
        SdkBytes ofAnother = seal(TENANTS.get(1), "not acme's").ciphertext();
        put(SUBJECT, "invoice-foreign", ofAnother);

        ReencryptionReport dry = job("dry run").dryRun();
        ReencryptionReport report = job("run").run();
        attackAll("after the run");

        assertThat(dry.counts().read()).isEqualTo(RECORDS + 1);
        assertThat(dry.counts().rewritten()).isZero();
        assertThat(report.counts().rewritten()).isEqualTo(RECORDS);
        assertThat(report.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.MESSAGE_OF_OTHER_TENANT));
        assertThat(stored(SUBJECT, "invoice-foreign")).isEqualTo(ofAnother);
        assertThat(moments).contains("dry run after read", "run before replace", "run after replace");
        assertThat(moments).hasSize(13);
        System.out.println(
                "IsolationDuringReencryptionTest: " + attacks + " attacks at " + moments.size() + " moments");
    }

    private Reencryption job(String name) {
        return lab.job(SUBJECT)
                .source(attacked(name, rows(SUBJECT, "invoice-")))
                .pageSize(2)
                .parallelism(1)
                .build();
    }
}
