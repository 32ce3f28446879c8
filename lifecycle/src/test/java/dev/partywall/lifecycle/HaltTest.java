package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.CrashTest.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** As {@link CrashTest}, with processes that really end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HaltTest {

    @TempDir
    private Path folder;

    /** After a new KMS key, after a branch key, in the middle of a move, and after the registry was told of a suspension. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void operation_processHaltedInTheMiddle_isFinishedByTheNextProcess() throws Exception {
        assertThat(halt(Scenario.ONBOARD_SILO, 8)).isTrue();
        assertThat(halt(Scenario.POOL_TO_SILO, 26)).isTrue();
        assertThat(halt(Scenario.SUSPEND, 4)).isTrue();
        assertThat(halt(Scenario.SHRED_SILO, 30)).isTrue();
    }

    @Tag("campaign")
    @ParameterizedTest
    @EnumSource(Scenario.class)
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void operation_processHaltedAfterAnyCall_isFinishedByTheNextProcess(Scenario scenario) throws Exception {
        int calls = calls(scenario);
        int halted = 0;
        for (int at = 1; at <= calls; at++) {
            halted += halt(scenario, at) ? 1 : 0;
        }
        System.out.println("HaltTest: " + scenario + " was halted at " + halted + " of " + calls + " points");
        assertThat(halted).as("all but calls that AWS refused").isGreaterThan(calls - 3);
    }

    private int calls(Scenario scenario) throws Exception {
        TenantId whole = TenantId.of(scenario.name());
        try (LifecycleLab lab = new LifecycleLab()) {
            scenario.prepare(lab, lab.withoutRoles().build(), whole);
            run(lab, scenario, whole, Integer.MAX_VALUE);
            return Files.readString(log(whole)).split(HaltProgram.CALLS, -1)[1].split(",", -1).length;
        }
    }

    /** Whether the process made so many calls. In a lab of its own, for who looks through all keys makes a call for each. */
    private boolean halt(Scenario scenario, int at) throws Exception {
        try (LifecycleLab lab = new LifecycleLab()) {
            return halt(lab, scenario, at);
        }
    }

    private boolean halt(LifecycleLab lab, Scenario scenario, int at) throws Exception {
        TenantId tenant = TenantId.of(UUID.randomUUID() + "-" + at);
        scenario.prepare(lab, lab.withoutRoles().build(), tenant);
        boolean served = lab.record(tenant).filter(TenantRecord::isServed).isPresent();
        byte[] message = served ? lab.seal(tenant) : new byte[0];

        int exit = run(lab, scenario, tenant, at);
        assertThat(exit).isIn(0, HaltProgram.HALTED);

        TenantLifecycle next = lab.withoutRoles().build();
        assertThat(next.recover()).allSatisfy(one -> assertThat(one.failure()).isEmpty());
        scenario.run(next, tenant);
        if (scenario.status() == TenantStatus.SHREDDED) {
            lab.assertShredded(tenant);
            return exit == HaltProgram.HALTED;
        }
        lab.assertWhole(tenant, scenario.to());
        assertThat(lab.siloKeysOf(tenant)).hasSize(scenario.siloKeys());
        if (served && scenario != Scenario.SUSPEND) {
            assertThat(lab.open(tenant, message)).isEqualTo(LifecycleLab.PLAINTEXT);
        }
        return exit == HaltProgram.HALTED;
    }

    private Path log(TenantId tenant) {
        return folder.resolve(tenant + ".log");
    }

    private int run(LifecycleLab lab, Scenario scenario, TenantId tenant, int at) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HaltProgram.class.getName(),
                        lab.aws().endpoint().toString(),
                        lab.aws().region().id(),
                        lab.sharedRootKey(),
                        scenario.name(),
                        tenant.value(),
                        Integer.toString(at)))
                .redirectErrorStream(true)
                .redirectOutput(log(tenant).toFile());
        AwsCredentials credentials = lab.aws().credentials().resolveCredentials();
        builder.environment().put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        int exit = builder.start().waitFor();
        assertThat(exit).as("exit code; log: %s", Files.readString(log(tenant))).isIn(0, HaltProgram.HALTED);
        return exit;
    }
}
