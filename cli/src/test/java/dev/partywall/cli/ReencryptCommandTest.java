package dev.partywall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Re-encryption from a shell's view, wherever records are; what was sealed is opened with the library afterwards. */
final class ReencryptCommandTest {

    private static final String TABLE = "invoices";
    private static final String BUCKET = "tenant-files";
    private static final String DATABASE = "jdbc:h2:mem:records;DB_CLOSE_DELAY=-1";
    private static final int RECORDS = 12;

    @SuppressWarnings("NullAway.Init")
    private static CliLab lab;

    @SuppressWarnings("NullAway.Init")
    private static Path settings;

    @BeforeAll
    static void startLab() throws SQLException {
        lab = new CliLab();
        settings = lab.settingsWith(
                "reencrypt.properties",
                "jobs.table = jobs",
                "records.jdbc.url = " + DATABASE,
                "records.jdbc.user = ops",
                "records.jdbc.password = pw",
                "fleet.bound.pool = 5m"); // this machine may be busy
        createTable();
        lab.aws().s3().createBucket(create -> create.bucket(BUCKET));
        try (Connection connection = connection()) {
            connection
                    .createStatement()
                    .execute(
                            "CREATE TABLE INVOICES (TENANT VARCHAR(64), ID BIGINT PRIMARY KEY, SEALED VARBINARY(4096))");
        }
        assertThat(run("create-job-store").exitCode()).isEqualTo(ExitCode.DONE);
    }

    @AfterAll
    static void closeLab() {
        lab.close();
    }

    private static Connection connection() throws SQLException {
        return DriverManager.getConnection(DATABASE, "ops", "pw");
    }

    private static void createTable() {
        lab.aws()
                .dynamoDb()
                .createTable(create -> create.tableName(TABLE)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(
                                KeySchemaElement.builder()
                                        .attributeName("tenant")
                                        .keyType(KeyType.HASH)
                                        .build(),
                                KeySchemaElement.builder()
                                        .attributeName("id")
                                        .keyType(KeyType.RANGE)
                                        .build())
                        .attributeDefinitions(
                                AttributeDefinition.builder()
                                        .attributeName("tenant")
                                        .attributeType(ScalarAttributeType.S)
                                        .build(),
                                AttributeDefinition.builder()
                                        .attributeName("id")
                                        .attributeType(ScalarAttributeType.S)
                                        .build()));
    }

