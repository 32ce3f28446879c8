package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.DecryptionRefusedException;
import dev.partywall.keyring.Rotation;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.LabFault;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Branch keys that are rotated on schedule, and versions that open nothing any more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RotationTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final RotationSchedule DAILY = new RotationSchedule(DAY, 1_000, 8);

    private final LifecycleLab lab = new LifecycleLab();
    private final TenantLifecycle lifecycle = lab.lifecycle().build();
    private final TenantLifecycle later = lab.lifecycle()
            .clock(Clock.offset(Clock.systemUTC(), DAY.plusSeconds(2)))
            .build();

    @AfterAll
    void close() {
        lab.close();
    }

    private TenantId onboard(String id) {
        return lifecycle.onboard(Onboarding.pool(TenantId.of(id))).tenant();
    }

    private BranchKeyDescription describe(TenantId tenant) {
        try (TenantDirectory directory = lab.directory().build();
                TenantKeyring keyring = lab.node(directory)) {
            return keyring.branchKeys().describe(tenant).orElseThrow();
        }
    }

    @Test
    void rotateDue_versionsOfAllAges_rotatesTheDueOnesOnce() {
        TenantId due = onboard("due");
        TenantId suspended = onboard("suspended");
        lifecycle.suspend(suspended);
        byte[] message = lab.seal(due);

        assertThat(lifecycle.rotateDue(DAILY).due()).isEmpty();
        RotationReport report = later.rotateDue(DAILY);

        assertThat(report.isComplete()).isTrue();
        assertThat(report.due()).hasEntrySatisfying(due, how -> assertThat(how).isInstanceOf(Rotation.Rotated.class));
        assertThat(report.due()).doesNotContainKey(suspended);
        assertThat(report.notDue()).doesNotContain(due, suspended);
        assertThat(describe(due).versions()).hasSize(2);
        assertThat(lab.open(due, message)).isEqualTo(LifecycleLab.PLAINTEXT);
    }

    @Test
    void rotateDue_manyProcessesAtOnce_makeOneVersionForEachTenant() throws Exception {
        List<TenantId> tenants = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            tenants.add(onboard("raced-" + i));
        }
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<RotationReport>> rounds = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                rounds.add(() -> later.rotateDue(DAILY));
            }
            for (Future<RotationReport> round : pool.invokeAll(rounds)) {
                assertThat(round.get().failed()).isEmpty();
            }
        } finally {
            pool.shutdownNow();
        }
        // A version that was made today is due again by the clock of those who live a day later, so at most one a
        // round.
        assertThat(tenants)
                .allSatisfy(tenant -> assertThat(describe(tenant).versions()).hasSizeBetween(2, 5));
    }

    @Test
    void rotateDue_oneTenantDenied_isItsFailureAlone() {
        TenantId denied = onboard("denied");
        TenantId other = onboard("other");
        try (LabFault fault = lab.aws()
                .faults()
                .on("kms:GenerateDataKeyWithoutPlaintext")
                .forTenant(denied)
                .accessDenied()) {
            RotationReport report = later.rotateDue(DAILY);

            assertThat(report.failed()).containsOnlyKeys(denied);
            assertThat(report.due()).containsKey(other);
            assertThat(fault.hits()).isPositive();
        }
        assertThat(describe(denied).versions()).hasSize(1);
    }

    @Test
    void rotateDue_interrupted_endsWhatIsUnderWayAndSaysWhoIsLeft() throws Exception {
        onboard("left-1");
        onboard("left-2");
        onboard("left-3");
        AtomicBoolean staysInterrupted = new AtomicBoolean();
        CompletableFuture<RotationReport> report = new CompletableFuture<>();
        try (LabFault held = lab.aws()
                .faults()
                .on("kms:GenerateDataKeyWithoutPlaintext")
                .times(1)
                .hold()) {
            Thread round = new Thread(() -> {
                report.complete(later.rotateDue(new RotationSchedule(DAY, 1_000, 1)));
                staysInterrupted.set(Thread.currentThread().isInterrupted());
            });
            round.start();
            held.await(1, Duration.ofMinutes(1));
            round.interrupt();
            TimeUnit.MILLISECONDS.sleep(100);
            held.release();
            round.join();
        }
        assertThat(staysInterrupted).isTrue();
        assertThat(report.join().due()).as("the one under way").hasSize(1);
        assertThat(report.join().failed()).isEmpty();
        assertThat(report.join().unfinished()).isNotEmpty();
        assertThat(report.join().isComplete()).isFalse();
    }

    @Test
    void requireMinimumVersion_olderMessages_areRefusedUntilItIsLoweredAgain() throws Exception {
        TenantId tenant = onboard("minimum");
        byte[] old = lab.seal(tenant);
        BranchKeyVersion oldest = describe(tenant).active();
        Thread.sleep(1_100); // Versions tell their age to a second.
        lifecycle.rotate(tenant);
        byte[] fresh = lab.seal(tenant);
        BranchKeyVersion newest = describe(tenant).active();

        lifecycle.requireMinimumVersion(tenant, newest);

        assertThatThrownBy(() -> lab.open(tenant, old))
                .isInstanceOfSatisfying(
                        DecryptionRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BRANCH_KEY_VERSION_RETIRED));
        assertThat(lab.open(tenant, fresh)).isEqualTo(LifecycleLab.PLAINTEXT);
        lifecycle.requireMinimumVersion(tenant, oldest);
        assertThat(lab.open(tenant, old)).isEqualTo(LifecycleLab.PLAINTEXT);
    }

    @Test
    void requireMinimumVersion_versionThatIsNotTheTenants_isRefused() {
        TenantId tenant = onboard("minimum-unknown");
        BranchKeyVersion others = describe(onboard("minimum-other")).active();

        assertThatThrownBy(() -> lifecycle.requireMinimumVersion(tenant, others))
                .isInstanceOfSatisfying(
                        LifecycleException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_STATUS_CONFLICT));
        TenantContext.run(
                tenant, () -> assertThat(lab.open(tenant, lab.seal(tenant))).isNotEmpty());
    }
}
