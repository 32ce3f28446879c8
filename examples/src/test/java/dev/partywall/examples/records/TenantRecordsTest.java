package dev.partywall.examples.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.examples.abac.LabRoles;
import dev.partywall.examples.hierarchy.PolicyEdit;
import dev.partywall.examples.records.Outcome.Line;
import dev.partywall.keyring.DecryptionRefusedException;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TenantRecordsTest {

    private static final int GOOD = 0;

    private static AwsLab lab;

    private static @Nullable Outcome sample;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startLab() {
        lab = AwsLab.start();
    }

    @AfterAll
    static void closeLab() {
        lab.close();
    }

    private static Outcome run(UnaryOperator<Opener> opener, String... arguments) {
        return Outcome.of(settings -> AwsConnection.toLab(lab, settings, () -> {}), opener, arguments);
    }

    @Test
    void run_noOptions_showsForTheSampleThatTheWallHolds() {
        long mark = lab.calls().mark();

        Outcome outcome = run(UnaryOperator.identity());

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(GOOD);
        assertThat(outcome.out()).startsWith("Records  support-tickets.csv (the sample): 40 of 5 tenants");
        assertThat(outcome.line("Give each tenant a branch key").succeeded()).isEqualTo(5);
        assertThat(outcome.line("Seal and store every record").succeeded()).isEqualTo(40);
        assertThat(outcome.line("Open every record as its owner").succeeded()).isEqualTo(40);
        assertThat(outcome.line("Open every record as every other tenant"))
                .isEqualTo(new Line(160, 0, 160, "231", 0, 0, 0, "as expected"));
        assertThat(outcome.line("Open every record under another's id").refused())
                .isEqualTo(40);
        assertThat(outcome.line("Open all others' records").succeeded()).isEqualTo(32);
        assertThat(outcome.out())
                .contains("which has 2 versions now")
                .endsWith("for its owner alone, and nothing leaked.\n");
        assertThat(outcome.totalCalls())
                .containsExactly(calls(mark, "kms:*"), calls(mark, "dynamodb:*"), calls(mark, "sts:*"));
    }

    /** A run over the sample, of which several tests look at several lines. */
    private static synchronized Outcome sample() {
        if (sample == null) {
            sample = run(UnaryOperator.identity(), "--table", "layers", "--key-store", "layers-keys");
        }
        return sample;
    }

    private static long calls(long mark, String action) {
        return lab.calls()
                .since(mark)
                .of(action)
                .matching(call -> !String.valueOf(call.caller()).endsWith("user/partywall-lab"))
                .count();
    }

    @Test
    void run_eachTenant_hasOneSessionAndReadsAndWritesInIt() {
        long mark = lab.calls().mark();

        Outcome outcome = run(UnaryOperator.identity(), "--table", "sessions", "--key-store", "sessions-keys");

        assertThat(outcome.line("Seal and store every record").stsCalls()).isEqualTo(5);
        assertThat(outcome.line("Open every record as its owner").stsCalls()).isZero();
        assertThat(lab.calls().since(mark).of("dynamodb:BatchWriteItem").list())
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call.caller()).matches(caller -> isTenantsOrDenied(caller, call)));
    }

    private static boolean isTenantsOrDenied(@Nullable String caller, LabCall call) {
        return !call.isSucceeded()
                || call.leadingKeys().stream()
                        .allMatch(key -> String.valueOf(caller).endsWith("-tenants/" + key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Open every record as every other tenant | 160 | the keyring (tenant check)",
                "Forge: own name and key version | 20 | the message (authentication)",
                "Read others' records in its own session | 20 | IAM (condition dynamodb:LeadingKeys of",
                "Overwrite others' records in its own session | 20 | IAM (condition dynamodb:LeadingKeys of",
                "Scan the table in its own session | 20 | IAM (statement ",
                "Read others' branch keys in its own session | 20 | IAM (condition dynamodb:LeadingKeys of",
                "Unwrap others' branch keys past the keyring | 20 | IAM (condition kms:EncryptionContext:branch-key-id of",
                "Start a session with another's tag | 20 | IAM (",
                "Read others' records by an unscoped client | 20 | the SDK scope (client without one)",
                "Read and open with no tenant bound | 10 | the context (no tenant)",
            })
    void run_attack_isStoppedByItsLayer(String attack, String attempts, String layer) {
        assertThat(sample().attack(attack).subList(0, 2)).containsExactly(attempts, "0");
        assertThat(sample().attack(attack).get(2)).startsWith(layer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dynamodb:LeadingKeys | Read others' records in its own session",
                "kms:EncryptionContext:branch-key-id | Unwrap others' branch keys past the keyring",
            })
    void run_policyWithAHole_leaksAndFailsWithTheStepNamed(String condition, String attack) {
        Outcome outcome = Outcome.of(
                settings -> withHole(settings, condition),
                UnaryOperator.identity(),
                "--table=hole-" + attack.length(),
                "--key-store=hole-keys-" + attack.length());

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(Failures.WALL_DOWN);
        assertThat(outcome.attack(attack)).containsExactly("20", "20");
        assertThat(outcome.out()).contains("THE WALL DID NOT HOLD: ", "step '" + attack + "'");
        assertThat(outcome.attack("Open every record as every other tenant").get(1))
                .isEqualTo("0");
    }

    private static AwsConnection withHole(Settings settings, String condition) {
        String rootKey = lab.createKey();
        LabRoles roles = LabRoles.create(
                lab, "hole-" + System.nanoTime(), RecordsAccess.of(lab.region(), lab.accountId(), rootKey, settings));
        roles.tenants()
                .putPolicy(
                        LabRoles.POLICY,
                        PolicyEdit.of(roles.tenants()).without(condition).json());
        return AwsConnection.toLab(lab, settings, roles, rootKey, () -> {});
    }

    @Test
    void run_forgedHeaders_areRefusedByTheCryptography() {
        Outcome outcome = run(UnaryOperator.identity(), "--table", "forged", "--key-store", "forged-keys");

        assertThat(outcome.line("Forge: own name on others' records").reasons()).isEqualTo("233");
        assertThat(outcome.line("Forge: own name and key version"))
                .isEqualTo(new Line(20, 0, 20, "234", 0, 0, 0, "as expected"));
        assertThat(outcome.line("Forge: own header, others' content").reasons()).isEqualTo("234");
    }

    @Test
    void run_anyFile_triesEveryTenantOnEveryOthersRecords() throws IOException {
        Path csv = folder.resolve("any.csv");
        List<String> rows = IntStream.range(0, 300)
                .mapToObj(i -> "\"no, %d\",customer%d,%d.50,\"line\nbreak %d\"".formatted(i, i % 12, i, i))
                .toList();
        Files.writeString(csv, "number,customer,amount,remark\n" + String.join("\n", rows));

        Outcome outcome = run(
                UnaryOperator.identity(),
                ("--csv " + csv + " --tenant-column customer --id-column number --secret-columns remark,amount"
                                + " --table any --key-store any-keys --threads 3")
                        .split(" "));

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(GOOD);
        assertThat(outcome.line("Open every record as every other tenant").refused())
                .isEqualTo(300 * 11);
        assertThat(outcome.line("Forge: own name and key version").refused()).isEqualTo(12 * 11);
        assertThat(outcome.line("Open its records"))
                .matches(line -> line.refused() == 25 && line.reasons().equals("210"));
        assertThat(plaintextIsStored("break 7")).isFalse();
    }

    /** Looks through all that DynamoDB was given. */
    private static boolean plaintextIsStored(String text) {
        return lab.dynamoDb().scanPaginator(request -> request.tableName("any")).items().stream()
                .anyMatch(item -> item.toString().contains(text)
                        || item.values().stream()
                                .anyMatch(value -> value.b() != null
                                        && new String(value.b().asByteArray(), StandardCharsets.UTF_8).contains(text)));
    }

    @Test
    void run_oneTenant_rotatesAndRemovesItAndHasNobodyToTry() throws IOException {
        Path csv = folder.resolve("one.csv");
        Files.writeString(csv, "tenant,id,s\nonly,1,x\n");

        Outcome outcome = run(
                UnaryOperator.identity(),
                "--csv",
                csv.toString(),
                "--secret-columns=s",
                "--table=one",
                "--key-store=one-keys");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(GOOD);
        assertThat(outcome.line("Open every record as every other tenant").result())
                .isEqualTo("nothing to try");
        assertThat(outcome.line("Open its records").reasons()).isEqualTo("210");
    }

    @Test
    void run_openerThatLetsOthersIn_failsWithTheStepsNamed() {
        UnaryOperator<Opener> broken = opener -> (message, id) -> {
            try {
                return opener.open(message, id);
            } catch (DecryptionRefusedException refused) {
                return new byte[0];
            }
        };

        Outcome outcome = run(broken, "--table", "leaking", "--key-store", "leaking-keys");

        assertThat(outcome.exitCode()).isEqualTo(Failures.WALL_DOWN);
        assertThat(outcome.line("Open every record as every other tenant"))
                .isEqualTo(new Line(160, 160, 0, "", 0, 0, 0, "FAILED"));
        assertThat(outcome.line("Forge: own name and key version").result()).isEqualTo("FAILED");
        assertThat(outcome.line("Open every record as its owner").result()).isEqualTo("as expected");
        assertThat(outcome.out()).contains("THE WALL DID NOT HOLD").doesNotContain("owner alone");
    }

    @Test
    void run_openerThatChangesWhatItOpens_fails() {
        UnaryOperator<Opener> broken = opener -> (message, id) -> {
            byte[] opened = opener.open(message, id);
            opened[0]++;
            return opened;
        };

        Outcome outcome = run(broken, "--table", "changing", "--key-store", "changing-keys");

        assertThat(outcome.exitCode()).isEqualTo(Failures.WALL_DOWN);
        assertThat(outcome.line("Open every record as its owner"))
                .matches(line -> line.tried() == 40
                        && line.succeeded() == 0
                        && line.result().equals("FAILED"));
    }

    @Test
    void run_deniedByKms_endsWithWhatAwsSaid() {
        try (var denied = lab.faults().on("kms:GenerateDataKeyWithoutPlaintext").accessDenied()) {
            Outcome outcome = run(UnaryOperator.identity(), "--table", "denied", "--key-store", "denied-keys");

            assertThat(denied.hits()).isPositive();
            assertThat(outcome.exitCode()).isEqualTo(Failures.TROUBLE);
            assertThat(outcome.err()).contains("KEY_ACCESS_DENIED").doesNotContain("\tat ");
        }
    }

    @Test
    void run_throttledWrites_countsWhatTheLabCounts() {
        long mark = lab.calls().mark();
        try (var throttled = lab.faults().on("dynamodb:BatchWriteItem").times(2).throttle()) {
            Outcome outcome = run(UnaryOperator.identity(), "--table", "throttled", "--key-store", "throttled-keys");

            assertThat(throttled.hits()).isEqualTo(2);
            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(GOOD);
            assertThat(outcome.totalCalls())
                    .containsExactly(calls(mark, "kms:*"), calls(mark, "dynamodb:*"), calls(mark, "sts:*"));
        }
    }

    @Test
    void run_help_saysWhatTheProgramDoes() {
        Outcome outcome = run(UnaryOperator.identity(), "--help");

        assertThat(outcome.exitCode()).isEqualTo(GOOD);
        assertThat(outcome.out()).contains("--secret-columns", "Exit codes:", "cannot open each other's records");
    }
}
