package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.core.TenantMismatchException;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.Tag;

/** A tenant's way out, and what is left of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShreddingTest {

    private static final Duration GRACE = Duration.ofDays(30);

    private final LifecycleLab lab = new LifecycleLab();

    @AfterAll
    void close() {
        lab.close();
    }

    private static void assertRefused(ErrorCode code, String saying, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        TenantIsolationException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContaining(saying);
    }

    private TenantId onboarded(String id, Onboarding request) {
        lab.lifecycle().build().onboard(request);
        return TenantId.of(id);
    }

    private TenantId pool(String id) {
        return onboarded(id, Onboarding.pool(TenantId.of(id)));
    }

    private TenantId silo(String id) {
        return onboarded(id, Onboarding.silo(TenantId.of(id)));
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    @Test
    void offboard_activeTenant_isServedUntilTheEndAndExportedOnce() {
        TenantId tenant = pool("leaving");
        List<TenantRecord> exported = new CopyOnWriteArrayList<>();
        TenantLifecycle lifecycle = lab.lifecycle()
                .export(record -> {
                    exported.add(record);
                    return "s3://exports/leaving";
                })
                .build();

        TenantRecord record = lifecycle.offboard(tenant, GRACE);

        assertThat(record.status()).isEqualTo(TenantStatus.OFFBOARDING);
        Departure departure = record.departure().orElseThrow();
        assertThat(departure.shredAfter()).isEqualTo(departure.begunAt().plus(GRACE));
        assertThat(departure.export()).contains("s3://exports/leaving");
        assertThat(lab.open(tenant, lab.seal(tenant))).isEqualTo(LifecycleLab.PLAINTEXT);
        assertThat(lifecycle.offboard(tenant, GRACE)).isEqualTo(record);
        assertThat(exported).hasSize(1);
        assertThat(exported.get(0).isServed()).isTrue();
    }

    @Test
    void offboard_exportFails_standsUntilItIsMended() {
        TenantId tenant = pool("export-fails");
        TenantLifecycle broken = lab.lifecycle()
                .export(record -> {
                    throw new IllegalStateException("no bucket");
                })
                .build();

        assertRefused(ErrorCode.OPERATION_REFUSED, "the export failed", () -> broken.offboard(tenant, GRACE));

        assertThat(lab.record(tenant).orElseThrow().departure().orElseThrow().exportDue())
                .isTrue();
        TenantLifecycle mended = lab.lifecycle().export(record -> "done").build();
        assertThat(mended.offboard(tenant, GRACE).departure().orElseThrow().export())
                .contains("done");
    }

    @Test
    void offboard_exportTellsOfNoPlace_isRefused() {
        TenantId tenant = pool("export-nowhere");
        TenantLifecycle lifecycle =
                lab.lifecycle().export(record -> "line\nbreak").build();

        assertRefused(ErrorCode.OPERATION_REFUSED, "printable ASCII", () -> lifecycle.offboard(tenant, GRACE));
    }

    @Test
    void offboard_anotherGracePeriod_isRefused() {
        TenantId tenant = pool("other-grace");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.offboard(tenant, GRACE);

        assertRefused(
                ErrorCode.TENANT_STATUS_CONFLICT,
                "cancelOffboarding",
                () -> lifecycle.offboard(tenant, Duration.ofDays(1)));
        assertRefused(
                ErrorCode.INVALID_LIFECYCLE_SETTING,
                "gracePeriod",
                () -> lifecycle.offboard(tenant, Duration.ofSeconds(-1)));
    }

    @Test
    void offboard_suspendedTenant_staysSuspendedAndIsNotServedByIt() {
        TenantId tenant = pool("suspended-leaves");
        byte[] message = lab.seal(tenant);
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.suspend(tenant);

        TenantRecord record = lifecycle.offboard(tenant, Duration.ZERO);

        assertThat(record.status()).isEqualTo(TenantStatus.SUSPENDED);
        assertThatThrownBy(() -> lab.open(tenant, message)).isInstanceOf(TenantNotServedException.class);
        assertThat(lifecycle.resume(tenant).status()).isEqualTo(TenantStatus.OFFBOARDING);
        assertThat(lab.open(tenant, message)).isEqualTo(LifecycleLab.PLAINTEXT);
        lifecycle.suspend(tenant);
        lifecycle.shred(tenant, "ops");
        lab.assertShredded(tenant);
    }

    @Test
    void cancelOffboarding_inTime_isAsIfItHadNotBeen() {
        TenantId tenant = pool("stays");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.offboard(tenant, Duration.ZERO);

        TenantRecord record = lifecycle.cancelOffboarding(tenant);

        assertThat(record.status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(record.departure()).isEmpty();
        assertThat(lifecycle.cancelOffboarding(tenant)).isEqualTo(record);
        assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "not on its way out", () -> lifecycle.shred(tenant, "ops"));
        assertThat(lab.open(tenant, lab.seal(tenant))).isEqualTo(LifecycleLab.PLAINTEXT);
    }

    @Test
    void shred_beforeTheGracePeriodIsOver_isRefusedAndNothingIsTouched() {
        TenantId tenant = silo("in-grace");
        byte[] message = lab.seal(tenant);
        TenantLifecycle lifecycle = lab.lifecycle().build();
        Instant end =
                lifecycle.offboard(tenant, GRACE).departure().orElseThrow().shredAfter();
        TenantLifecycle justBefore =
                lab.lifecycle().clock(at(end.minusNanos(1))).build();

        assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, end.toString(), () -> lifecycle.shred(tenant, "ops"));
        assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, end.toString(), () -> justBefore.shred(tenant, "ops"));

        lab.assertWhole(tenant, Tier.SILO);
        assertThat(lab.open(tenant, message)).isEqualTo(LifecycleLab.PLAINTEXT);
        lab.lifecycle().clock(at(end)).build().shred(tenant, "ops");
        lab.assertShredded(tenant);
    }

    @Test
    void shred_activeTenant_isRefused() {
        TenantId tenant = pool("not-leaving");

        assertRefused(
                ErrorCode.TENANT_STATUS_CONFLICT,
                "TenantLifecycle.offboard",
                () -> lab.lifecycle().build().shred(tenant, "ops"));
        assertRefused(
                ErrorCode.TENANT_STATUS_CONFLICT,
                "no such tenant",
                () -> lab.lifecycle().build().shred(TenantId.of("never-was"), "ops"));
    }

    @Test
    void shred_siloTenant_leavesNothingThatOpensItsRecords() {
        TenantId tenant = silo("silo-goes");
        byte[] message = lab.seal(tenant);
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.rotate(tenant);
        TenantRecord before = lifecycle.offboard(tenant, Duration.ZERO);
        String rootKey = before.key().rootKey().orElseThrow();

        ShreddingCertificate certificate = lifecycle.shred(tenant, "ops@example.com");

        lab.assertShredded(tenant);
        assertThat(lab.state(rootKey)).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(lab.aliases()).noneMatch(alias -> alias.contains("silo-goes"));
        assertThatThrownBy(() -> lab.open(tenant, message))
                .isInstanceOfSatisfying(
                        TenantNotServedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_OFFBOARDED));
        assertThat(certificate.requestedBy()).isEqualTo("ops@example.com");
        assertThat(lifecycle.shred(tenant, "somebody else")).isEqualTo(certificate);
        assertThat(certificate.toJson())
                .contains(
                        "\"rows\":4", rootKey, before.role().orElseThrow(), "\"refusedAfter\":\"BRANCH_KEY_MISSING\"");
    }

    @Test
    void shred_tenantThatWasInASiloOnce_alsoSchedulesTheFormerKey() {
        TenantId tenant = silo("was-silo");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        String former = lab.record(tenant).orElseThrow().key().rootKey().orElseThrow();
        lifecycle.migrate(tenant, RootKeyTarget.pool());
        lifecycle.offboard(tenant, Duration.ZERO);

        ShreddingCertificate certificate = lifecycle.shred(tenant, "ops");

        assertThat(lab.state(former)).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(certificate.toJson()).contains(former);
        assertThat(lab.state(lab.sharedRootKey())).isEqualTo(KeyState.ENABLED);
    }

    /** A record that somebody wrote by hand, or that is damaged, must not cost others their key. */
    @Test
    void shred_recordNamesAKeyOfOthersAsItsOwn_isRefusedAndTheKeyStays() {
        TenantId victim = silo("victim");
        byte[] message = lab.seal(victim);
        String ofVictim = lab.record(victim).orElseThrow().key().rootKey().orElseThrow();
        for (String key : List.of(lab.sharedRootKey(), ofVictim)) {
            TenantId tenant = pool(key.equals(ofVictim) ? "greedy" : "greedier");
            TenantRecord record = lab.record(tenant).orElseThrow();
            lab.registry().save(record.withKey(record.key().withSiloKey(key)));
            TenantLifecycle lifecycle = lab.lifecycle().build();
            lifecycle.offboard(tenant, Duration.ZERO);

            assertRefused(ErrorCode.OPERATION_REFUSED, key, () -> lifecycle.shred(tenant, "ops"));

            assertThat(lab.state(key)).isEqualTo(KeyState.ENABLED);
            TenantRecord standing = lab.record(tenant).orElseThrow();
            lab.registry().save(standing.withKey(standing.key().withoutSiloKey(key)));
            lifecycle.shred(tenant, "ops");
            lab.assertShredded(tenant);
        }
        assertThat(lab.open(victim, message)).isEqualTo(LifecycleLab.PLAINTEXT);
        lab.assertWhole(victim, Tier.SILO);
    }

    /** Whoever may tag keys must not be able to have them deleted. */
    @Test
    void shred_keyWithTheTenantsTagsThatNobodyMadeForIt_isNotTouched() {
        TenantId tenant = silo("tagged");
        String foreign = lab.aws().createKey();
        lab.aws()
                .kms()
                .tagResource(tag -> tag.keyId(foreign)
                        .tags(List.of(Tag.builder()
                                .tagKey(SiloKeys.TENANT_TAG)
                                .tagValue("tagged")
                                .build())));
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.offboard(tenant, Duration.ZERO);

        lifecycle.shred(tenant, "ops");

        assertThat(lab.state(foreign)).isEqualTo(KeyState.ENABLED);
        lab.aws().kms().scheduleKeyDeletion(key -> key.keyId(foreign).pendingWindowInDays(7));
        lab.assertShredded(tenant);
    }

    /** Whoever finishes it must not skip what it lacks the settings for, and then certify it. */
    @Test
    void recover_withoutTheSettingsOfTheTenant_destroysAndCertifiesNothingThatItCannot() {
        TenantId tenant = silo("half-set");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        String rootKey = lab.record(tenant).orElseThrow().key().rootKey().orElseThrow();
        lifecycle.offboard(tenant, Duration.ZERO);
        lab.aws().faults().on("dynamodb:DeleteItem").times(1).accessDenied();
        assertThat(catchThrowable(() -> lifecycle.shred(tenant, "ops"))).isNotNull();

        assertStands("siloKeys", bare());
        assertThat(lab.state(rootKey)).isEqualTo(KeyState.ENABLED);
        assertStands("tenantRoles", bare().siloKeys(SiloKeys.of("tenants")));
        assertThat(lab.roleNames()).anyMatch(role -> role.contains("half-set"));

        assertThat(lifecycle.recover()).hasSize(1);
        lab.assertShredded(tenant);
        assertThat(lab.roleNames()).noneMatch(role -> role.contains("half-set"));
    }

    private TenantLifecycle.Builder bare() {
        return TenantLifecycle.builder()
                .registry(lab.registry())
                .keyStore(LifecycleLab.TABLE, lab.aws().dynamoDb())
                .kms(lab.aws().kms())
                .certificates(LifecycleLab.signer())
                .fleet(LifecycleLab.FLEET);
    }

    private static void assertStands(String setting, TenantLifecycle.Builder without) {
        assertThat(without.build().recover())
                .singleElement()
                .satisfies(one -> assertThat(one.failure())
                        .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining(setting)));
    }

    @Test
    void recover_withoutTheExport_doesNotEndTheOffboarding() {
        TenantId tenant = pool("unexported");
        TenantLifecycle failing = lab.lifecycle()
                .export(record -> {
                    throw new IllegalStateException("no bucket");
                })
                .build();
        assertThat(catchThrowable(() -> failing.offboard(tenant, GRACE))).isNotNull();

        assertStands("export", lab.lifecycle());

        assertThat(lab.lifecycle()
                        .export(record -> TenantContext.require().id().value())
                        .build()
                        .recover())
                .hasSize(1);
        assertThat(lab.record(tenant).orElseThrow().departure().orElseThrow().export())
                .contains("unexported");
    }

    /** Empty where it should not be: nothing would be deleted, and that would be certified. */
    @Test
    void shred_keyStoreOfAnotherName_isRefusedBeforeAnything() {
        TenantId tenant = pool("other-store");
        byte[] message = lab.seal(tenant);
        TenantKeyring.builder()
                .keyStore("other-keys", lab.aws().dynamoDb())
                .rootKey(lab.sharedRootKey(), lab.aws().kms())
                .build()
                .branchKeys()
                .createKeyStore();
        TenantLifecycle astray =
                lab.lifecycle().keyStore("other-keys", lab.aws().dynamoDb()).build();
        lab.lifecycle().build().offboard(tenant, Duration.ZERO);

        assertRefused(ErrorCode.BRANCH_KEY_MISSING, "other-store", () -> astray.shred(tenant, "ops"));

        assertThat(lab.open(tenant, message)).isEqualTo(LifecycleLab.PLAINTEXT);
        lab.aws().faults().on("dynamodb:DeleteItem").times(1).accessDenied();
        assertThat(catchThrowable(() -> lab.lifecycle().build().shred(tenant, "ops")))
                .isNotNull();
        assertStands(
                "keyStore", lab.lifecycle().keyStore("other-keys", lab.aws().dynamoDb()));
        lab.lifecycle().build().shred(tenant, "ops");
        lab.assertShredded(tenant);
    }

    @Test
    void everyMethod_anotherTenantIsBound_isRefusedBeforeAnything() {
        TenantId tenant = pool("not-bound");
        TenantId bound = pool("bound");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.offboard(tenant, Duration.ZERO);
        TenantRecord before = lab.record(tenant).orElseThrow();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> lifecycle.shred(tenant, "ops"),
                () -> lifecycle.cancelOffboarding(tenant),
                () -> lifecycle.offboard(tenant, Duration.ZERO),
                () -> lifecycle.suspend(tenant),
                () -> lifecycle.resume(tenant),
                () -> lifecycle.migrate(tenant, RootKeyTarget.silo()),
                () -> lifecycle.onboard(Onboarding.pool(tenant)))) {
            assertThatThrownBy(() -> TenantContext.call(bound, () -> {
                        call.call();
                        return "";
                    }))
                    .isInstanceOf(TenantMismatchException.class);
        }

        assertThat(lab.record(tenant)).contains(before);
    }

    @Test
    void shred_roleWasRemovedByHand_comesToItsEnd() {
        TenantId tenant = pool("no-role");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.offboard(tenant, Duration.ZERO);
        String role = lab.roleNames().stream()
                .filter(name -> name.contains("no-role"))
                .findFirst()
                .orElseThrow();
        lab.rolePolicies(tenant)
                .forEach(policy -> lab.aws()
                        .iam()
                        .deleteRolePolicy(delete -> delete.roleName(role).policyName(policy)));
        lab.aws().iam().deleteRole(delete -> delete.roleName(role));

        lifecycle.shred(tenant, "ops");

        lab.assertShredded(tenant);
    }

    /** A suspension that cannot end must not keep a tenant from being shredded. */
    @Test
    void shred_suspensionThatStands_takesItsPlace() {
        TenantId tenant = pool("stands");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.offboard(tenant, Duration.ZERO);
        lab.aws().faults().on("iam:PutRolePolicy").times(1).accessDenied();
        assertThat(catchThrowable(() -> lifecycle.suspend(tenant))).isNotNull();

        lifecycle.shred(tenant, "ops");

        lab.assertShredded(tenant);
    }

    /** What nobody could verify is not stored as the one thing that is left. */
    @Test
    void shred_signerSignsWithAnotherKey_isNotCertified() {
        TenantId tenant = pool("wrong-key");
        lab.lifecycle().build().offboard(tenant, Duration.ZERO);
        CertificateSigner other = CertificateSigner.of("other", TestKeys.OTHER);
        CertificateSigner wrong = signer(other::sign);

        assertRefused(
                ErrorCode.OPERATION_UNAVAILABLE,
                "could not be signed",
                () -> lab.lifecycle().certificates(wrong).build().shred(tenant, "ops"));

        assertThat(lab.record(tenant).orElseThrow().status()).isNotEqualTo(TenantStatus.SHREDDED);
        lab.lifecycle().build().shred(tenant, "ops");
        lab.assertShredded(tenant);
    }

    private static CertificateSigner signer(UnaryOperator<byte[]> signing) {
        return new CertificateSigner() {
            @Override
            public String keyId() {
                return "hsm";
            }

            @Override
            public String algorithm() {
                return "EdDSA";
            }

            @Override
            public PublicKey publicKey() {
                return TestKeys.SIGNING.getPublic();
            }

            @Override
            public byte[] sign(byte[] input) {
                return signing.apply(input);
            }
        };
    }

    /** This JVM has the key in memory, and serves other tenants on. */
    @Test
    void shred_thisJvmHasTheKeyInMemory_isRefusedFromTheFirstStepOn() {
        TenantId tenant = pool("in-memory");
        TenantId other = pool("bystander");
        try (TenantDirectory directory = lab.directory().build();
                TenantKeyring keyring = lab.node(directory)) {
            directory.evicting(keyring);
            TenantLifecycle lifecycle = lab.lifecycle().directory(directory).build();
            TenantEncryptor invoices = keyring.encryptor("invoices");
            byte[] message = sealed(invoices, tenant);
            byte[] message2 = sealed(invoices, other);
            lifecycle.offboard(tenant, Duration.ZERO);
            assertThat(opened(invoices, tenant, message)).isEqualTo(LifecycleLab.PLAINTEXT);
            lab.aws().faults().on("dynamodb:DeleteItem").times(1).accessDenied();

            Throwable halfWay = catchThrowable(() -> lifecycle.shred(tenant, "ops"));

            assertThat(halfWay).isInstanceOf(TenantIsolationException.class);
            assertThat(lab.record(tenant).orElseThrow().isServed()).isFalse();
            assertRefused(ErrorCode.TENANT_OFFBOARDED, "in-memory", () -> opened(invoices, tenant, message));
            assertThat(opened(invoices, other, message2)).isEqualTo(LifecycleLab.PLAINTEXT);
            assertRefused(
                    ErrorCode.TENANT_STATUS_CONFLICT, "shredding has begun", () -> lifecycle.cancelOffboarding(tenant));
            assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "shredding has begun", () -> lifecycle.resume(tenant));
            assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "shredding has begun", () -> lifecycle.rotate(tenant));
            assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "shredding has begun", () -> lifecycle.suspend(tenant));

            assertThat(lifecycle.recover())
                    .hasSize(1)
                    .allSatisfy(one -> assertThat(one.failure()).isEmpty());
            lab.assertShredded(tenant);
            assertThat(directory.find(tenant).flatMap(TenantRecord::departure).flatMap(Departure::certificate))
                    .as("certificates are not held in memory")
                    .isEmpty();
        }
    }

    private static byte[] sealed(TenantEncryptor encryptor, TenantId tenant) {
        return TenantContext.call(tenant, () -> encryptor.encrypt(LifecycleLab.PLAINTEXT, LifecycleLab.RECORD));
    }

    private static byte[] opened(TenantEncryptor encryptor, TenantId tenant, byte[] message) {
        return TenantContext.call(tenant, () -> encryptor.decrypt(message, LifecycleLab.RECORD));
    }

    /** An outage is no proof that the key is gone. */
    @Test
    void shred_canaryCannotBeTriedAfter_isNotCertified() {
        TenantId tenant = pool("outage");
        lab.lifecycle().build().offboard(tenant, Duration.ZERO);
        TenantLifecycle lifecycle = lab.lifecycle()
                .listener(event -> {
                    if (event.toString().contains("step=delete-role")) {
                        lab.aws()
                                .faults()
                                .on("dynamodb:GetItem")
                                .forTable(LifecycleLab.TABLE)
                                .accessDenied();
                    }
                })
                .build();

        assertRefused(ErrorCode.KEY_ACCESS_DENIED, "outage", () -> lifecycle.shred(tenant, "ops"));

        assertThat(lab.record(tenant).orElseThrow().operation().orElseThrow().step())
                .isEqualTo("verify");
        lab.aws().faults().clear();
        lifecycle.shred(tenant, "ops");
        lab.assertShredded(tenant);
    }

    /** Somebody restores the key store from a backup while the tenant is being shredded. */
    @Test
    void shred_rowsComeBackMeanwhile_isNotCertifiedUntilTheyAreGone() {
        TenantId tenant = pool("restored");
        Map<String, AttributeValue> row = lab.activeRow(lab.aws().dynamoDb(), tenant);
        lab.lifecycle().build().offboard(tenant, Duration.ZERO);
        TenantLifecycle lifecycle = lab.lifecycle()
                .listener(event -> {
                    if (event.toString().contains("step=delete-kms-keys")) {
                        lab.aws()
                                .dynamoDb()
                                .putItem(
                                        put -> put.tableName(LifecycleLab.TABLE).item(row));
                    }
                })
                .build();

        assertRefused(ErrorCode.OPERATION_UNAVAILABLE, "were written after", () -> lifecycle.shred(tenant, "ops"));

        lab.lifecycle().build().shred(tenant, "ops");
        lab.assertShredded(tenant);
    }

    @Test
    void shred_keyOfItsOwnThatTheTenantDisabled_saysThatNoCanaryWasSealed() {
        String owned = lab.aws().createKey();
        TenantId tenant = onboarded("own-key", Onboarding.bringYourOwnKey(TenantId.of("own-key"), owned));
        lab.aws().kms().disableKey(key -> key.keyId(owned));
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.offboard(tenant, Duration.ZERO);

        ShreddingCertificate certificate = lifecycle.shred(tenant, "ops");

        lab.assertShredded(tenant);
        assertThat(certificate.toJson())
                .contains("\"notSealed\":\"ROOT_KEY_UNUSABLE\"", "no refusal was tried", "the tenant's own");
        assertThat(lab.state(owned)).isEqualTo(KeyState.DISABLED);
    }

    @Test
    void shred_withoutASigner_isRefusedBeforeAnything() {
        TenantId tenant = pool("no-signer");
        lab.lifecycle().build().offboard(tenant, Duration.ZERO);
        TenantLifecycle unsigned = TenantLifecycle.builder()
                .registry(lab.registry())
                .keyStore(LifecycleLab.TABLE, lab.aws().dynamoDb())
                .kms(lab.aws().kms())
                .build();
        TenantLifecycle withoutRoles = lab.withoutRoles().build();

        assertRefused(ErrorCode.INVALID_LIFECYCLE_SETTING, "certificates", () -> unsigned.shred(tenant, "ops"));
        assertRefused(ErrorCode.INVALID_LIFECYCLE_SETTING, "tenantRoles", () -> withoutRoles.shred(tenant, "ops"));
        assertRefused(
                ErrorCode.INVALID_LIFECYCLE_SETTING,
                "requestedBy",
                () -> lab.lifecycle().build().shred(tenant, "two\nlines"));

        lab.assertWhole(tenant, Tier.POOL);
        assertThat(lab.record(tenant).orElseThrow().operation()).isEmpty();
    }

    @Test
    void shred_signerFails_standsAtTheLastStepAndIsFinishedLater() {
        TenantId tenant = pool("signer-fails");
        lab.lifecycle().build().offboard(tenant, Duration.ZERO);
        CertificateSigner broken = signer(input -> {
            throw new IllegalStateException("hsm is away");
        });

        assertRefused(
                ErrorCode.OPERATION_UNAVAILABLE,
                "could not be signed",
                () -> lab.lifecycle().certificates(broken).build().shred(tenant, "ops"));

        assertThat(lab.record(tenant).orElseThrow().status()).isNotEqualTo(TenantStatus.SHREDDED);
        lab.lifecycle().build().shred(tenant, "ops");
        lab.assertShredded(tenant);
    }

    @Test
    void onboard_idOfAShreddedTenant_isRefused() {
        TenantId tenant = pool("for-good");
        TenantLifecycle lifecycle = lab.lifecycle().build();
        lifecycle.offboard(tenant, Duration.ZERO);
        lifecycle.shred(tenant, "ops");

        assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "SHREDDED", () -> lifecycle.onboard(Onboarding.pool(tenant)));
        assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "for good", () -> lifecycle.resume(tenant));
        assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "for good", () -> lifecycle.cancelOffboarding(tenant));
        assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, "for good", () -> lifecycle.offboard(tenant, GRACE));
    }
}
