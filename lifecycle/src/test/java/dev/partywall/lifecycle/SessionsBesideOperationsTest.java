package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.CrashPoint.Crash;
import dev.partywall.testing.LabFault;
import dev.partywall.testing.LabRole;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Who comes in between has the last word on a tenant's sessions, also beside an operation that can never end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionsBesideOperationsTest {

    private final LifecycleLab lab = new LifecycleLab();
    private final AtomicInteger roles = new AtomicInteger();

    @AfterAll
    void close() {
        lab.close();
    }

    private LabRole role() {
        return lab.aws().role("tenants-" + roles.incrementAndGet()).create();
    }

    private TenantLifecycle operator(LabRole role, ExecutionInterceptor... interceptors) {
        return lab.withoutRoles().sharedRoles(lab.iam(interceptors), role.arn()).build();
    }

    private boolean isDenied(LabRole role) {
        List<String> policies = lab.aws()
                .iam()
                .listRolePolicies(list -> list.roleName(role.name()))
                .policyNames();
        return policies.stream().anyMatch(policy -> policy.startsWith("partywall-suspended-"));
    }

    private TenantRecord record(TenantId tenant) {
        return lab.record(tenant).orElseThrow();
    }

    /** Whose branch key is half-way between two root keys. */
    private TenantId moving(String id) {
        TenantId tenant = TenantId.of(id);
        lab.withoutRoles().build().onboard(Onboarding.pool(tenant));
        TenantLifecycle crashing = lab.lifecycle(AtCall.after("ReEncrypt", 2, () -> {
                    throw new Crash();
                }))
                .build();
        assertThatThrownBy(() -> crashing.migrate(tenant, RootKeyTarget.silo())).isInstanceOf(Crash.class);
        return tenant;
    }

    @Test
    void resume_besideAMigration_allowsAndServes() {
        LabRole role = role();
        TenantId tenant = moving("resumed");
        operator(role).suspend(tenant);
        assertThat(isDenied(role)).isTrue();

        TenantRecord resumed = operator(role).resume(tenant);

        assertThat(resumed.status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(resumed.operation().orElseThrow().kind()).isEqualTo(TenantOperation.Kind.MIGRATE);
        assertThat(isDenied(role)).isFalse();
    }

    @Test
    void resume_besideAMigrationAndAwsRefuses_isFinishedByTheNextCall() {
        LabRole role = role();
        TenantId tenant = moving("half-resumed");
        TenantLifecycle operator = operator(role);
        operator.suspend(tenant);
        try (LabFault denied =
                lab.aws().faults().on("iam:DeleteRolePolicy").times(1).accessDenied()) {
            assertThatThrownBy(() -> operator.resume(tenant)).isInstanceOf(TenantIsolationException.class);
            assertThat(denied.hits()).isEqualTo(1);
        }
        assertThat(record(tenant).status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(isDenied(role)).isTrue();

        operator.resume(tenant);

        assertThat(isDenied(role)).isFalse();
    }

    @Test
    void resume_suspendedAgainBeforeItAllows_sessionsStayDenied() {
        LabRole role = role();
        TenantId tenant = moving("suspended-again");
        TenantLifecycle operator = operator(role);
        operator.suspend(tenant);
        TenantLifecycle slow = operator(role, AtCall.before("ListRolePolicies", () -> operator.suspend(tenant)));

        assertThatThrownBy(() -> slow.resume(tenant))
                .isInstanceOfSatisfying(
                        TenantIsolationException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_STATUS_CONFLICT));

        assertThat(record(tenant).status()).isEqualTo(TenantStatus.SUSPENDED);
        assertThat(isDenied(role)).isTrue();
    }

    /** The process ended before it denied, and whoever finished the migration knew nothing of it. */
    @Test
    void recover_suspendedAndNotDenied_denies() {
        LabRole role = role();
        TenantId tenant = moving("not-denied");
        TenantLifecycle crashing = operator(role, AtCall.before("ListRolePolicies", () -> {
            throw new Crash();
        }));
        assertThatThrownBy(() -> crashing.suspend(tenant)).isInstanceOf(Crash.class);
        lab.lifecycle().build().migrate(tenant, RootKeyTarget.silo());
        assertThat(record(tenant).status()).isEqualTo(TenantStatus.SUSPENDED);
        assertThat(record(tenant).operation()).isEmpty();
        assertThat(isDenied(role)).isFalse();
        try (LabFault denied =
                lab.aws().faults().on("iam:PutRolePolicy").times(1).accessDenied()) {
            assertThat(operator(role).recover())
                    .filteredOn(one -> one.tenant().equals(tenant))
                    .singleElement()
                    .satisfies(one -> assertThat(one.failure()).isPresent());
            assertThat(denied.hits()).isEqualTo(1);
        }

        assertThat(operator(role).recover()).noneMatch(one -> one.tenant().equals(tenant));

        assertThat(isDenied(role)).isTrue();
    }

    /** The call comes to AWS after the shredding's own, and its answer does not come back. */
    @Test
    void shred_resumptionAllowsAfterItAndLosesTheAnswer_sessionsStayDenied() {
        LabRole role = role();
        TenantId tenant = TenantId.of("lost-answer");
        lab.withoutRoles().build().onboard(Onboarding.pool(tenant));
        TenantLifecycle operator = operator(role);
        operator.offboard(tenant, Duration.ZERO);
        operator.suspend(tenant);
        TenantLifecycle resuming = operator(
                role,
                AtCall.before("ListRolePolicies", () -> operator.shred(tenant, "ops")),
                AtCall.after("DeleteRolePolicy", 1, () -> {
                    throw SdkClientException.create("no answer");
                }));

        assertThatThrownBy(() -> resuming.resume(tenant)).isInstanceOf(TenantIsolationException.class);

        assertThat(record(tenant).status()).isEqualTo(TenantStatus.SHREDDED);
        assertThat(isDenied(role)).isTrue();
    }
}
