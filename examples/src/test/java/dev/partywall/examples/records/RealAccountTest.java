package dev.partywall.examples.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabRole;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code --aws} with the SDK's default chain, whose settings lead to a lab. */
final class RealAccountTest {

    private static final TenantId OF_THE_SAMPLE = TenantId.of("t-7f3a9c");
    private static final TenantId STRANGER = TenantId.of("stranger");

    private static final Pattern POLICY = Pattern.compile("(?ms)^\\{.*?^\\}");

    private final AwsLab lab = AwsLab.start();
    private final String rootKey = lab.createKey();
    private final LabRole operator =
            lab.role("partywall-example-service").policy("everything", """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
                    """).create();
    private final AwsSessionCredentials session = (AwsSessionCredentials)
            operator.session("operator").start().credentials().resolveCredentials();
    private final long begin = lab.calls().mark();
    private final LabRole tenants = lab.role("partywall-example-tenants").create();
    private final Map<String, String> properties = Map.of(
            "aws.endpointUrl", lab.endpoint().toString(),
            "aws.accessKeyId", session.accessKeyId(),
            "aws.secretAccessKey", session.secretAccessKey(),
            "aws.sessionToken", session.sessionToken());

    @BeforeEach
    void leadToLab() {
        properties.forEach(System::setProperty);
    }

    @AfterEach
    void closeLab() {
        properties.keySet().forEach(System::clearProperty);
        lab.close();
    }

    private Outcome run(String... options) {
        List<String> shown = policies(options);
        tenants.trust(shown.get(0)).putPolicy("shown", shown.get(1));
        return program(options, "--tenant-role", tenants.arn());
    }

    /** What the program says that the role needs: the trust policy, then the identity-based one. */
    private List<String> policies(String... options) {
        String shown = program(options, "--show-policies").out();
        return POLICY.matcher(shown)
                .results()
                .map(found -> found.group().strip())
                .toList();
    }

    private Outcome program(String[] options, String... more) {
        String[] arguments = Stream.of(
                        Stream.of("--aws", "--root-key", rootKey), Arrays.stream(options), Arrays.stream(more))
                .flatMap(all -> all)
                .toArray(String[]::new);
        return Outcome.of(AwsConnection::open, UnaryOperator.identity(), arguments);
    }

    private List<String> tables() {
        return lab.dynamoDb().listTables().tableNames();
    }

    private long calls(String action) {
        return lab.calls().since(begin).of(action).count();
    }

    @Test
    void run_showPolicies_callsNothing() {
        assertThat(policies()).hasSize(3);
        assertThat(lab.calls().since(begin).count()).isZero();
    }

    @Test
    void run_roleThatMayNothing_failsAndLeavesNothing() {
        Outcome outcome = program(new String[0], "--tenant-role", tenants.arn());

        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(Failures.TROUBLE);
        assertThat(outcome.err()).contains("KEY_ACCESS_DENIED");
        assertThat(tables()).isEmpty();
    }

    @Test
    void run_roleThatDoesNotExist_failsAndLeavesNothing() {
        Outcome outcome = program(new String[0], "--tenant-role", tenants.arn() + "-absent");

        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(Failures.TROUBLE);
        assertThat(outcome.err()).contains("ROLE_NOT_ASSUMABLE");
        assertThat(tables()).isEmpty();
    }

    @Test
    void run_roleThatMayEverything_saysThatTheWallIsDown() {
        tenants.putPolicy("everything", """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
                """);

        Outcome outcome = program(new String[0], "--tenant-role", tenants.arn());

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(Failures.WALL_DOWN);
        assertThat(outcome.attack("Read others' records in its own session")).startsWith("20", "20");
    }

    private long items(String table) {
        return lab.dynamoDb().scan(request -> request.tableName(table)).count();
    }

    private TenantKeyring keyring() {
        return TenantKeyring.builder()
                .keyStore("keys", lab.dynamoDb())
                .rootKey(rootKey, lab.kms())
                .build();
    }

