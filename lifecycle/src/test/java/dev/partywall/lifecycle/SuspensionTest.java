package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.partywall.abac.TenantCredentials;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.LabFault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** What a suspension closes when it returns, and what a resumption opens again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SuspensionTest {

    private final LifecycleLab lab = new LifecycleLab();

    @AfterAll
    void close() {
        lab.close();
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        TenantNotServedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void suspend_thisJvm_opensNothingMoreAndAsksNobody() {
        TenantId tenant = TenantId.of("local");
        try (TenantDirectory directory = lab.directory().build();
                TenantKeyring keyring = lab.node(directory)) {
            directory.evicting(keyring);
            TenantLifecycle lifecycle = lab.lifecycle().directory(directory).build();
            lifecycle.onboard(Onboarding.pool(tenant));
            TenantEncryptor invoices = keyring.encryptor("invoices");
            byte[] message =
                    TenantContext.call(tenant, () -> invoices.encrypt(LifecycleLab.PLAINTEXT, LifecycleLab.RECORD));
            assertThat(keyring.cacheMetrics().size()).isEqualTo(1);
            Instant begin = Instant.now();

            Suspension suspension = lifecycle.suspend(tenant);

            assertThat(suspension.record().status()).isEqualTo(TenantStatus.SUSPENDED);
            assertThat(suspension.fleetBy()).isAfterOrEqualTo(begin.plus(LifecycleLab.FLEET.longestBound()));
            assertThat(keyring.cacheMetrics().size()).as("keys in memory").isZero();
            long mark = lab.aws().calls().mark();
            assertRefused(
                    ErrorCode.TENANT_SUSPENDED,
                    () -> TenantContext.run(tenant, () -> invoices.decrypt(message, LifecycleLab.RECORD)));
            assertThat(lab.aws().calls().since(mark).of("kms:*").count()).isZero();

            lifecycle.resume(tenant);
            assertThat(TenantContext.<byte[], RuntimeException>call(
                            tenant, () -> invoices.decrypt(message, LifecycleLab.RECORD)))
                    .isEqualTo(LifecycleLab.PLAINTEXT);
        }
    }

    /** A session in the hands of an attacker, who goes by no gate of ours. */
    @Test
    void suspend_sessionIssuedBefore_isDeniedAtAwsAndOneAfterTheResumptionIsNot() throws Exception {
        TenantId tenant = TenantId.of("session");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.onboard(Onboarding.pool(tenant));
        try (TenantDirectory directory = lab.directory().build();
                TenantCredentials credentials = lab.credentials(directory);
                DynamoDbClient stolen = lab.unscoped(
                        TenantContext.call(tenant, () -> credentials.provider().resolveCredentials()))) {
            assertThat(lab.activeRow(stolen, tenant)).isNotEmpty();

            lifecycle.suspend(tenant);
            assertThatThrownBy(() -> lab.activeRow(stolen, tenant))
                    .isInstanceOf(DynamoDbException.class)
                    .hasMessageContaining("explicit deny");

            lifecycle.resume(tenant);
            assertThat(lab.activeRow(stolen, tenant)).isNotEmpty();
        }
    }

    @Test
    void suspend_awsDeniesTheOperator_isSuspendedAllTheSameAndFinishedLater() {
        TenantId tenant = TenantId.of("half-suspended");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.onboard(Onboarding.pool(tenant));
        try (LabFault denied = lab.aws().faults().on("iam:PutRolePolicy").accessDenied()) {
            assertThatThrownBy(() -> lifecycle.suspend(tenant))
                    .isInstanceOfSatisfying(
                            TenantIsolationException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OPERATION_ACCESS_DENIED));
            assertThat(denied.hits()).isEqualTo(1);
        }
        assertThat(lab.record(tenant).orElseThrow().isServed()).isFalse();

        assertThat(lifecycle.suspend(tenant).record().operation()).isEmpty();
        assertThat(lab.rolePolicies(tenant)).anyMatch(policy -> policy.startsWith("partywall-suspended-"));
    }

    @Test
    void suspend_whileAResumptionStands_winsForGood() {
        TenantId tenant = TenantId.of("suspended-again");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.onboard(Onboarding.pool(tenant));
        lifecycle.suspend(tenant);
        try (LabFault down = lab.aws().faults().on("iam:DeleteRolePolicy").serverError()) {
            assertThatThrownBy(() -> lifecycle.resume(tenant)).isInstanceOf(LifecycleException.class);
            assertThat(down.hits()).isPositive();
        }

        lifecycle.suspend(tenant);

        assertThat(lifecycle.recover()).isEmpty();
        assertThat(lab.record(tenant).orElseThrow().status()).isEqualTo(TenantStatus.SUSPENDED);
    }

    /** The resumption was about to stop denying the sessions when the suspension came. */
    @Test
    void suspend_whileAResumptionIsAtAws_hasTheLastWordThere() throws Exception {
        TenantId tenant = TenantId.of("last-word");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.onboard(Onboarding.pool(tenant));
        lifecycle.suspend(tenant);
        try (LabFault held =
                lab.aws().faults().on("iam:DeleteRolePolicy").times(1).hold()) {
            CompletableFuture<Throwable> resumption =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> lifecycle.resume(tenant)));
            held.await(1, Duration.ofMinutes(1));
            lab.lifecycle()
                    .clock(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(2)))
                    .build()
                    .suspend(tenant);
            held.release();
            assertThat(resumption.get(1, TimeUnit.MINUTES)).isInstanceOf(TenantIsolationException.class);
        }

        assertThat(lab.record(tenant).orElseThrow().status()).isEqualTo(TenantStatus.SUSPENDED);
        assertThat(lab.rolePolicies(tenant)).anyMatch(policy -> policy.startsWith("partywall-suspended-"));
    }

    @Test
    void resume_suspensionThatCannotEnd_takesItsPlace() {
        TenantId tenant = TenantId.of("stuck");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.onboard(Onboarding.pool(tenant));
        try (LabFault denied = lab.aws().faults().on("iam:PutRolePolicy").accessDenied()) {
            assertThatThrownBy(() -> lifecycle.suspend(tenant)).isInstanceOf(LifecycleException.class);
            assertThat(denied.hits()).isEqualTo(1);
        }

        assertThat(lifecycle.resume(tenant).status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(lifecycle.recover()).isEmpty();
        lab.assertWhole(tenant, Tier.POOL);
    }

    @Test
    void suspend_sharedRole_removesThePoliciesThatNoSessionIsOldEnoughFor() {
        TenantId long1 = TenantId.of("long-suspended-1");
        TenantId long2 = TenantId.of("long-suspended-2");
        TenantId now = TenantId.of("now-suspended");
        try (SharedRole shared = new SharedRole(lab)) {
            TenantLifecycle lifecycle = shared.lifecycle();
            TenantLifecycle then = shared.lifecycle(Clock.offset(Clock.systemUTC(), Duration.ofHours(-13)));
            for (TenantId tenant : List.of(long1, long2, now)) {
                lifecycle.onboard(Onboarding.pool(tenant));
            }
            then.suspend(long1);
            then.suspend(long2);
            assertThat(shared.policies()).hasSize(3);

            lifecycle.suspend(now);

            assertThat(shared.policies()).as("the role's own, and the new one").hasSize(2);
            lifecycle.resume(long1);
            assertThat(lab.record(long1).orElseThrow().status()).isEqualTo(TenantStatus.ACTIVE);
        }
    }

    /** Each puts its policy and removes the older ones: the younger one's has to be left. */
    @Test
    void suspend_twoProcessesASecondApart_leaveThePolicyOfTheLaterOne() throws Exception {
        TenantId tenant = TenantId.of("two-suspensions");
        lab.lifecycle().build().onboard(Onboarding.pool(tenant));
        TenantLifecycle later = lab.lifecycle()
                .clock(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(5)))
                .build();
        try (LabFault held = lab.aws()
                .faults()
                .on("iam:ListRolePolicies")
                .matching(new AfterFirst(1))
                .times(1)
                .hold()) {
            CompletableFuture<Throwable> first = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> lab.lifecycle().build().suspend(tenant)));
            held.await(1, Duration.ofMinutes(1));
            later.suspend(tenant);
            held.release();
            assertThat(first.get(1, TimeUnit.MINUTES)).isNull();
        }
        assertThat(lab.rolePolicies(tenant)).anyMatch(policy -> policy.startsWith("partywall-suspended-"));
    }

    @Test
    void suspend_again_keepsItSuspended() {
        TenantId tenant = TenantId.of("twice");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.onboard(Onboarding.pool(tenant));
        TenantRecord first = lifecycle.suspend(tenant).record();

        assertThat(lifecycle.suspend(tenant).record()).isEqualTo(first);
    }

    @Test
    void suspend_tenantThatIsNotOnboarded_isRefused() {
        assertThatThrownBy(() -> lab.lifecycle().build().suspend(TenantId.of("nobody")))
                .isInstanceOfSatisfying(
                        LifecycleException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_STATUS_CONFLICT));
    }

    @Test
    void suspend_tenantsThatShareARole_deniesTheOneOnly() {
        TenantId acme = TenantId.of("shared-acme");
        TenantId globex = TenantId.of("shared-globex");
        try (SharedRole shared = new SharedRole(lab)) {
            TenantLifecycle lifecycle = shared.lifecycle();
            lifecycle.onboard(Onboarding.pool(acme));
            lifecycle.onboard(Onboarding.pool(globex));
            DynamoDbClient ofAcme = shared.session(acme);
            DynamoDbClient ofGlobex = shared.session(globex);
            assertThat(lab.activeRow(ofAcme, acme)).isNotEmpty();

            lifecycle.suspend(acme);

            assertThatThrownBy(() -> lab.activeRow(ofAcme, acme)).isInstanceOf(DynamoDbException.class);
            assertThat(lab.activeRow(ofGlobex, globex)).isNotEmpty();
            lifecycle.resume(acme);
            assertThat(lab.activeRow(ofAcme, acme)).isNotEmpty();
        }
    }
}
