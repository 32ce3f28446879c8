package dev.partywall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A registry in a database; and that its password, wherever it stands, is in no output, whatever goes wrong. */
final class SecretsTest {

    private static final String PASSWORD = "cAnArY-password-1";
    private static final String URL = "jdbc:h2:mem:cli;DB_CLOSE_DELAY=-1;USER=ops;PASSWORD=" + PASSWORD;
    private static final String KEY_CANARY = "MC4CAQAwBQYDK2VwCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARY";

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

    private static Path settings(String name, String... registry) {
        List<String> lines = new ArrayList<>(lab.standardSettings());
        lines.removeIf(line -> line.startsWith("registry."));
        lines.addAll(List.of(registry));
        return lab.write(name, String.join("\n", lines));
    }

    private static Outcome run(Path settings, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--settings", settings.toString()));
        all.addAll(List.of(arguments));
        return lab.runBare(all.toArray(String[]::new));
    }

    @Test
    void registry_inADatabase_servesAllCommands() {
        Path inUrl = settings("url.properties", "registry.jdbc.url = " + URL, "registry.jdbc.tablePrefix = ops_");
        Path apart = settings(
                "apart.properties",
                "registry.jdbc.url = jdbc:h2:mem:cli",
                "registry.jdbc.user = ops",
                "registry.jdbc.password = " + PASSWORD,
                "registry.jdbc.tablePrefix = ops_");

        assertThat(run(inUrl, "create-registry").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run(inUrl, "create-job-store").exitCode()).isEqualTo(ExitCode.DONE);
        Outcome onboarded = run(inUrl, "onboard", "in-sql", "--tier", "pool");
        Outcome listed = run(apart, "list", "--format", "json");

        assertThat(onboarded.exitCode()).as("%s", onboarded).isEqualTo(ExitCode.DONE);
        assertThat(listed.list("tenants"))
                .singleElement()
                .satisfies(tenant -> assertThat(tenant).containsEntry("tenant", "in-sql"));
        assertThat(onboarded.toString() + listed).doesNotContain(PASSWORD);
    }

    /** The drivers of databases quote URLs in their errors: H2, and the DriverManager itself. */
    static Stream<List<String>> broken() {
        String password = "registry.jdbc.password = " + PASSWORD;
        return Stream.of(
                List.of("registry.jdbc.url = jdbc:nodriver://db/x?user=ops&password=" + PASSWORD),
                List.of("registry.jdbc.url = jdbc:nodriver:" + PASSWORD, password),
                List.of("registry.jdbc.url = jdbc:h2:mem:cli2;PASSWORD=" + PASSWORD + ";UNKNOWN=1"),
                List.of("registry.jdbc.url = jdbc:h2:" + PASSWORD, password),
                List.of("registry.jdbc.url = jdbc:h2:tcp://127.0.0.1:1/" + PASSWORD, password),
                List.of("registry.jdbc.url = jdbc:h2:mem:cli3", "registry.jdbc.user = ops", password),
                List.of("registry.jdbc.url = not a url " + PASSWORD),
                List.of(password),
                List.of(password, "registry.jdbc.urll = x"),
                List.of(password, "region = " + PASSWORD + " "),
                List.of("registry.table = tenants", password));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void error_whateverIsWrong_doesNotShowThePassword(List<String> registry) {
        Path settings = settings("broken.properties", registry.toArray(String[]::new));

        for (String format : List.of("table", "json")) {
            Outcome outcome = run(settings, "list", "--stacktrace", "--format", format);

            assertThat(outcome.exitCode()).as("%s", outcome).isNotEqualTo(ExitCode.DONE);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).isNotEmpty().doesNotContainIgnoringCase(PASSWORD);
        }
    }

    @Test
    void error_ofADriverThatIsMissing_namesTheCauseWithoutTheUrl() {
        Path settings = settings(
                "nodriver.properties", "registry.jdbc.url = jdbc:nodriver://db/x?user=ops&password=" + PASSWORD);

        Outcome outcome = run(settings, "list");

        assertThat(outcome.err())
                .startsWith("PW-511 REGISTRY_UNAVAILABLE: ")
                .endsWith("(cause: No suitable driver found for ***)\n");
    }

    @Test
    void error_ofAKeyFileThatIsNone_showsNothingOfIt() {
        lab.write(
                "public.pem",
                "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n");
        lab.write("broken.pem", "-----BEGIN PRIVATE KEY-----\n" + KEY_CANARY + "\n-----END PRIVATE KEY-----\n");
        Path settings = lab.settingsWith(
                "broken-key.properties",
                "certificate.keyFile = broken.pem",
                "certificate.publicKeyFile = public.pem",
                "certificate.keyId = ops");

        Outcome outcome = run(
                settings,
                "shred",
                "anybody",
                "--requested-by",
                "me",
                "--certificate-out",
                settings.resolveSibling("none.jws").toString(),
                "--confirm",
                "anybody",
                "--stacktrace");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("broken.pem holds no key").doesNotContain(KEY_CANARY.substring(8, 24));
    }

    @Test
    void password_asAnOption_isRefusedAndNotShown() {
        Outcome outcome = lab.run("--set", "registry.jdbc.password=" + PASSWORD, "list");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("registry.jdbc.password").doesNotContain(PASSWORD);
    }
}
