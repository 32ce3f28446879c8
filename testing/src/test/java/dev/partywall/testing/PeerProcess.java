package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Runs programs in other languages with a lab's endpoint and somebody's credentials in the environment.
 *
 * @param lab the lab
 * @param directory for what they write
 * @param credentials whose
 */
record PeerProcess(AwsLab lab, Path directory, AwsCredentials credentials) {

    /** As the root user. */
    static PeerProcess ofRoot(AwsLab lab, Path directory) {
        return new PeerProcess(lab, directory, lab.credentials().resolveCredentials());
    }

    PeerProcess as(AwsCredentials others) {
        return new PeerProcess(lab, directory, others);
    }

    /**
     * What became of a program.
     *
     * @param exit its exit value, or -1 if it did not end in time
     * @param text all that it wrote
     */
    record Ended(int exit, String text) {}

    Ended end(List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("AWS_SESSION_TOKEN");
        environment.putAll(Map.of(
                "AWS_ENDPOINT_URL", lab.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", credentials.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey(),
                "AWS_DEFAULT_REGION", lab.region().id(),
                "AWS_CONFIG_FILE", directory.resolve("config").toString(),
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_PAGER", ""));
        if (credentials instanceof AwsSessionCredentials session) {
            environment.put("AWS_SESSION_TOKEN", session.sessionToken());
        }
        Process process = builder.start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        return new Ended(
                ended ? process.exitValue() : -1,
                Files.readString(output, StandardCharsets.UTF_8).strip());
    }

    String succeed(List<String> command) throws IOException, InterruptedException {
        Ended ended = end(command);
        assertThat(ended.exit()).as("%s: %s", command, ended.text()).isZero();
        return ended.text();
    }

    /** The text of a failure. */
    String fail(List<String> command) throws IOException, InterruptedException {
        Ended ended = end(command);
        assertThat(ended.exit()).as("%s: %s", command, ended.text()).isPositive();
        return ended.text();
    }

    /** A command line of the aws program. */
    static List<String> aws(String... arguments) {
        List<String> command = new ArrayList<>(List.of("aws", "--output", "text"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Writes a Python program and gives the command that runs it. */
    List<String> python(String program, String... arguments) throws IOException {
        Path script = Files.writeString(directory.resolve("peer.py"), program);
        List<String> command = new ArrayList<>(List.of("python3", script.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Skips the test, and says so, where the aws command line is not there. */
    static void assumeCli() {
        assumeTrue(works("aws", "--version"), "the aws command line is not on this machine");
    }

    /** Skips the test, and says so, where Python with boto3 is not there. */
    static void assumeBoto3() {
        assumeTrue(works("python3", "-c", "import boto3"), "python3 with boto3 is not on this machine");
    }

    private static boolean works(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