    private static Outcome run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--settings";
        all[1] = settings.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return lab.runBare(all);
    }

    private static Outcome inItems(String tenant, String... more) {
        String[] standard = {
            "reencrypt",
            tenant,
            "--purpose",
            "invoices",
            "--dynamodb-table",
            TABLE,
            "--attribute",
            "sealed",
            "--partition-key",
            "tenant",
            "--sort-key",
            "id",
            "--format",
            "json"
        };
        String[] all = Arrays.copyOf(standard, standard.length + more.length);
        System.arraycopy(more, 0, all, standard.length, more.length);
        return run(all);
    }

    private static TenantKeyring service() {
        return TenantKeyring.builder()
                .keyStore(CliLab.KEY_STORE, lab.aws().dynamoDb())
                .rootKey(lab.sharedRootKey(), lab.aws().kms())
                .build();
    }

    private static byte[] seal(String tenant, String recordId) {
        try (TenantKeyring keyring = service()) {
            TenantEncryptor invoices = keyring.encryptor("invoices");
            byte[] plaintext = ("text of " + recordId).getBytes(StandardCharsets.UTF_8);
            return TenantContext.call(TenantId.of(tenant), () -> invoices.encrypt(plaintext, RecordId.of(recordId)));
        }
    }

    /** That a message opens as its tenant, and is under the version. */
    private static void assertUnder(String version, String tenant, String recordId, byte[] message) {
        try (TenantKeyring keyring = service()) {
            TenantEncryptor invoices = keyring.encryptor("invoices");
            RecordId id = RecordId.of(recordId);
            TenantContext.run(TenantId.of(tenant), () -> {
                assertThat(new String(invoices.decrypt(message, id), StandardCharsets.UTF_8))
                        .isEqualTo("text of " + recordId);
                assertThat(invoices.branchKeyVersion(message, id)).hasToString(version);
            });
        }
    }

    private static void onboard(String tenant) {
        assertThat(run("onboard", tenant, "--tier", "pool").exitCode()).isEqualTo(ExitCode.DONE);
    }

    private static String rotate(String tenant) {
        return String.valueOf(run("rotate", tenant, "--format", "json").json().get("active"));
    }

    private static void put(String partition, String id, byte[] message) {
        lab.aws()
                .dynamoDb()
                .putItem(put -> put.tableName(TABLE)
                        .item(Map.of(
                                "tenant", AttributeValue.fromS(partition),
                                "id", AttributeValue.fromS(id),
                                "sealed", AttributeValue.fromB(SdkBytes.fromByteArray(message)))));
    }

    private static byte[] item(String partition, String id) {
        return Objects.requireNonNull(lab.aws()
                        .dynamoDb()
                        .getItem(get -> get.tableName(TABLE)
                                .key(Map.of(
                                        "tenant", AttributeValue.fromS(partition),
                                        "id", AttributeValue.fromS(id)))
                                .consistentRead(true))
                        .item()
                        .get("sealed"))
                .b()
                .asByteArray();
    }

    private static void assertCount(Outcome outcome, String name, int count) {
        assertThat(outcome.json().get("counts"))
                .as("%s", outcome)
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry(name, count);
    }

    @Test
    void reencrypt_ofItems_firstCountsAndThenRewritesAll() {
        onboard("items");
        for (int record = 0; record < RECORDS; record++) {
            put("items", "r" + record, seal("items", "r" + record));
        }
        byte[] before = item("items", "r0");
        String newest = rotate("items");

        Outcome counted = inItems("items", "--dry-run");
        byte[] after = item("items", "r0");
        Outcome rewritten = inItems("items", "--split-at", "r5", "--parallel", "2", "--per-second", "1000");

        assertThat(counted.exitCode()).as("%s", counted).isEqualTo(ExitCode.DONE);
        assertCount(counted, "read", RECORDS);
        assertCount(counted, "rewritten", 0);
        assertThat(after).isEqualTo(before);
        assertThat(rewritten.exitCode()).as("%s", rewritten).isEqualTo(ExitCode.DONE);
        assertCount(rewritten, "rewritten", RECORDS);
        assertThat(rewritten.json())
                .containsEntry("newest", newest)
                .containsEntry("complete", true)
                .containsEntry("clean", true)
                .hasEntrySatisfying(
                        "source", name -> assertThat(name).asString().startsWith("dynamodb:invoices:sealed"));
        for (int record = 0; record < RECORDS; record++) {
            assertUnder(newest, "items", "r" + record, item("items", "r" + record));
        }
    }

    @Test
    void reencrypt_whereAMessageIsAnothersOrBroken_isIncompleteAndLeavesItAsItIs() {
        onboard("mixed");
        onboard("other");
        byte[] ofOther = seal("other", "r1");
        put("mixed", "r1", ofOther);
        put("mixed", "r2", seal("mixed", "r2"));
        String newest = rotate("mixed");

        Outcome outcome = inItems("mixed");
        put("mixed", "r1", seal("mixed", "r1"));
        Outcome retried = inItems("mixed", "--retry-failed");

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(outcome.list("failures"))
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .containsEntry("name", "MESSAGE_OF_OTHER_TENANT")
                        .containsEntry("code", 231)
                        .containsKeys("partition", "key"));
        assertUnder(newest, "mixed", "r2", item("mixed", "r2"));
        assertThat(retried.exitCode()).as("%s", retried).isEqualTo(ExitCode.DONE);
    }

    @Test
    void reencrypt_ofRows_goesByTenantAndRecordId() throws SQLException {
        onboard("rows");
        try (Connection connection = connection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO INVOICES VALUES (?, ?, ?)")) {
            for (int record = 0; record < RECORDS; record++) {
                insert.setString(1, "rows");
                insert.setLong(2, record);
                insert.setBytes(3, seal("rows", "invoice/" + record));
                insert.executeUpdate();
            }
        }
        String newest = rotate("rows");

        Outcome outcome = run(
                "reencrypt",
                "rows",
                "--purpose",
                "invoices",
                "--jdbc-table",
                "INVOICES",
                "--column",
                "SEALED",
                "--key-column",
                "ID",
                "--key-type",
                "integer",
                "--tenant-column",
                "TENANT",
                "--record-id",
                "invoice/{key}");

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(ExitCode.DONE);
        assertThat(outcome.out())
                .containsPattern("(?m)^Tenant             rows$")
                .containsPattern("(?m)^Rewritten          12$")
                .containsPattern("(?m)^Complete           yes$");
        try (Connection connection = connection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT ID, SEALED FROM INVOICES WHERE TENANT = 'rows'")) {
            while (row.next()) {
                assertUnder(newest, "rows", "invoice/" + row.getLong(1), row.getBytes(2));
            }
        }
    }

    @Test
    void reencrypt_ofObjects_keepsThemUnderThePrefix() throws IOException {
        onboard("objects");
        byte[] sealed = seal("objects", "a.bin");
        lab.aws().s3().putObject(put -> put.bucket(BUCKET).key("tenants/objects/a.bin"), RequestBody.fromBytes(sealed));
        String newest = rotate("objects");

        Outcome outcome = run(
                "reencrypt",
                "objects",
                "--purpose",
                "invoices",
                "--s3-bucket",
                BUCKET,
                "--s3-prefix",
                "tenants/objects/",
                "--format",
                "json");

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(ExitCode.DONE);
        assertCount(outcome, "rewritten", 1);
        try (InputStream object =
                lab.aws().s3().getObject(get -> get.bucket(BUCKET).key("tenants/objects/a.bin"))) {
            assertUnder(newest, "objects", "a.bin", object.readAllBytes());
        }
    }

    @Test
    void reencrypt_ofASuspendedTenant_isRefused() {
        onboard("held");
        put("held", "r1", seal("held", "r1"));
        byte[] before = item("held", "r1");
        rotate("held");
        assertThat(run("suspend", "held").exitCode()).isEqualTo(ExitCode.DONE);

        Outcome outcome = inItems("held");

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.error()).containsEntry("name", "TENANT_SUSPENDED");
        assertThat(item("held", "r1")).isEqualTo(before);
    }

    @Test
    void reencrypt_ofTwoSourcesOrNone_isUsage() {
        Outcome two = inItems("anybody", "--s3-bucket", "b", "--s3-prefix", "p/");
        Outcome none = run("reencrypt", "anybody", "--purpose", "invoices");
        Outcome noKey = inItems("anybody", "--record-id", "fixed");

        assertThat(two.exitCode()).as("%s", two).isEqualTo(ExitCode.USAGE);
        assertThat(none.exitCode()).as("%s", none).isEqualTo(ExitCode.USAGE);
        assertThat(noKey.exitCode()).as("%s", noKey).isEqualTo(ExitCode.USAGE);
        assertThat(noKey.error().get("message")).asString().contains("{key}");
    }

    @Test
    void reencrypt_withoutAJobStore_namesTheSetting() {
        onboard("no-jobs");

        Outcome outcome = lab.run(
                "reencrypt", "no-jobs", "--purpose", "invoices", "--s3-bucket", "b", "--s3-prefix", "p/", "--dry-run");

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("Setting 'jobs.table': is missing");
    }

    @Test
    void reencrypt_ofADatabaseThatCannotBeReached_failsAndShowsNoPassword() {
        onboard("no-database");
        Path broken = lab.settingsWith(
                "no-database.properties",
                "jobs.table = jobs",
                "records.jdbc.url = jdbc:nodriver://db/x?user=ops&password=cAnArY-url",
                "records.jdbc.password = cAnArY-file",
                "fleet.bound.pool = 5m");

        Outcome outcome = lab.runBare(
                "--settings",
                broken.toString(),
                "reencrypt",
                "no-database",
                "--purpose",
                "invoices",
                "--jdbc-table",
                "T",
                "--column",
                "C",
                "--key-column",
                "K",
                "--whole-table",
                "--stacktrace");

        assertThat(outcome.exitCode()).as("%s", outcome).isNotEqualTo(ExitCode.DONE);
        assertThat(outcome.toString())
                .contains("No suitable driver found for ***")
                .doesNotContainIgnoringCase("canary");
    }
}
