package dev.partywall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.LabFault;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The numbers, which scripts know, and which kind of failure has which. */
final class ExitCodeTest {

    @SuppressWarnings("NullAway.Init")
    private static CliLab lab;

    @BeforeAll
    static void startLab() {
        lab = new CliLab();
    }

    @AfterAll
    static void closeLab() {
        lab.close();
    }

    @Test
    void numbers_always_stayWhatTheyAre() throws IllegalAccessException {
        Map<String, Integer> numbers = new TreeMap<>();
        for (Field field : ExitCode.class.getFields()) {
            numbers.put(field.getName(), field.getInt(null));
        }

        assertThat(numbers)
                .isEqualTo(Map.of(
                        "DONE", 0,
                        "FAILED", 1,
                        "USAGE", 2,
                        "RETRY", 3,
                        "NOT_CONFIRMED", 4,
                        "FINDINGS", 5,
                        "INCOMPLETE", 6));
    }

    @Test
    void help_always_isDoneAndNamesEachExitCode() {
        Outcome help = lab.runBare("--help");

        assertThat(help.exitCode()).isEqualTo(ExitCode.DONE);
        for (int code = 0; code <= 6; code++) {
            assertThat(help.out()).containsPattern("(?m)^  " + code + "   \\S");
        }
        assertThat(lab.runBare("shred", "--help").out().replaceAll("\\s+", " ")).contains("This cannot be undone.");
        assertThat(lab.runBare("--version").out()).startsWith("partywall ");
        assertThat(lab.runBare("show", "-V").out()).startsWith("partywall ");
    }

    @Test
    void run_ofNoCommand_isUsage() {
        Outcome outcome = lab.runBare();

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).isEqualTo("USAGE: Missing required subcommand; see 'partywall --help'\n");
    }

    @Test
    void run_withoutSettings_isUsageAndNamesWhatIsMissing() {
        Outcome outcome = lab.runBare("list");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("Setting 'registry.table': is missing");
    }

    @Test
    void run_withAnArgumentThatBeginsWithAt_readsNoFile() {
        Path file = lab.write("arguments", "--help");

        Outcome outcome = lab.runBare("@" + file);

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void run_ofWhatIsNoTenantId_isUsage() {
        Outcome outcome = lab.run("show", "../etc");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err().lines()).singleElement().asString().contains("Not a tenant id");
    }

    @Test
    void usage_inJson_isAnObjectAsWell() {
        Outcome outcome = lab.run("--format", "json", "rotate", "acme", "--due", "90d");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.error()).containsEntry("name", "USAGE").containsEntry("code", null);
    }

    @Test
    void show_ofNobody_isRefusedForGood() {
        assertThat(lab.run("show", "nobody").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void onboard_whileKmsFails_mayBeRetriedAndThenGoesOn() {
        Outcome outcome;
        try (LabFault down = lab.aws().faults().on("kms:CreateAlias").serverError()) {
            outcome = lab.run("onboard", "patient", "--tier", "silo", "--format", "json");
            assertThat(down.hits()).isPositive();
        }

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(ExitCode.RETRY);
        assertThat(outcome.error()).containsEntry("retryable", true).containsEntry("tenant", "patient");
        assertThat(lab.run("list", "--status", "onboarding").out()).contains("patient  ONBOARDING  SILO");
        Outcome recovered = lab.run("recover");
        assertThat(recovered.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(recovered.out()).containsPattern("(?m)^patient  ONBOARD    over$");
        assertThat(lab.record("patient").operation()).isEmpty();
    }

    @Test
    void rotateDue_whereSomeFail_isIncompleteAndTellsWhich() {
        assertThat(lab.run("onboard", "rot-a", "--tier", "pool").exitCode()).isEqualTo(ExitCode.DONE);
        String owned = lab.aws().createKey();
        assertThat(lab.run("onboard", "rot-b", "--tier", "byok", "--key", owned).exitCode())
                .isEqualTo(ExitCode.DONE);
        lab.aws().kms().disableKey(request -> request.keyId(owned));
        waitForASecond();

        Outcome json = lab.run("rotate", "--due", "1s", "--format", "json");
        Outcome table = lab.run("rotate", "--due", "1h");

        assertThat(json.exitCode()).as("%s", json).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(json.list("due"))
                .anySatisfy(
                        one -> assertThat(one).containsEntry("tenant", "rot-a").containsEntry("outcome", "ROTATED"));
        assertThat(json.list("failed"))
                .singleElement()
                .satisfies(one -> assertThat(one).containsEntry("tenant", "rot-b"));
        assertThat(table.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(table.out()).endsWith(" 0 failed, 0 not come to.\n");
    }

    private static void waitForASecond() {
        try {
            Thread.sleep(2_100);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Test
    void print_whereStandardOutputIsGone_isAFailure() {
        PrintStream closed = new PrintStream(OutputStream.nullOutputStream());
        closed.close();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exitCode = Partywall.run(
                new Surroundings(
                        InputStream.nullInputStream(),
                        closed,
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Optional.empty(),
                        Optional.of(lab.aws().credentials()),
                        Clock.systemUTC()),
                "--settings",
                lab.settings().toString(),
                "list");

        assertThat(exitCode).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("OUTPUT_LOST: ");
    }
}