    @Test
    void run_emptyAccount_worksThereAndLeavesNothing() {
        Outcome outcome = run();

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("In       account 111122223333, us-east-1");
        assertThat(outcome.line("Delete what this run made").result()).isEqualTo("as expected");
        assertThat(outcome.totalCalls()).containsExactly(calls("kms:*"), calls("dynamodb:*"), calls("sts:*"));
        assertThat(tables()).isEmpty();
    }

    @Test
    void run_keep_leavesTheTables() {
        Outcome outcome = run("--keep", "--table", "records", "--key-store", "keys");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(tables()).containsExactly("keys", "records");
        assertThat(items("records")).isEqualTo(40);
    }

    @Test
    void run_tableThatHoldsItems_isRefusedAndUntouched() {
        new Tables(lab.dynamoDb()).createRecordsTable("records");
        lab.dynamoDb()
                .putItem(request -> request.tableName("records")
                        .item(Map.of(
                                RecordsTable.TENANT,
                                AttributeValue.fromS("x"),
                                RecordsTable.ID,
                                AttributeValue.fromS("1"))));

        Outcome outcome = run("--table", "records", "--key-store", "keys");

        assertThat(outcome.err()).contains("table 'records' holds items already", "--table");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(tables()).containsExactly("records");
        assertThat(items("records")).isEqualTo(1);
    }

    @Test
    void run_tableWithOtherKeys_isRefused() {
        try (TenantKeyring keyring = keyring()) {
            keyring.branchKeys().createKeyStore();
        }

        Outcome outcome = run("--table", "keys", "--key-store", "other");

        assertThat(outcome.err()).contains("table 'keys' has other keys than tenant_id and record_id");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(tables()).containsExactly("keys");
    }

    @Test
    void run_tenantThatHasAKey_isRefusedAndKeepsIt() {
        try (TenantKeyring keyring = keyring()) {
            keyring.branchKeys().createKeyStore();
            var version = keyring.branchKeys().create(OF_THE_SAMPLE);

            Outcome outcome = run("--table", "records", "--key-store", "keys");

            assertThat(outcome.err()).contains("tenant t-7f3a9c has a branch key in key store 'keys' already");
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(tables()).containsExactly("keys");
            assertThat(keyring.branchKeys().describe(OF_THE_SAMPLE))
                    .hasValueSatisfying(key -> assertThat(key.active()).isEqualTo(version));
        }
    }

    @Test
    void run_tablesThatExist_areLeftAsTheyWere() {
        new Tables(lab.dynamoDb()).createRecordsTable("records");
        try (TenantKeyring keyring = keyring()) {
            keyring.branchKeys().createKeyStore();
            keyring.branchKeys().create(STRANGER);

            Outcome outcome = run("--table", "records", "--key-store", "keys");

            assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
            assertThat(items("records")).isZero();
            assertThat(keyring.branchKeys().describe(STRANGER)).isPresent();
            assertThat(keyring.branchKeys().describe(OF_THE_SAMPLE)).isEmpty();
        }
    }

    @Test
    void run_failsHalfWay_leavesNothing() {
        try (var denied = lab.faults().on("dynamodb:BatchGetItem").accessDenied()) {
            Outcome outcome = run();

            assertThat(denied.hits()).isPositive();
            assertThat(outcome.exitCode()).isEqualTo(Failures.TROUBLE);
            assertThat(outcome.err()).startsWith("tenant-records: ").doesNotContain("\tat ", "a-secret");
            assertThat(tables()).isEmpty();
        }
    }

    @Test
    void run_cleaningUpFails_saysSoBesideTheFirstFailure() {
        try (var denied = lab.faults().on("dynamodb:BatchGetItem").accessDenied();
                var stuck = lab.faults().on("dynamodb:DeleteTable").accessDenied()) {
            Outcome outcome = run();

            assertThat(denied.hits() * stuck.hits()).isPositive();
            assertThat(outcome.exitCode()).isEqualTo(Failures.TROUBLE);
            assertThat(outcome.err()).contains("dynamodb:BatchGetItem", "could not all be deleted");
        }
    }
}
