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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.Tag;

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
        assertThat(lab.state(owned)).isEqualTo(KeyState.DISABLED);
        assertThat(certificate.toJson())
                .contains(
                        owned + " can open the records. That key is the tenant's own",
                        "which was made for this tenant",
                        "is scheduled")
                .doesNotContain("not this tenant's alone");
    }

    @Test
    void shred_ownKeyDiedOnTheWayToIt_touchesNeitherItNorTheSharedOne() {
        String owned = lab.aws().createKey();
        TenantId tenant = stuck(Onboarding.pool(TenantId.of("to-owned")), RootKeyTarget.ownedKey(owned), owned);
        TenantLifecycle lifecycle = lifecycle();
        lifecycle.offboard(tenant, Duration.ZERO);

        ShreddingCertificate certificate = lifecycle.shred(tenant, "ops");

        lab.assertShredded(tenant);
        assertThat(lab.state(owned)).isEqualTo(KeyState.DISABLED);
        assertThat(lab.state(lab.sharedRootKey())).isEqualTo(KeyState.ENABLED);
        assertThat(certificate.toJson())
                .contains(
                        owned + " can open the records. That key is the tenant's own",
                        lab.sharedRootKey() + ", which is not this tenant's alone");
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
        assertThat(lab.state(made)).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(lab.state(owned)).isEqualTo(KeyState.ENABLED);
        assertThat(certificate.toJson()).contains("\"openedBefore\":true", "\"refusedAfter\":\"BRANCH_KEY_MISSING\"");
    }

    /** Of a key that the tenant brought a denial is its owner's word; of another it is a right that the operator lacks. */
    @Test
    void shred_halfMovedAndDenied_goesOnOnlyWhereTheActiveVersionIsUnderTheTenantsOwnKey() {
        TenantId own = halfMoved("denied-own", RootKeyTarget.ownedKey(lab.aws().createKey()), 2);
        TenantId beacon =
                halfMoved("denied-beacon", RootKeyTarget.ownedKey(lab.aws().createKey()), 1);
        TenantId silo = halfMoved("denied-silo", RootKeyTarget.silo(), 2);
        TenantLifecycle lifecycle = lifecycle();
        try (LabFault denied = lab.aws().faults().on("kms:Decrypt").accessDenied()) {
            assertThat(lifecycle.shred(own, "ops").toJson()).contains("\"notSealed\":\"KEY_ACCESS_DENIED\"");
            assertRefused(ErrorCode.KEY_ACCESS_DENIED, "denied-beacon", () -> lifecycle.shred(beacon, "ops"));
            assertRefused(ErrorCode.KEY_ACCESS_DENIED, "denied-silo", () -> lifecycle.shred(silo, "ops"));
            assertThat(denied.hits()).isGreaterThan(1);
        }

        lab.assertShredded(own);
        assertThat(record(silo).operation().orElseThrow().kind()).isEqualTo(Kind.MIGRATE);
        lifecycle.shred(beacon, "ops");
        lifecycle.shred(silo, "ops");
        lab.assertShredded(beacon);
        lab.assertShredded(silo);
    }

    /** On its way out as well; the beacon's row moves first, then the active one. */
    private TenantId halfMoved(String id, RootKeyTarget target, int rows) {
        TenantId tenant = TenantId.of(id);
        lifecycle().onboard(Onboarding.pool(tenant));
        lifecycle().offboard(tenant, Duration.ZERO);
        TenantLifecycle crashing = crashingAfter("ReEncrypt", uses(target) + rows);
        assertThatThrownBy(() -> crashing.migrate(tenant, target)).isInstanceOf(Crash.class);
        return tenant;
    }

    private TenantLifecycle crashingAfter(String call, int times) {
        return lab.lifecycle(AtCall.after(call, times, () -> {
                    throw new Crash();
                }))
                .build();
    }

    /** The migration alone could find it by its tag, and is not there any more. */
    @Test
    void shred_keyWasMadeThatNoRecordNames_findsAndDestroysIt() {
        TenantId tenant = TenantId.of("unnamed-key");
        lifecycle().onboard(Onboarding.pool(tenant));
        TenantLifecycle crashing = crashingAfter("CreateKey", 1);
        assertThatThrownBy(() -> crashing.migrate(tenant, RootKeyTarget.silo())).isInstanceOf(Crash.class);
        String made = lab.siloKeysOf(tenant).iterator().next();
        TenantLifecycle lifecycle = lifecycle();
        lifecycle.offboard(tenant, Duration.ZERO);
        TenantLifecycle without = TenantLifecycle.builder()
                .registry(lab.registry())
                .keyStore(LifecycleLab.TABLE, lab.aws().dynamoDb())
                .kms(lab.aws().kms())
                .certificates(LifecycleLab.signer())
                .tenantRoles(lab.roles(), lab.aws().iam())
                .build();

        assertRefused(ErrorCode.INVALID_LIFECYCLE_SETTING, "siloKeys", () -> without.shred(tenant, "ops"));
        ShreddingCertificate certificate = lifecycle.shred(tenant, "ops");

        lab.assertShredded(tenant);
        assertThat(certificate.toJson()).contains("{\"arn\":\"" + made + "\"").doesNotContain("made for this tenant.");
    }

    /** The answer of the first CreateKey was lost, and the client asked again. */
    @Test
    void shred_twoKeysWereMade_destroysBoth() {
        TenantId tenant = TenantId.of("two-keys");
        lifecycle().onboard(Onboarding.pool(tenant));
        lifecycle().offboard(tenant, Duration.ZERO);
        TenantLifecycle crashing = lab.lifecycle()
                .listener(event -> {
                    if (event instanceof IsolationEvent.OperationStepCompleted) {
                        throw new Crash();
                    }
                })
                .build();
        assertThatThrownBy(() -> crashing.migrate(tenant, RootKeyTarget.silo())).isInstanceOf(Crash.class);
        String extra = makeKey(tenant, record(tenant).operation().orElseThrow());
        assertThat(lab.siloKeysOf(tenant)).hasSize(2).contains(extra);

        assertThat(lifecycle().shred(tenant, "ops").toJson()).contains(extra);

        lab.assertShredded(tenant);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().tagKey(key).tagValue(value).build();
    }

    /** The process that migrates is alive, and comes back to a tenant that is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"CreateKey", "ReEncrypt", "UpdateItem", "DescribeKey", "CreateAlias"})
    void shred_migrationAtAnyCall_leavesNothingAndEndsTheMigration(String call) {
        TenantId tenant = TenantId.of("overtaken-" + call);
        lifecycle().onboard(Onboarding.pool(tenant));
        lifecycle().offboard(tenant, Duration.ZERO);
        TenantLifecycle migrating = lab.lifecycle(
                        AtCall.after(call, 1, () -> lifecycle().shred(tenant, "ops")))
                .build();

        assertRefused(
                ErrorCode.TENANT_STATUS_CONFLICT, "SHREDDED", () -> migrating.migrate(tenant, RootKeyTarget.silo()));

        lab.assertShredded(tenant);
        assertThat(lab.aliases()).noneMatch(alias -> alias.contains("overtaken-" + call));
    }

    /** By the process that migrates, when the shredding has looked for it. */
    @Test
    void shred_aliasIsMadeMeanwhile_isNotThereInTheEnd() {
        TenantId tenant = TenantId.of("late-alias");
        lifecycle().onboard(Onboarding.pool(tenant));
        lifecycle().offboard(tenant, Duration.ZERO);
        TenantLifecycle crashing = crashingAfter("ReEncrypt", 2);
        assertThatThrownBy(() -> crashing.migrate(tenant, RootKeyTarget.silo())).isInstanceOf(Crash.class);
        String made = record(tenant).key().rootKey().orElseThrow();
        AtomicInteger tries = new AtomicInteger();
        Runnable late = () -> {
            tries.incrementAndGet();
            assertThatThrownBy(() -> lab.aws()
                            .kms()
                            .createAlias(create ->
                                    create.aliasName("alias/tenants/late-alias").targetKeyId(made)))
                    .isInstanceOf(KmsInvalidStateException.class);
        };

        lab.lifecycle(AtCall.after("DescribeKey", 2, late)).build().shred(tenant, "ops");

        assertThat(tries).hasValue(1);
        lab.assertShredded(tenant);
        assertThat(lab.aliases()).noneMatch(alias -> alias.contains("late-alias"));
    }

    /** Nothing of the target tells that it was not reached: the tier is the same. */
    @Test
    void migrate_toANewSiloKeyOfATenantThatIsShredded_isNotSaidToBeDone() {
        TenantId tenant = TenantId.of("same-tier");
        lifecycle().onboard(Onboarding.silo(tenant));
        lifecycle().offboard(tenant, Duration.ZERO);
        TenantLifecycle migrating = lab.lifecycle(
                        AtCall.after("ReEncrypt", 1, () -> lifecycle().shred(tenant, "ops")))
                .build();

        assertRefused(
                ErrorCode.TENANT_STATUS_CONFLICT,
                "SHREDDED",
                () -> migrating.migrate(tenant, RootKeyTarget.newSiloKey()));

        lab.assertShredded(tenant);
    }

    /** It takes back what is gone by then: nobody's failure. */
    @Test
    void recover_takenBackWhileItIsShredded_hasNoFailure() {
        String owned = lab.aws().createKey();
        TenantId tenant = stuck(Onboarding.pool(TenantId.of("undoing")), RootKeyTarget.ownedKey(owned), owned);
        lifecycle().offboard(tenant, Duration.ZERO);
        List<IsolationEvent> events = new CopyOnWriteArrayList<>();
        TenantLifecycle recovering = lab.lifecycle(
                        AtCall.after("Query", 2, () -> lifecycle().shred(tenant, "ops")))
                .listener(events::add)
                .build();

        assertThat(recovered(recovering, tenant))
                .singleElement()
                .satisfies(one -> assertThat(one.failure()).isEmpty());

        lab.assertShredded(tenant);
        assertThat(events).noneMatch(event -> event instanceof IsolationEvent.OperationFailed);
    }

    /** The process ended when the key was named that is used, and before the other one was taken back. */
    @Test
    void migrate_twoKeysWereMadeAndOneIsNamed_takesTheOtherBack() {
        TenantId tenant = TenantId.of("one-too-many");
        lifecycle().onboard(Onboarding.pool(tenant));
        TenantLifecycle crashing = crashingAfter("TransactWriteItems", 3);
        assertThatThrownBy(() -> crashing.migrate(tenant, RootKeyTarget.silo())).isInstanceOf(Crash.class);
        TenantOperation standing = record(tenant).operation().orElseThrow();
        assertThat(standing.step()).isEqualTo("root-key");
        String named = record(tenant).key().rootKey().orElseThrow();
        makeKey(tenant, standing);
        assertThat(lab.siloKeysOf(tenant)).hasSize(2);

        lifecycle().migrate(tenant, RootKeyTarget.silo());

        assertThat(lab.siloKeysOf(tenant)).containsExactly(named);
        lab.assertWhole(tenant, Tier.SILO);
    }

    private String makeKey(TenantId tenant, TenantOperation operation) {
        return lab.aws()
                .kms()
                .createKey(create -> create.tags(
                        tag(SiloKeys.TENANT_TAG, tenant.value()),
                        tag(SiloKeys.OPERATION_TAG, operation.id().toString())))
                .keyMetadata()
                .arn();
    }

    @Test
    void migrate_toAKeyThatWasMadeForIt_isRefused() {
        TenantId tenant = TenantId.of("brings-made");
        lifecycle().onboard(Onboarding.silo(tenant));
        String made = record(tenant).key().rootKey().orElseThrow();

        assertRefused(
                ErrorCode.ROOT_KEY_REFUSED, made, () -> lifecycle().migrate(tenant, RootKeyTarget.ownedKey(made)));

        lab.assertWhole(tenant, Tier.SILO);
    }

    /** It allows the sessions on a role that tenants share, after the shredding denied them. */
    @Test
    void shred_resumptionComesBackAfterIt_sessionsStayDenied() {
        TenantId tenant = TenantId.of("comes-back");
        String role = lab.service().arn();
        lab.withoutRoles().build().onboard(Onboarding.pool(tenant));
        TenantLifecycle lifecycle =
                lab.withoutRoles().sharedRoles(lab.aws().iam(), role).build();
        lifecycle.offboard(tenant, Duration.ZERO);
        lifecycle.suspend(tenant);
        TenantLifecycle resuming = lab.withoutRoles()
                .sharedRoles(lab.iam(AtCall.before("ListRolePolicies", () -> lifecycle.shred(tenant, "ops"))), role)
                .build();

        assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "SHREDDED", () -> resuming.resume(tenant));

        lab.assertShredded(tenant);
        assertThat(lab.aws()
                        .iam()
                        .listRolePolicies(list -> list.roleName("service"))
                        .policyNames())
                .anyMatch(name -> name.startsWith("partywall-suspended-"));
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
        lab.assertWhole(tenant, Tier.SILO);
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

    /** The export needs a tenant that is served, and the migration can never end. */
    @Test
    void resume_suspendedBesideAMigrationThatCannotEnd_isServedAndExported() {
        String owned = lab.aws().createKey();
        TenantId tenant = stuck(Onboarding.pool(TenantId.of("back")), RootKeyTarget.ownedKey(owned), owned);
        TenantLifecycle lifecycle = lab.lifecycle()
                .export(leaving -> {
                    if (!leaving.isServed()) {
                        throw new IllegalStateException("not served");
                    }
                    return "place";
                })
                .build();
        lifecycle.suspend(tenant);
        assertRefused(
                ErrorCode.OPERATION_REFUSED, "the export failed", () -> lifecycle.offboard(tenant, Duration.ZERO));

        TenantRecord resumed = lifecycle.resume(tenant);

        assertThat(resumed.status()).isEqualTo(TenantStatus.OFFBOARDING);
        assertThat(resumed.operation().orElseThrow().kind()).isEqualTo(Kind.MIGRATE);
        assertThat(lifecycle.offboard(tenant, Duration.ZERO).departure().flatMap(Departure::export))
                .contains("place");
        lifecycle.shred(tenant, "ops");
        lab.assertShredded(tenant);
    }

    /** Whoever exported finds another operation, and not its departure. */
    @Test
    void offboard_cancelledAndMovedDuringTheExport_isNotBegunAnew() {
        TenantId tenant = TenantId.of("cancelled-and-moved");
        lifecycle().onboard(Onboarding.pool(tenant));
        TenantLifecycle crashing = crashingAfter("ReEncrypt", 2);
        TenantLifecycle lifecycle = lab.lifecycle()
                .export(leaving -> {
                    lifecycle().cancelOffboarding(tenant);
                    assertThatThrownBy(() -> crashing.migrate(tenant, RootKeyTarget.silo()))
                            .isInstanceOf(Crash.class);
                    return "place";
                })
                .build();

        assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "OFFBOARD", () -> lifecycle.offboard(tenant, Duration.ZERO));

        assertThat(record(tenant).departure()).isEmpty();
        lifecycle().recover();
        lab.assertWhole(tenant, Tier.SILO);
    }

    @Test
    void everyChangeOfStatusAndFailure_isTold() {
        TenantId tenant = TenantId.of("told");
        List<IsolationEvent> events = new CopyOnWriteArrayList<>();
        lifecycle().onboard(Onboarding.pool(tenant));
        TenantLifecycle lifecycle = lab.lifecycle()
                .listener(events::add)
                .export(leaving -> {
                    throw new IllegalStateException("no bucket");
                })
                .build();

        assertThat(catchThrowable(() -> lifecycle.offboard(tenant, Duration.ZERO)))
                .isNotNull();
        lifecycle.cancelOffboarding(tenant);
        lifecycle.suspend(tenant);
        lifecycle.resume(tenant);
        lab.lifecycle().listener(events::add).build().offboard(tenant, Duration.ZERO);
        lifecycle.suspend(tenant);
        lifecycle.shred(tenant, "ops");

        assertThat(events)
                .filteredOn(IsolationEvent.TenantStatusChanged.class::isInstance)
                .map(event -> ((IsolationEvent.TenantStatusChanged) event).to())
                .containsExactly(
                        "OFFBOARDING",
                        "ACTIVE",
                        "SUSPENDED",
                        "ACTIVE",
                        "OFFBOARDING",
                        "SUSPENDED",
                        "OFFBOARDING",
                        "SHREDDED");
        assertThat(events)
                .filteredOn(IsolationEvent.OperationFailed.class::isInstance)
                .singleElement()
                .hasToString(events.stream()
                        .filter(event -> event.toString().contains("operation=OFFBOARD")
                                && event.toString().contains("step=export"))
                        .findFirst()
                        .orElseThrow()
                        .toString());
    }
}
