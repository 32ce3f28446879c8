package dev.partywall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantExport;
import dev.partywall.lifecycle.TenantLifecycle;
import dev.partywall.lifecycle.TenantStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant's way out, from a shell's view; and that nothing is destroyed that was not confirmed. */
final class ShreddingCommandsTest {

    @SuppressWarnings("NullAway.Init")
    private static CliLab lab;

    @SuppressWarnings("NullAway.Init")
    private static KeyPair keys;

    @SuppressWarnings("NullAway.Init")
    private static Path settings;

    @BeforeAll
    static void startLab() throws GeneralSecurityException {
        lab = new CliLab();
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        lab.write("signer.pem", pem("PRIVATE KEY", keys.getPrivate()));
        lab.write("signer-public.pem", pem("PUBLIC KEY", keys.getPublic()));
        settings = lab.settingsWith(
                "signing.properties",
                "certificate.keyFile = signer.pem",
                "certificate.publicKeyFile = signer-public.pem",
                "certificate.keyId = ops-2026");
    }

    @AfterAll
    static void closeLab() {
        lab.close();
    }

    private static String pem(String label, Key key) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()) + "\n-----END " + label
                + "-----\n";
    }

    private static Outcome run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--settings";
        all[1] = settings.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return lab.runBare(all);
    }

    private static Outcome done(String... arguments) {
        Outcome outcome = run(arguments);
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(ExitCode.DONE);
        return outcome;
    }

    /** On its way out, with no grace left. */
    private static Path leaving(String tenant) {
        done("onboard", tenant, "--tier", "silo");
        done("offboard", tenant, "--grace", "0s", "--exported-to", "s3://exports/" + tenant);
        return settings.resolveSibling(tenant + ".jws");
    }

    private static String[] shred(String tenant, Path certificate, String... more) {
        String[] standard = {
            "shred", tenant, "--requested-by", "legal, ticket 4711", "--certificate-out", certificate.toString()
        };
        String[] all = Arrays.copyOf(standard, standard.length + more.length);
        System.arraycopy(more, 0, all, standard.length, more.length);
        return all;
    }

    private static void assertUntouched(String tenant, Path certificate) {
        assertThat(lab.record(tenant).status()).isEqualTo(TenantStatus.OFFBOARDING);
        assertThat(lab.record(tenant).operation()).isEmpty();
        assertThat(certificate).doesNotExist();
        assertThat(done("show", tenant, "--format", "json").json().get("branchKey"))
                .isNotNull();
    }

    @Test
    void offboard_andItsCancellation_areInTheRegistry() {
        done("onboard", "undecided", "--tier", "pool");

        Outcome leaving = done("offboard", "undecided", "--grace", "30d", "--exported-to", "s3://exports/u");

        assertThat(leaving.out())
                .contains("Status        OFFBOARDING\n")
                .contains("Exported to   s3://exports/u\n")
                .contains("Grace until   "
                        + lab.record("undecided").departure().orElseThrow().shredAfter() + "\n");
        Outcome staying = done("cancel-offboarding", "undecided", "--format", "json");
        assertThat(staying.json()).containsEntry("status", "ACTIVE").containsEntry("departure", null);
    }

    @Test
    void shred_beforeTheGracePeriodIsOver_isRefusedThoughItIsConfirmed() {
        done("onboard", "in-grace", "--tier", "pool");
        done("offboard", "in-grace", "--grace", "30d");
        Path certificate = settings.resolveSibling("in-grace.jws");

        Outcome outcome = run(shred("in-grace", certificate, "--confirm", "in-grace"));

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err())
                .startsWith("PW-520 TENANT_STATUS_CONFLICT: Tenant in-grace: its grace period ends at ")
                .endsWith("with 'partywall cancel-offboarding'\n");
        assertUntouched("in-grace", certificate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GONE-1", "gone-2", "yes", "y", ""})
    void shred_confirmedWithAnythingElse_destroysNothing(String confirmation) {
        Path certificate = settings.resolveSibling("gone-1.jws");
        if (lab.registry().find(TenantId.of("gone-1")).isEmpty()) {
            leaving("gone-1");
        }

        Outcome outcome = run(shred("gone-1", certificate, "--confirm", confirmation));

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
        assertThat(outcome.err()).startsWith("NOT_CONFIRMED: Tenant gone-1: ").endsWith("nothing was done\n");
        assertUntouched("gone-1", certificate);
    }

    @Test
    void shred_withoutATerminal_isNotConfirmedByAPipe() {
        Path certificate = leaving("piped");

        Outcome outcome;
        try {
            lab.typing("piped\n");
            outcome = run(shred("piped", certificate, "--format", "json"));
        } finally {
            lab.typing("");
        }

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
        assertThat(outcome.error())
                .containsEntry("name", "NOT_CONFIRMED")
                .containsEntry("code", null)
                .hasEntrySatisfying(
                        "message", message -> assertThat(message).asString().contains("--confirm piped"));
        assertUntouched("piped", certificate);
    }

    @Test
    void shred_atATerminalWithTheWrongId_destroysNothing() {
        Path certificate = leaving("typo");

        Outcome outcome = answering("tpyo", shred("typo", certificate));

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
        assertUntouched("typo", certificate);
    }

    private static Outcome answering(String answer, String... arguments) {
        try {
            lab.answering(question -> {
                assertThat(question)
                        .contains("Nobody can open its records again")
                        .endsWith("to go on: ");
                return answer;
            });
            return run(arguments);
        } finally {
            lab.alone();
        }
    }

    @Test
    void shred_atATerminalWithTheId_destroysTheKeysAndWritesTheCertificate() throws IOException {
        Path certificate = leaving("typed");

        Outcome outcome = answering("typed", shred("typed", certificate));

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(ExitCode.DONE);
        assertThat(lab.record("typed").status()).isEqualTo(TenantStatus.SHREDDED);
        assertThat(outcome.out()).containsPattern("(?m)^Tenant        typed$").contains(certificate.toString());
        assertThat(Files.readString(certificate)).startsWith("{\"payload\":").endsWith("}\n");
        assertThat(done("show", "typed").out()).contains("No branch key.");
    }

    @Test
    void shred_confirmed_givesACertificateThatVerifies() throws GeneralSecurityException, IOException {
        Path certificate = leaving("scripted");

        Outcome shredded = done(shred("scripted", certificate, "--confirm", "scripted", "--format", "json"));

        String publicKey =
                lab.write("public.pem", pem("PUBLIC KEY", keys.getPublic())).toString();
        Outcome verified = lab.runBare(
                "verify-certificate", certificate.toString(), "--public-key", publicKey, "--format", "json");
        assertThat(verified.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(verified.json())
                .containsEntry("tenant", "scripted")
                .containsEntry("requestedBy", "legal, ticket 4711")
                .containsEntry("id", shredded.json().get("id"))
                .hasEntrySatisfying(
                        "document",
                        document -> assertThat(document)
                                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                                .containsEntry("tenant", "scripted")
                                .containsKeys("kmsKeys", "canary"));
        assertRefused(certificate, publicKey);
    }

    private static void assertRefused(Path certificate, String publicKey) throws GeneralSecurityException, IOException {
        KeyPair others = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path otherKey = lab.write("other.pem", pem("PUBLIC KEY", others.getPublic()));
        Path changed =
                lab.write("changed.jws", Files.readString(certificate).replace("\"payload\":\"ey", "\"payload\":\"eY"));

        Outcome byAnother =
                lab.runBare("verify-certificate", certificate.toString(), "--public-key", otherKey.toString());
        Outcome ofAnother = lab.runBare("verify-certificate", changed.toString(), "--public-key", publicKey);

        assertThat(byAnother.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(byAnother.err()).startsWith("PW-530 CERTIFICATE_REFUSED: ");
        assertThat(ofAnother.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ofAnother.out()).isEmpty();
    }

    @Test
    void shred_ofAShreddedTenant_writesTheSameCertificateAgainWithoutAQuestion() throws IOException {
        Path certificate = leaving("again");
        done(shred("again", certificate, "--confirm", "again"));
        Path second = settings.resolveSibling("again-2.jws");

        done(shred("again", second));

        assertThat(second).hasSameTextualContentAs(certificate);
    }

    @Test
    void shred_whereTheCertificatesFileExists_destroysNothing() {
        Path certificate = leaving("occupied");
        Path file = lab.write("occupied.txt", "mine");

        Outcome outcome = run(shred("occupied", file, "--confirm", "occupied"));

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err())
                .startsWith("FILE: a file cannot be read or written: ")
                .contains("occupied.txt");
        assertThat(file).hasContent("mine");
        assertUntouched("occupied", certificate);
    }

    @Test
    void shred_withoutASigner_isRefusedAndNamesTheSetting() {
        Path certificate = leaving("unsigned");

        Outcome outcome = lab.run(shred("unsigned", certificate, "--confirm", "unsigned"));

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("Setting 'certificate.keyFile': is missing");
        assertUntouched("unsigned", certificate);
    }

    @Test
    void recover_ofAnOffboardingThatWasNotExported_doesNotGoOnWithoutTheExport() {
        done("onboard", "half-out", "--tier", "pool");
        assertThatThrownBy(() -> service(record -> {
                            throw new IllegalStateException("bucket is full");
                        })
                        .offboard(TenantId.of("half-out"), Duration.ofDays(30)))
                .isInstanceOf(LifecycleException.class);

        Outcome outcome = run("recover", "--format", "json");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(outcome.list("operations"))
                .singleElement()
                .satisfies(one -> assertThat(one)
                        .containsEntry("tenant", "half-out")
                        .containsEntry("operation", "OFFBOARD")
                        .extractingByKey("error")
                        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                        .containsEntry("name", "OPERATION_REFUSED"));
        assertThat(lab.record("half-out").departure().orElseThrow().exportDue()).isTrue();
        assertThat(run("offboard", "half-out", "--grace", "30d").err())
                .contains("export the data and name the place by --exported-to, then call 'partywall offboard' again");
        done("offboard", "half-out", "--grace", "30d", "--exported-to", "s3://exports/half-out");
        assertThat(lab.record("half-out").departure().orElseThrow().exportDue()).isFalse();
        done("cancel-offboarding", "half-out");
    }

    private static TenantLifecycle service(TenantExport export) {
        return TenantLifecycle.builder()
                .registry(lab.registry())
                .keyStore(CliLab.KEY_STORE, lab.aws().dynamoDb())
                .kms(lab.aws().kms())
                .export(export)
                .build();
    }
}
