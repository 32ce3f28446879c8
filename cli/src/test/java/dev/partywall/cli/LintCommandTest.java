package dev.partywall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The linter from a shell's view: without settings, without AWS. */
final class LintCommandTest {

    private static final String CLEAN = """
            {"Version": "2012-10-17", "Statement": [{
              "Sid": "Docs",
              "Effect": "Allow",
              "Action": "s3:GetObject",
              "Resource": "arn:aws:s3:::docs/${aws:PrincipalTag/TenantId}/*"
            }]}
            """;

    /** Without the slash, tenant t1 reads what is t10's. */
    private static final String LEAK = CLEAN.replace("}/*", "}*");

    @TempDir
    private Path folder = Path.of("");

    private static Outcome run(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Partywall.run(
                new Surroundings(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Optional.empty(),
                        Optional.empty(),
                        Clock.systemUTC()),
                arguments);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void lint_ofACleanPolicy_isDone() throws IOException {
        Outcome outcome = run("", "lint", write("clean.json", CLEAN));

        assertThat(outcome).isEqualTo(new Outcome(ExitCode.DONE, "No findings.\n", ""));
    }

    @Test
    void lint_ofALeak_printsPlaceRuleAndSeverityAsCompilersDo() throws IOException {
        String file = write("leak.json", LEAK);

        Outcome outcome = run("", "lint", file);

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FINDINGS);
        assertThat(outcome.out().lines()).singleElement().asString().startsWith(file + ":1:41: S1 LEAK in Docs: ");
    }

    @Test
    void lint_ofStandardInput_isNamedByADash() {
        Outcome outcome = run(LEAK, "lint", "-", "--format", "json");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FINDINGS);
        assertThat(outcome.list("files")).singleElement().satisfies(file -> {
            assertThat(file).containsEntry("file", "-").containsEntry("problem", null);
            assertThat(file.get("findings"))
                    .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                    .singleElement()
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsEntry("rule", "S1")
                    .containsEntry("severity", "LEAK")
                    .containsEntry("statement", "Docs")
                    .containsEntry("line", 1)
                    .containsEntry("column", 41)
                    .containsEntry("allowedAction", "s3:GetObject")
                    .containsKeys("title", "why", "mend", "source", "endLine", "endColumn", "allowedResource");
        });
    }

    @Test
    void lint_ofAFolder_tellsOfEachFileAndTheGravestDecides() throws IOException {
        write("a-clean.json", CLEAN);
        write("b-leak.json", LEAK);
        write("c-none.json", CLEAN.replace("Effect", "Efect"));
        write("d-notes.txt", "not looked at");

        Outcome outcome = run("", "lint", folder.toString(), "--format=json");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.list("files")).hasSize(3);
        assertThat(outcome.list("files").get(1).get("findings"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(1);
        assertThat(outcome.list("files").get(2).get("problem"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("line", 3)
                .hasEntrySatisfying(
                        "message", text -> assertThat(text).asString().contains("Efect"));
    }

    @Test
    void lint_ofAFileThatIsNotThere_isUsage() {
        Outcome outcome = run("", "lint", folder.resolve("none.json").toString());

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.out()).contains("none.json: cannot be read: ");
    }

    @Test
    void lint_withAKind_readsThePolicyAsOne() {
        assertThat(run(CLEAN, "lint", "-", "--kind", "session").exitCode()).isEqualTo(ExitCode.DONE);
        Outcome trust = run(CLEAN, "lint", "-", "--kind", "trust");
        assertThat(trust.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(trust.out()).startsWith("-:").contains("no policy: ");
    }

    @Test
    void lint_withKindsAndChainingsOfTwoWords_takesThemWithHyphens() {
        for (String kind : List.of("permissions-boundary", "service-control")) {
            assertThat(run(CLEAN, "lint", "-", "--kind", kind).exitCode())
                    .as(kind)
                    .isEqualTo(ExitCode.DONE);
        }
        assertThat(run(CLEAN, "lint", "-", "--chaining", "not-transitive").exitCode())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void lint_withAnotherTagOfTenants_goesByThat() {
        Outcome outcome = run(LEAK.replace("TenantId", "Customer"), "lint", "-", "--tenant-tag", "Customer");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FINDINGS);
        assertThat(outcome.out()).contains(" S1 LEAK in Docs: ");
    }

    @Test
    void lint_ofNothing_isUsage() {
        Outcome outcome = run("", "lint");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).startsWith("USAGE: ").endsWith("; see 'partywall lint --help'\n");
    }
}
