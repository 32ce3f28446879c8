package dev.partywall.abac.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.PolicyLintCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes and lines of the command. */
final class PolicyLintCommandTest {

    private static final String OWN = PolicyTexts.policy(List.of("<own docs>"));
    private static final String TOO_WIDE = OWN.replace("/*\"", "*\"");

    @TempDir
    private Path folder = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        try (PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream complaints = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            return PolicyLintCommand.run(List.of(arguments), lines, complaints);
        }
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Stream.of(file.getParent()).findFirst().orElse(folder));
        return Files.writeString(file, text).toString();
    }

    @Test
    void run_cleanPolicy_isZeroAndSilent() throws IOException {
        assertThat(run(write("own.json", OWN)))
                .isEqualTo(PolicyLintCommand.CLEAN)
                .isZero();
        assertThat(printed() + complained()).isEmpty();
    }

    @Test
    void run_policyWithMistake_isOneAndPrintsPlaceAndRule() throws IOException {
        String file = write("wide.json", TOO_WIDE);

        assertThat(run("--kind", "session", file))
                .isEqualTo(PolicyLintCommand.FINDINGS)
                .isOne();
        assertThat(printed().lines()).singleElement().asString().startsWith(file + ":2:1: S1 LEAK in Docs: ");
        assertThat(complained()).isEmpty();
    }

    @Test
    void run_textThatIsNoPolicy_isTwoAndPrintsPlace() throws IOException {
        String file = write("typo.json", OWN.replace("Effect", "Efect"));

        assertThat(run(file)).isEqualTo(PolicyLintCommand.FAILED).isEqualTo(2);
        assertThat(printed()).isEmpty();
        assertThat(complained()).startsWith(file + ":2:").contains("Efect");
    }

    @Test
    void run_fileThatIsMissing_isTwo() {
        assertThat(run(folder.resolve("none.json").toString())).isEqualTo(PolicyLintCommand.FAILED);
        assertThat(complained()).contains("none.json: cannot be read");
    }

    @Test
    void run_folder_lintsAllFilesAndAnswersTheGravest() throws IOException {
        write("a/wide.json", TOO_WIDE);
        write("b/typo.json", "{");
        write("b/own.json", OWN);
        write("b/notes.txt", "no policy");

        assertThat(run(folder.toString())).isEqualTo(PolicyLintCommand.FAILED);
        assertThat(printed()).contains("wide.json").doesNotContain("own.json");
        assertThat(complained()).contains("typo.json").doesNotContain("notes.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--kind",
                "--kind,other,x.json",
                "--format,x.json",
                "--chaining,perhaps,x.json",
                "--tenant-tag,§,x.json"
            })
    void run_wrongArguments_isTwoAndPrintsUsage(String arguments) {
        String[] all = arguments.isEmpty() ? new String[0] : arguments.split(",", -1);

        assertThat(run(all)).isEqualTo(PolicyLintCommand.FAILED);
        assertThat(complained()).contains("Usage:").contains("|key|trust");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--tenant-tag TenantId; 1",
                "--tenant-tag Tenant; 0",
                "--operators; 1",
                "--chaining transitive; 1",
                "--key-store tenant-keys; 1",
            })
    void run_options_reachTheLinter(String options, int code) throws IOException {
        String file = write("wide.json", TOO_WIDE);

        assertThat(run((options + " " + file).split(" ", -1))).isEqualTo(code);
    }

    /** What is inferred shows in what is found: each text has a mistake of that kind of policy only. */
    @ParameterizedTest
    @CsvSource({
        "G5 LEAK TRUST nothing is bounded, G5",
        "K4 WARNING KEY the key's tag in its policy, K4",
        "G8 LEAK RESOURCE a bucket policy for a session, G8",
        "S1 LEAK IDENTITY objects without slash behind the tenant, S1"
    })
    void run_kindIsNotSaid_isInferred(String title, String rule) throws IOException {
        String wanted = title.replaceFirst(" \\w+ \\w+ ", ": ");
        Mistake mistake = Mistake.all()
                .filter(one -> one.toString().equals(wanted))
                .findFirst()
                .orElseThrow();
        String file = write("policy.json", mistake.bad().json());

        assertThat(run(file)).isEqualTo(PolicyLintCommand.FINDINGS);
        assertThat(printed()).contains(": " + rule + " ");
    }
}
