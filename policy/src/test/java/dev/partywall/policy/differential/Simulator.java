package dev.partywall.policy.differential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.partywall.policy.golden.Outcome.Kind;
import dev.partywall.policy.golden.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other side: one Node.js process that answers each line with a line. */
final class Simulator implements AutoCloseable {

    private static final Path SOURCE = Path.of("src", "test", "node");
    private static final Path FOLDER = Path.of("target", "node");
    private static final String SCRIPT = "simulate.mjs";
    private static final int OLDEST_NODE = 20;

    private final Path errors = FOLDER.resolve("errors.log");
    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;

    private Simulator() throws IOException {
        process = new ProcessBuilder("node", SCRIPT)
                .directory(FOLDER.toFile())
                .redirectError(errors.toFile())
                .start();
        questions = process.outputWriter(UTF_8);
        answers = process.inputReader(UTF_8);
    }

    /** Installs the other side into the build folder and starts it; skips the test where there is no Node.js. */
    static Simulator start() throws IOException, InterruptedException {
        String version = versionOf("node");
        assumeTrue(!version.isEmpty(), "skipped: there is no node on the PATH");
        assumeTrue(!versionOf("npm").isEmpty(), "skipped: there is no npm on the PATH");
        int major = Integer.parseInt(version.replaceFirst("^v(\\d+).*$", "$1"));
        assumeTrue(major >= OLDEST_NODE, "skipped: node " + OLDEST_NODE + " or newer is needed, found " + version);
        install();
        return new Simulator();
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        for (String file : List.of("package.json", SCRIPT)) {
            Files.copy(SOURCE.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path log = FOLDER.resolve("npm.log");
        int exit = new ProcessBuilder(
                        "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(() -> "npm install: see " + log.toAbsolutePath()).isZero();
    }

    /** What {@code --version} prints; empty if there is no such program. */
    private static String versionOf(String program) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(program, "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            return "";
        }
        String version = new String(process.getInputStream().readAllBytes(), UTF_8).trim();
        return process.waitFor() == 0 ? version : "";
    }

    /** Decides a batch, which must be small enough for its answers to fit into the pipe. */
    List<Kind> decide(List<Scenario> batch) throws IOException {
        for (Scenario scenario : batch) {
            questions.write(CaseLine.of(scenario));
            questions.write('\n');
        }
        questions.flush();
        List<Kind> kinds = new ArrayList<>();
        for (Scenario scenario : batch) {
            kinds.add(kind(answers.readLine(), scenario));
        }
        return kinds;
    }

    private Kind kind(@Nullable String answer, Scenario scenario) throws IOException {
        if (answer == null) {
            throw new IOException("Node ended: " + Files.readString(errors));
        }
        return switch (answer) {
            case "Allowed" -> Kind.ALLOWED;
            case "ExplicitlyDenied" -> Kind.EXPLICIT_DENY;
            case "ImplicitlyDenied" -> Kind.IMPLICIT_DENY;
            default -> throw new IOException("\"" + answer + "\" is the answer to " + CaseLine.of(scenario));
        };
    }

    @Override
    public void close() throws IOException {
        questions.close();
        process.destroy();
    }
}
