package dev.partywall.cli;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.DynamoDbTenantRegistry;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry;
import dev.partywall.testing.AwsLab;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A lab with a key store and a registry in it, made by the command line, and a settings file that names them. */
final class CliLab implements AutoCloseable {

    static final String KEY_STORE = "tenant-keys";
    static final String REGISTRY = "tenants";

    private final AwsLab lab = AwsLab.start();
    private final String sharedRootKey = lab.createKey();
    private final Path folder = temporaryFolder();
    private final Path settings = folder.resolve("operator.properties");
    private String input = "";
    private Optional<UnaryOperator<String>> question = Optional.empty();

    CliLab() {
        write(standardSettings());
        require(run("create-registry"));
        require(run("create-key-store"));
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("partywall-cli");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void require(Outcome outcome) {
        if (outcome.exitCode() != ExitCode.DONE) {
            throw new AssertionError(outcome.toString());
        }
    }

    List<String> standardSettings() {
        return List.of(
                "region = " + lab.region(),
                "endpoint = " + lab.endpoint(),
                "registry.table = " + REGISTRY,
                "keyStore.table = " + KEY_STORE,
                "sharedRootKey = " + sharedRootKey,
                "silo.aliasPrefix = tenants",
                "silo.deletionWindowDays = 7",
                "fleet.pollInterval = 20ms",
                "fleet.bound = 100ms");
    }

    AwsLab aws() {
        return lab;
    }

    String sharedRootKey() {
        return sharedRootKey;
    }

    Path settings() {
        return settings;
    }

    TenantRegistry registry() {
        return DynamoDbTenantRegistry.of(REGISTRY, lab.dynamoDb());
    }

    TenantRecord record(String tenant) {
        return registry().find(TenantId.of(tenant)).orElseThrow();
    }

    /** Writes a file beside the settings file. */
    Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void write(List<String> lines) {
        write(settings.getFileName().toString(), String.join("\n", lines));
    }

    /** Settings with these lines more. */
    Path settingsWith(String name, String... lines) {
        return write(
                name,
                String.join(
                        "\n",
                        Stream.concat(standardSettings().stream(), Stream.of(lines))
                                .toList()));
    }

    /** What comes from standard input. */
    CliLab typing(String text) {
        input = text;
        return this;
    }

    /** At a terminal, whose user answers this. */
    CliLab answering(UnaryOperator<String> user) {
        question = Optional.of(user);
        return this;
    }

    /** Without a terminal. */
    CliLab alone() {
        question = Optional.empty();
        return this;
    }

    /** A command with the settings file. */
    Outcome run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--settings", settings.toString()));
        all.addAll(List.of(arguments));
        return runBare(all.toArray(String[]::new));
    }

    /** A command and nothing else. */
    Outcome runBare(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                question,
                Optional.of(lab.credentials()),
                Clock.systemUTC());
        int exitCode = Partywall.run(surroundings, arguments);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        lab.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(CliLab::delete);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
