package dev.partywall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** The program as a process of its own, with credentials by the SDK's default chain and no terminal. */
final class ProcessTest {

    @TempDir
    private Path folder = Path.of("");

    private Outcome run(AwsCredentials credentials, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.partywall.cli.Partywall"));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        builder.environment().remove("AWS_SESSION_TOKEN");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void main_always_endsWithTheExitCodeAndKeepsStandardOutputForTheResult() throws IOException, InterruptedException {
        try (CliLab lab = new CliLab()) {
            AwsCredentials credentials = lab.aws().credentials().resolveCredentials();
            String settings = lab.settings().toString();

            Outcome onboarded =
                    run(credentials, "--settings", settings, "onboard", "acme", "--tier", "silo", "--format", "json");
            Outcome unconfirmed = run(
                    credentials,
                    "shred",
                    "acme",
                    "--requested-by",
                    "me",
                    "--certificate-out",
                    "x",
                    "--settings",
                    settings);

            assertThat(onboarded.exitCode()).as("%s", onboarded).isEqualTo(ExitCode.DONE);
            assertThat(onboarded.json()).containsEntry("tenant", "acme").containsEntry("tier", "SILO");
            assertThat(onboarded.err()).isEmpty();
            assertThat(unconfirmed.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(unconfirmed.out()).isEmpty();
            assertThat(unconfirmed.err().lines()).singleElement().asString().contains("certificate.keyFile");
        }
    }
}
