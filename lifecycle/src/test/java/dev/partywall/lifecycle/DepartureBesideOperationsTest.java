package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.CrashPoint.Crash;
import dev.partywall.lifecycle.TenantLifecycle.Recovered;
import dev.partywall.lifecycle.TenantOperation.Kind;
import dev.partywall.testing.LabFault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.kms.model.KeyState;

/** An operation that can neither end nor be taken back keeps no tenant here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DepartureBesideOperationsTest {

    private final LifecycleLab lab = new LifecycleLab();

    @AfterAll
    void close() {
        lab.close();
    }

    private TenantLifecycle lifecycle() {
        return lab.lifecycle().build();
    }

    private TenantRecord record(TenantId tenant) {
        return lab.record(tenant).orElseThrow();
    }

    private KeyState state(String key) {
        return lab.aws()
                .kms()
                .describeKey(describe -> describe.keyId(key))
                .keyMetadata()
                .keyState();
    }

    private static void assertRefused(ErrorCode code, String saying, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        TenantIsolationException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContaining(saying);
    }

    private static List<Recovered> recovered(TenantLifecycle lifecycle, TenantId tenant) {
        return lifecycle.recover().stream()
                .filter(one -> one.tenant().equals(tenant))
                .toList();
    }

    /** Moves one row, fails, and cannot be taken back, for the tenant's own key is disabled by then. */
    private TenantId stuck(Onboarding begin, RootKeyTarget target, String owned) {
        TenantId tenant = begin.tenant();
        lifecycle().onboard(begin);
        TenantLifecycle failing = lab.lifecycle()
                .listener(event -> {
                    if (event instanceof IsolationEvent.OperationFailed) {
                        lab.aws().kms().disableKey(key -> key.keyId(owned));
                    }
                })
                .build();
        try (LabFault denied = lab.aws()
                .faults()
                .on("kms:ReEncrypt*")
                .matching(new AfterFirst(uses(target)))
                .times(1)
                .accessDenied()) {
            assertRefused(ErrorCode.ROOT_KEY_UNUSABLE, tenant.value(), () -> failing.migrate(tenant, target));
            assertThat(denied.hits()).isEqualTo(1);
        }
        assertThat(lab.keyRows(tenant).values())
                .contains(owned)
                .as("half moved")
                .hasSize(3);
        assertThat(lab.keyRows(tenant).values().stream().distinct()).hasSize(2);
        assertThat(record(tenant).operation().orElseThrow().undoing()).isTrue();
        assertThat(recovered(lifecycle(), tenant))
                .singleElement()
                .satisfies(one -> assertThat(one.failure()).isPresent());
        return tenant;
    }

    /** How often KMS re-encrypts before the second row's turn: a key that is brought is tried before. */
    private static int uses(RootKeyTarget target) {
        return target.ownedKey().isPresent() ? 2 : 1;
    }

    @Test
    void shred_ownKeyDiedOnTheWayIntoASilo_destroysWhatWasMadeForItAndNotWhatItBrought() {
        String owned = lab.aws().createKey();
        TenantId tenant = stuck(Onboarding.bringYourOwnKey(TenantId.of("to-silo"), owned), RootKeyTarget.silo(), owned);
        assertThat(lab.siloKeysOf(tenant)).hasSize(1);
        TenantLifecycle lifecycle = lifecycle();

        assertThat(lifecycle.offboard(tenant, Duration.ZERO).status()).isEqualTo(TenantStatus.OFFBOARDING);
        assertThat(record(tenant).operation().orElseThrow().kind()).isEqualTo(Kind.MIGRATE);
        ShreddingCertificate certificate = lifecycle.shred(tenant, "ops");

        lab.assertShredded(tenant);
        assertThat(state(owned)).isEqualTo(KeyState.DISABLED);
        assertThat(certificate.toJson())
                .contains(
                        "\"tiers\":[\"BRING_YOUR_OWN_KEY\",\"SILO\"]",
                        "it was being moved from one root key to another",
                        "Under the tenant's own root key",
                        "Under the root key that was made for this tenant");
    }

    @Test
    void shred_ownKeyDiedOnTheWayToIt_touchesNeitherItNorTheSharedOne() {
        String owned = lab.aws().createKey();
        TenantId tenant = stuck(Onboarding.pool(TenantId.of("to-owned")), RootKeyTarget.ownedKey(owned), owned);
        TenantLifecycle lifecycle = lifecycle();
        lifecycle.offboard(tenant, Duration.ZERO);

        ShreddingCertificate certificate = lifecycle.shred(tenant, "ops");

        lab.assertShredded(tenant);
        assertThat(state(owned)).isEqualTo(KeyState.DISABLED);
        assertThat(state(lab.sharedRootKey())).isEqualTo(KeyState.ENABLED);
        assertThat(certificate.toJson()).contains("Under the root key that tenants share", owned, lab.sharedRootKey());
    }

    /** Not taken back: the record names the new key as root key, and the tenant's own as the former one. */
    @Test
    void shred_halfMovedIntoASilo_destroysTheSilosKeyAlone() {
        String owned = lab.aws().createKey();
        TenantId tenant = TenantId.of("forward");
        lifecycle().onboard(Onboarding.bringYourOwnKey(tenant, owned));
        lifecycle().offboard(tenant, Duration.ZERO);
        TenantLifecycle crashing = crashingAfter("ReEncrypt", 2);
        assertThatThrownBy(() -> crashing.migrate(tenant, RootKeyTarget.silo())).isInstanceOf(Crash.class);
        String made = record(tenant).key().rootKey().orElseThrow();
        assertThat(made).isNotEqualTo(owned);

        ShreddingCertificate certificate = lifecycle().shred(tenant, "ops");

        lab.assertShredded(tenant);
        assertThat(state(made)).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(state(owned)).isEqualTo(KeyState.ENABLED);
        assertThat(certificate.toJson()).contains("\"openedBefore\":true", "\"refusedAfter\":\"BRANCH_KEY_MISSING\"");
    }

    /** Of a key that the tenant brought a denial is its owner's word; of another it is a right that the operator lacks. */
    @Test
    void shred_halfMovedAndDenied_goesOnOnlyWhereTheTenantsOwnKeyHasAPart() {
        String owned = lab.aws().createKey();
        TenantId own = halfMoved("denied-own", RootKeyTarget.ownedKey(owned));
        TenantId silo = halfMoved("denied-silo", RootKeyTarget.silo());
        TenantLifecycle lifecycle = lifecycle();
        try (LabFault denied = lab.aws().faults().on("kms:Decrypt").accessDenied()) {
            assertThat(lifecycle.shred(own, "ops").toJson()).contains("\"notSealed\":\"KEY_ACCESS_DENIED\"");
            assertRefused(ErrorCode.KEY_ACCESS_DENIED, "denied-silo", () -> lifecycle.shred(silo, "ops"));
            assertThat(denied.hits()).isGreaterThan(1);
        }

        lab.assertShredded(own);
        assertThat(record(silo).operation().orElseThrow().kind()).isEqualTo(Kind.MIGRATE);
        lifecycle.shred(silo, "ops");
        lab.assertShredded(silo);
    }

    /** On its way out as well. */
    private TenantId halfMoved(String id, RootKeyTarget target) {
        TenantId tenant = TenantId.of(id);
        lifecycle().onboard(Onboarding.pool(tenant));
        lifecycle().offboard(tenant, Duration.ZERO);
        TenantLifecycle crashing = crashingAfter("ReEncrypt", uses(target) + 1);
        assertThatThrownBy(() -> crashing.migrate(tenant, target)).isInstanceOf(Crash.class);
        return tenant;
    }

    private TenantLifecycle crashingAfter(String call, int times) {
        return lab.lifecycle(new AfterCall(call, times, () -> {
                    throw new Crash();
                }))
                .build();
    }

    /** The operation alone can find the key by its tag; in its place nobody would. */
    @Test
    void shred_keyWasMadeThatNoRecordNames_waitsForTheMigration() {
        TenantId tenant = TenantId.of("unnamed-key");
        lifecycle().onboard(Onboarding.pool(tenant));
        TenantLifecycle crashing = crashingAfter("CreateKey", 1);
        assertThatThrownBy(() -> crashing.migrate(tenant, RootKeyTarget.silo())).isInstanceOf(Crash.class);
        TenantLifecycle lifecycle = lifecycle();
        lifecycle.offboard(tenant, Duration.ZERO);

        assertRefused(ErrorCode.OPERATION_UNDER_WAY, "recover", () -> lifecycle.shred(tenant, "ops"));

        assertThat(recovered(lifecycle, tenant))
                .singleElement()
                .satisfies(one -> assertThat(one.failure()).isEmpty());
        lifecycle.shred(tenant, "ops");
        lab.assertShredded(tenant);
    }

    /** The process that migrates is alive, and comes back to a tenant that is gone. */
    @Test
    void shred_migrationInTheMiddleOfARow_leavesNothingAndEndsTheMigration() {
        TenantId tenant = TenantId.of("overtaken");
        lifecycle().onboard(Onboarding.pool(tenant));
        lifecycle().offboard(tenant, Duration.ZERO);
        TenantLifecycle migrating = lab.lifecycle(
                        new AfterCall("ReEncrypt", 1, () -> lifecycle().shred(tenant, "ops")))
                .build();

        assertThat(catchThrowable(() -> migrating.migrate(tenant, RootKeyTarget.silo())))
                .isInstanceOf(TenantIsolationException.class);

        lab.assertShredded(tenant);
        assertThat(lab.aliases()).noneMatch(alias -> alias.contains("overtaken"));
    }

    @Test
    void shred_resumptionThatStands_takesItsPlace() {
        TenantId tenant = TenantId.of("resuming");
        TenantLifecycle lifecycle = lifecycle();
        lifecycle.onboard(Onboarding.pool(tenant));
        lifecycle.offboard(tenant, Duration.ZERO);
        lifecycle.suspend(tenant);
        lab.aws().faults().on("iam:DeleteRolePolicy").times(1).accessDenied();
        assertThat(catchThrowable(() -> lifecycle.resume(tenant))).isNotNull();
        assertThat(record(tenant).operation().orElseThrow().kind()).isEqualTo(Kind.RESUME);

        lifecycle.shred(tenant, "ops");

        lab.assertShredded(tenant);
    }

    private TenantId migrating(String id) {
        TenantId tenant = TenantId.of(id);
        lifecycle().onboard(Onboarding.pool(tenant));
        TenantLifecycle crashing = crashingAfter("ReEncrypt", 2);
        assertThatThrownBy(() -> crashing.migrate(tenant, RootKeyTarget.silo())).isInstanceOf(Crash.class);
        return tenant;
    }

    @Test
    void offboard_migrationThatStands_exportsBesideIt() {
        TenantId tenant = migrating("export-beside");
        AtomicInteger exports = new AtomicInteger();
        TenantLifecycle lifecycle = lab.lifecycle()
                .export(leaving -> "place-" + exports.incrementAndGet())
                .build();

        TenantRecord leaving = lifecycle.offboard(tenant, Duration.ZERO);

        assertThat(leaving.departure().flatMap(Departure::export)).contains("place-1");
        assertThat(leaving.operation().orElseThrow().kind()).isEqualTo(Kind.MIGRATE);
        assertThat(lifecycle.offboard(tenant, Duration.ZERO)).isEqualTo(leaving);
        lifecycle.migrate(tenant, RootKeyTarget.silo());
        lab.assertWhole(tenant, Tier.SILO);
        assertThat(record(tenant).status()).isEqualTo(TenantStatus.OFFBOARDING);
    }

    @Test
    void offboard_exportFailsBesideAMigration_isDueUntilItIsDone() {
        TenantId tenant = migrating("export-due");
        TenantLifecycle failing = lab.lifecycle()
                .export(leaving -> {
                    throw new IllegalStateException("no bucket");
                })
                .build();
        assertRefused(ErrorCode.OPERATION_REFUSED, "the export failed", () -> failing.offboard(tenant, Duration.ZERO));

        assertRefused(
                ErrorCode.TENANT_STATUS_CONFLICT,
                "not exported yet",
                () -> lifecycle().shred(tenant, "ops"));
        assertThat(recovered(failing, tenant))
                .extracting(Recovered::operation)
                .containsExactly(Kind.MIGRATE, Kind.OFFBOARD);
        assertThat(record(tenant).operation())
                .as("the migration's is over")
                .hasValueSatisfying(left -> assertThat(left.kind()).isEqualTo(Kind.OFFBOARD));
        lab.lifecycle().export(leaving -> "place").build().offboard(tenant, Duration.ZERO);

        assertThat(record(tenant).departure().flatMap(Departure::export)).contains("place");
        lifecycle().shred(tenant, "ops");
        lab.assertShredded(tenant);
    }

    /** What was taken back is not begun again by whoever still exports. */
    @Test
    void offboard_cancelledDuringTheExport_isNotBegunAnew() {
        TenantId tenant = migrating("cancelled");
        AtomicInteger exports = new AtomicInteger();
        TenantLifecycle lifecycle = lab.lifecycle()
                .export(leaving -> {
                    lifecycle().cancelOffboarding(tenant);
                    return "place-" + exports.incrementAndGet();
                })
                .build();

        assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "OFFBOARD", () -> lifecycle.offboard(tenant, Duration.ZERO));

        assertThat(exports).hasValue(1);
        assertThat(record(tenant).departure()).isEmpty();
        assertThat(record(tenant).status()).isEqualTo(TenantStatus.ACTIVE);
        lifecycle().recover();
        lab.assertWhole(tenant, Tier.SILO);
    }

    @Test
    void offboard_migrationEndsDuringTheExport_keepsBoth() {
        TenantId tenant = migrating("both");
        AtomicInteger exports = new AtomicInteger();
        TenantLifecycle lifecycle = lab.lifecycle()
                .export(leaving -> {
                    if (exports.incrementAndGet() == 1) {
                        lifecycle().migrate(tenant, RootKeyTarget.silo());
                    }
                    return "place";
                })
                .build();

        TenantRecord leaving = lifecycle.offboard(tenant, Duration.ZERO);

        assertThat(leaving.departure().flatMap(Departure::export)).contains("place");
        assertThat(leaving.operation()).isEmpty();
        lab.assertWhole(tenant, Tier.SILO);
    }
}
