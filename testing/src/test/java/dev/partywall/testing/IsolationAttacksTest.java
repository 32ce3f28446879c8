package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Code that leaks in one way only, each caught by the attack that is made for it. */
@AwsLabTest(dynamoDb = false)
final class IsolationAttacksTest {

    private record Row(String tenant) {}

    private record Draft(String tenant, String name) {}

    /** Names of objects that say nothing of the tenant. */
    private static final Map<String, String> NAMES = Map.of("t1", "7f", "t10", "9a", "T1", "c4");

    private final AwsLab lab;
    private final String bucket = "documents-" + UUID.randomUUID();
    private final Map<String, String> store = new HashMap<>();

    IsolationAttacksTest(AwsLab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void createBucket() {
        lab.s3().createBucket(r -> r.bucket(bucket));
    }

    private IsolationPlan<Row> inMemory() {
        return IsolationPlan.on(lab, (tenant, canary) -> {
            store.put(tenant.value(), canary);
            return new Row(tenant.value());
        });
    }

    private static String bound() {
        return TenantContext.find().map(tenant -> tenant.id().value()).orElse("nobody");
    }

    private static Set<Kind> kinds(IsolationReport report) {
        return report.failures().stream()
                .map(failure -> failure.attack().kind())
                .collect(Collectors.toSet());
    }

    private String checked(Row row) {
        if (!row.tenant().equals(bound())) {
            throw new IllegalArgumentException("not yours");
        }
        return store.getOrDefault(row.tenant(), "");
    }

    @Test
    void plan_codeThatChecks_isIsolated() {
        assertThat(inMemory().probe("read", this::checked).run().isIsolated()).isTrue();
    }

    @Test
    void plan_leakInOneDirectionOnly_isFound() {
        for (String reader : List.of("t1", "t10", "T1")) {
            IsolationReport report = inMemory()
                    .probe("read", row -> reader.equals(bound()) ? store.get(row.tenant()) : checked(row))
                    .run();

            assertThat(report.failures())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(
                            failure -> assertThat(failure.attacker().value()).isEqualTo(reader));
        }
    }

    @Test
    void control_everybodysDataBesideItsOwn_isFound() {
        IsolationReport report = inMemory()
                .probe("read", row -> row.tenant().equals(bound()) ? Map.copyOf(store) : checked(row))
                .run();

        assertThat(report.failures())
                .filteredOn(failure -> failure.attack().detail().equals("shown beside own data"))
                .hasSize(6)
                .allSatisfy(failure -> assertThat(failure.detail()).contains("beside its own"));
    }

    @Test
    void unbound_nobodyTakenForEverybody_isFound() {
        IsolationReport report = inMemory()
                .probe("read", row -> bound().equals("nobody") ? store.get(row.tenant()) : checked(row))
                .run();

        assertThat(kinds(report)).contains(Kind.UNBOUND, Kind.OTHER_THREAD);
        assertThat(report.failures())
                .filteredOn(failure -> failure.attack().kind() == Kind.UNBOUND)
                .hasSize(6);
    }

    @Test
    void otherThread_tenantKeptWithTheThread_isFound() {
        Thread tests = Thread.currentThread();
        IsolationReport report = inMemory()
                .probe("read", row -> Thread.currentThread().equals(tests) ? checked(row) : store.get(row.tenant()))
                .run();

        assertThat(kinds(report)).containsExactly(Kind.OTHER_THREAD);
    }

    /** Nobody may call, and nobody may read; but who calls unbound and reads bound passes both checks. */
    @Test
    void boundLate_resultThatIsReadWithATenantAndWasNotChecked_isFound() {
        IsolationReport report = inMemory()
                .probe("read", row -> {
                    if (!bound().equals("nobody")) {
                        return checked(row);
                    }
                    Supplier<String> late = () -> {
                        TenantContext.require();
                        return store.getOrDefault(row.tenant(), "");
                    };
                    return late;
                })
                .run();

        assertThat(kinds(report)).containsExactly(Kind.BOUND_LATE);
    }

    @Test
    void pattern_starTakenForEverything_isFound() {
        IsolationReport report = inMemory()
                .probe("read", row -> row.tenant().equals("*") ? store.values() : checked(row))
                .run();

        assertThat(kinds(report)).containsExactly(Kind.WILDCARD);
    }

    @Test
    void otherCase_idsFolded_isFound() {
        IsolationReport report = inMemory()
                .probe(
                        "read",
                        row -> row.tenant().equalsIgnoreCase(bound())
                                ? List.copyOf(store.entrySet()).stream()
                                        .filter(entry -> entry.getKey().equalsIgnoreCase(row.tenant()))
                                        .toList()
                                : checked(row))
                .run();

        assertThat(report.failures())
                .allSatisfy(failure -> assertThat(failure.attacker()
                                .value()
                                .equalsIgnoreCase(failure.victim().value()))
                        .isTrue());
        assertThat(report.failures()).isNotEmpty();
    }

    @Test
    void fixture_thatAnOperationUsedUp_isMadeAnew() {
        IsolationReport report = inMemory()
                .action("delete", row -> {
                    checked(row);
                    store.remove(row.tenant());
                })
                .probe("read", this::checked)
                .run();

        assertThat(report.failures()).isEmpty();
    }

    /** Only what the operation itself did for its own tenant tells whose the object is. */
    @Test
    void change_ofWhatOnlyTheVictimsOperationMade_isFound() {
        IsolationReport report = IsolationPlan.<Draft>on(
                        lab, (tenant, canary) -> new Draft(tenant.value(), NAMES.getOrDefault(tenant.value(), "other")))
                .action("save", draft -> {
                    TenantContext.require();
                    lab.s3().putObject(r -> r.bucket(bucket).key(draft.name()), RequestBody.fromString(draft.tenant()));
                })
                .run();

        assertThat(report.failures())
                .filteredOn(failure -> failure.attack().kind() == Kind.FOREIGN)
                .hasSize(6)
                .allSatisfy(failure -> assertThat(failure.detail()).contains("changes another's data by s3:PutObject"));
    }

    private void tenantsMay(String... statements) {
        LabRole role = lab.role("app-" + UUID.randomUUID())
                .policy(
                        "tenant-data",
                        "{\"Version\": \"2012-10-17\", \"Statement\": ["
                                + String.join(",", statements).replace("BUCKET", bucket) + "]}")
                .create();
        lab.tenantRole(role, "TenantId");
    }

    private IsolationPlan<Draft> inBucket() {
        return IsolationPlan.on(lab, (TenantId tenant, String canary) -> {
            Draft draft = new Draft(tenant.value(), "draft");
            lab.s3().putObject(r -> r.bucket(bucket).key(key(draft)), RequestBody.fromString(canary));
            return draft;
        });
    }

    private static String key(Draft draft) {
        return draft.tenant() + "/" + draft.name();
    }

    private void get(String key) {
        lab.boundTenant().s3().getObjectAsBytes(r -> r.bucket(bucket).key(key));
    }

    private void putNew(String key) {
        lab.boundTenant()
                .s3()
                .putObject(r -> r.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromString("new"));
    }

    private void createIfAbsent(Draft draft) {
        createIfAbsent(key(draft));
    }

    private void createIfAbsent(String key) {
        try {
            putNew(key);
        } catch (S3Exception taken) {
            if (taken.statusCode() != 412) {
                throw taken;
            }
        }
    }

    /** The tenants' objects are there already, so nothing is changed: by chance. */
    @Test
    void plan_conditionThatStopsWhatIamAllows_isNoWall() {
        tenantsMay("{\"Sid\": \"All\", \"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}");

        IsolationReport report =
                inBucket().action("create", this::createIfAbsent).run();

        assertThat(report.failures())
                .filteredOn(failure -> failure.attack().kind() == Kind.FOREIGN)
                .hasSize(6)
                .allSatisfy(failure -> {
                    assertThat(failure.barrier()).isEqualTo(Barrier.UNGUARDED);
                    assertThat(failure.detail())
                            .contains(
                                    "IAM allowed s3:PutObject on arn:aws:s3:::" + bucket,
                                    "PreconditionFailed",
                                    "All of");
                });
    }

    /** Which run comes first must not decide what is mutated. */
    @Test
    void policies_ofTheLabsOwnStartOfSessions_areNotInUse() {
        tenantsMay("{\"Effect\": \"Allow\", \"Action\": \"s3:PutObject\","
                + " \"Resource\": \"arn:aws:s3:::BUCKET/${aws:PrincipalTag/TenantId}/*\"}");

        IsolationReport report =
                inBucket().action("create", this::createIfAbsent).run();

        assertThat(report.policies())
                .singleElement()
                .satisfies(policy -> assertThat(policy.name()).endsWith("tenant-data"));
    }

    @Test
    void plan_sessionThatIsRefused_failsByIam() {
        LabRole closed = lab.role("app-" + UUID.randomUUID()).trust("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"},
                          "Action": ["sts:AssumeRole", "sts:TagSession"],
                          "Condition": {"StringEquals": {"aws:RequestTag/TenantId": "nobody"}}}]}""").create();
        lab.tenantRole(closed, "TenantId");

        assertThat(inBucket().action("create", this::createIfAbsent).run().failures())
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.barrier()).isEqualTo(Barrier.IAM));
    }

    @Test
    void plan_conditionAfterAPolicyThatHolds_isIsolated() {
        tenantsMay("{\"Effect\": \"Allow\", \"Action\": \"s3:PutObject\","
                + " \"Resource\": \"arn:aws:s3:::BUCKET/${aws:PrincipalTag/TenantId}/*\"}");

        assertThat(inBucket().action("create", this::createIfAbsent).run().failures())
                .isEmpty();
    }

    @Test
    void mutatePolicies_mutantThatOnlyFailsOtherwise_isNotNoticed() {
        tenantsMay(
                "{\"Sid\": \"Read\", \"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\", \"s3:ListBucket\"],"
                        + " \"Resource\": \"*\"}",
                "{\"Sid\": \"NoSecrets\", \"Effect\": \"Deny\", \"Action\": \"s3:GetObject\","
                        + " \"Resource\": \"arn:aws:s3:::BUCKET/secret\"}");

        IsolationReport report = inBucket()
                .forbidden("read what is not there", draft -> get("secret"))
                .mutatePolicies()
                .run();

        assertThat(report.failures()).isEmpty();
        assertThat(report.survivors())
                .extracting(IsolationReport.Mutant::statement)
                .contains("NoSecrets");
    }

    /** Each tenant's object is there after its own run, so without the policy nothing but the condition stops another's. */
    @Test
    void mutatePolicies_mutantThatOnlyAConditionStops_isNoticed() {
        tenantsMay("{\"Effect\": \"Allow\", \"Action\": \"s3:PutObject\","
                + " \"Resource\": \"arn:aws:s3:::BUCKET/${aws:PrincipalTag/TenantId}/*\"}");

        IsolationReport report = inBucket()
                .action("create", draft -> createIfAbsent(draft.tenant() + "/settings"))
                .mutatePolicies()
                .run();

        assertThat(report.failures()).isEmpty();
        assertThat(report.mutants()).isNotEmpty();
        assertThat(report.survivors()).isEmpty();
    }

    @Test
    void mutatePolicies_runThatFailedAnyway_noticesNothing() {
        tenantsMay(
                "{\"Sid\": \"Read\", \"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}",
                "{\"Sid\": \"List\", \"Effect\": \"Allow\", \"Action\": \"s3:ListBucket\", \"Resource\": \"*\"}");

        IsolationReport report = inBucket()
                .action("read and write", draft -> {
                    get(key(draft));
                    putNew(key(draft) + "2");
                })
                .mutatePolicies()
                .run();

        assertThat(report.failures()).isNotEmpty();
        assertThat(report.survivors())
                .extracting(IsolationReport.Mutant::statement)
                .contains("Read");
    }
}
