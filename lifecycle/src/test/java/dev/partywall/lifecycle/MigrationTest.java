package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants that move from one root key to another, and what becomes of a move that cannot end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MigrationTest {

    private final LifecycleLab lab = new LifecycleLab();
    private final TenantLifecycle lifecycle = lab.lifecycle().build();

    @AfterAll
    void close() {
        lab.close();
    }

    private TenantId pooled(String id) {
        return lifecycle.onboard(Onboarding.pool(TenantId.of(id))).tenant();
    }

    private void assertOpens(TenantId tenant, byte[] message) {
        assertThat(lab.open(tenant, message)).isEqualTo(LifecycleLab.PLAINTEXT);
    }

    @Test
    void migrate_toEveryTierAndBack_keepsEveryMessageReadable() {
        TenantId tenant = pooled("traveller");
        byte[] ofPool = lab.seal(tenant);

        lifecycle.migrate(tenant, RootKeyTarget.silo());
        lab.assertWhole(tenant, Tier.SILO);
        byte[] ofSilo = lab.seal(tenant);
        lifecycle.rotate(tenant);

        String first = lab.record(tenant).orElseThrow().key().rootKey().orElseThrow();
        lifecycle.migrate(tenant, RootKeyTarget.newSiloKey());
        lab.assertWhole(tenant, Tier.SILO);
        assertThat(lab.record(tenant).orElseThrow().key().rootKey()).isNotEqualTo(Optional.of(first));

        String owned = lab.aws().createKey();
        lifecycle.migrate(tenant, RootKeyTarget.ownedKey(owned));
        lab.assertWhole(tenant, Tier.BRING_YOUR_OWN_KEY);
        assertThat(lab.aliases()).noneMatch(alias -> alias.startsWith("alias/tenants/traveller "));
        byte[] ofOwned = lab.seal(tenant);

        lifecycle.migrate(tenant, RootKeyTarget.pool());
        lab.assertWhole(tenant, Tier.POOL);
        lab.aws().kms().disableKey(disable -> disable.keyId(owned));
        lab.aws().kms().disableKey(disable -> disable.keyId(first));
        assertOpens(tenant, ofPool);
        assertOpens(tenant, ofSilo);
        assertOpens(tenant, ofOwned);
    }

    /** A node that has not heard of the new root key would refuse a row under it. */
    @Test
    void migrate_firstRow_movesTheBoundAfterTheRegistryWasTold() {
        TenantId tenant = pooled("told-first");
        Duration bound = Duration.ofSeconds(3);
        long mark = lab.aws().calls().mark();

        lab.lifecycle()
                .fleet(FleetSettings.of(Duration.ofMillis(20), bound))
                .build()
                .migrate(tenant, RootKeyTarget.silo());

        List<LabCall> calls = lab.aws().calls().since(mark).of("*").list();
        LabCall moved = calls.stream()
                .filter(call -> call.operation().equals("ReEncrypt"))
                .findFirst()
                .orElseThrow();
        // That which names the key that CreateKey made, and one for the step that lets this JVM know.
        LabCall told = calls.stream()
                .dropWhile(call -> !call.operation().equals("CreateKey"))
                .filter(call -> call.operation().equals("TransactWriteItems"))
                .findFirst()
                .orElseThrow();
        assertThat(Duration.between(told.arrived(), moved.arrived())).isGreaterThanOrEqualTo(bound);
    }

    @Test
    void migrate_again_changesNothing() {
        TenantId tenant = pooled("moved-already");
        TenantRecord moved = lifecycle.migrate(tenant, RootKeyTarget.silo());
        long mark = lab.aws().calls().mark();

        assertThat(lifecycle.migrate(tenant, RootKeyTarget.silo())).isEqualTo(moved);
        assertThat(lab.aws().calls().since(mark).of("kms:*").count()).isZero();
    }

    @Test
    void migrate_sharedRootKeyReplaced_carriesThePoolOver() {
        TenantId tenant = pooled("follows-the-pool");
        byte[] message = lab.seal(tenant);
        String replaced = lab.aws().createKey();

        TenantRecord moved = lab.lifecycle().sharedRootKey(replaced).build().migrate(tenant, RootKeyTarget.pool());

        assertThat(moved.key()).isEqualTo(TenantKeyState.under(replaced));
        assertThat(lab.keyRows(tenant).values()).containsOnly(replaced);
        assertOpens(tenant, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kms:CreateKey", "kms:ReEncrypt*", "dynamodb:UpdateItem", "kms:CreateAlias"})
    void migrate_stepDenied_isTakenBack(String action) {
        TenantId tenant = pooled("denied-" + action.replaceAll("[^A-Za-z]", "-"));
        byte[] message = lab.seal(tenant);
        Set<String> keys = lab.siloKeys();
        try (LabFault denied = lab.aws()
                .faults()
                .on(action)
                .matching(new AfterFirst(action.equals("kms:ReEncrypt*") ? 1 : 0))
                .times(1)
                .accessDenied()) {
            assertThatThrownBy(() -> lifecycle.migrate(tenant, RootKeyTarget.silo()))
                    .isInstanceOfSatisfying(TenantIsolationException.class, failure -> {
                        assertThat(failure.isRetryable()).isFalse();
                        assertThat(failure.tenant()).contains(tenant);
                    });
            assertThat(denied.hits()).isEqualTo(1);
        }

        lab.assertWhole(tenant, Tier.POOL);
        assertThat(lab.siloKeys()).isEqualTo(keys);
        assertThat(lab.aliases()).noneMatch(alias -> alias.startsWith("alias/tenants/" + tenant + " "));
        assertOpens(tenant, message);
        lifecycle.migrate(tenant, RootKeyTarget.silo());
        lab.assertWhole(tenant, Tier.SILO);
        assertOpens(tenant, message);
    }

    @Test
    void migrate_whileAnotherMigrationStands_isRefused() {
        TenantId tenant = pooled("two-ways");
        try (LabFault down = lab.aws().faults().on("kms:CreateKey").serverError()) {
            assertThatThrownBy(() -> lifecycle.migrate(tenant, RootKeyTarget.silo()))
                    .isInstanceOfSatisfying(
                            TenantIsolationException.class,
                            failure -> assertThat(failure.isRetryable()).isTrue());
            assertThat(down.hits()).isPositive();
        }
        assertThatThrownBy(() -> lifecycle.migrate(
                        tenant, RootKeyTarget.ownedKey(lab.aws().createKey())))
                .isInstanceOfSatisfying(
                        LifecycleException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.OPERATION_UNDER_WAY));

        assertThat(lifecycle.recover())
                .singleElement()
                .satisfies(one -> assertThat(one.failure()).isEmpty());
        lab.assertWhole(tenant, Tier.SILO);
    }

    @Test
    void migrate_tenantThatIsNotThere_isRefused() {
        assertThatThrownBy(() -> lifecycle.migrate(TenantId.of("nobody"), RootKeyTarget.silo()))
                .isInstanceOfSatisfying(
                        LifecycleException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_STATUS_CONFLICT));
    }

    @Test
    void migrate_suspendedMeanwhile_staysSuspendedAndCanBeFinished() {
        TenantId tenant = pooled("suspended-meanwhile");
        byte[] message = lab.seal(tenant);
        try (LabFault down = lab.aws().faults().on("dynamodb:UpdateItem").serverError()) {
            assertThatThrownBy(() -> lifecycle.migrate(tenant, RootKeyTarget.silo()))
                    .isInstanceOf(TenantIsolationException.class);
            assertThat(down.hits()).isPositive();
        }
        lifecycle.suspend(tenant);
        assertThat(lab.record(tenant).orElseThrow().status()).isEqualTo(TenantStatus.SUSPENDED);

        lifecycle.migrate(tenant, RootKeyTarget.silo());

        assertThat(lab.record(tenant).orElseThrow().status()).isEqualTo(TenantStatus.SUSPENDED);
        lifecycle.resume(tenant);
        lab.assertWhole(tenant, Tier.SILO);
        assertOpens(tenant, message);
    }
}
