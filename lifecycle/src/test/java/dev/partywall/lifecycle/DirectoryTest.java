package dev.partywall.lifecycle;

import static dev.partywall.lifecycle.Records.ACME;
import static dev.partywall.lifecycle.Records.GLOBEX;
import static dev.partywall.lifecycle.Records.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.TenantKeyRules;
import dev.partywall.lifecycle.TenantOperation.Kind;
import dev.partywall.testing.LabClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a directory knows of the tenants, and whom its gate lets pass. */
final class DirectoryTest {

    /** So rarely that within a test only {@link TenantDirectory#refresh} asks. */
    private static final FleetSettings SELDOM = FleetSettings.of(Duration.ofHours(1), Duration.ofHours(3));

    private static final String ROOT_KEY = "arn:aws:kms:us-east-1:111122223333:key/present";
    private static final String FORMER = "arn:aws:kms:us-east-1:111122223333:key/former";

    private final WatchedRegistry registry = new WatchedRegistry();
    private final LabClock clock = LabClock.create();
    private final List<TenantDirectory> opened = new ArrayList<>();

    DirectoryTest() {
        clock.freeze();
    }

    @AfterEach
    void close() {
        opened.forEach(TenantDirectory::close);
    }

    private TenantDirectory directory(FleetSettings fleet) {
        TenantDirectory directory = TenantDirectory.builder()
                .registry(registry)
                .fleet(fleet)
                .clock(clock)
                .build();
        opened.add(directory);
        return directory;
    }

    private TenantDirectory directory() {
        return directory(SELDOM);
    }

    private TenantRecord save(TenantId tenant, TenantStatus status) {
        return registry.save(fresh(tenant).withStatus(status));
    }

    private TenantRecord saveAgain(TenantRecord record, TenantStatus status) {
        return registry.save(record.withStatus(status));
    }

    private static TenantRecord under(TenantRecord record, Kind kind) {
        return record.withOperation(
                Optional.of(new TenantOperation(UUID.randomUUID(), kind, "step", false, Map.of(), Instant.EPOCH)));
    }

    private static TenantNotServedException refusal(TenantDirectory directory, TenantId tenant) {
        return catchThrowableOfType(TenantNotServedException.class, () -> directory.requireServed(tenant));
    }

    private static boolean isServed(TenantDirectory directory, TenantId tenant) {
        return refusal(directory, tenant) == null;
    }

    @Nested
    final class Gate {

        /** Suspensions that come under numbers that were read already are missed for good. */
        @Test
        void refresh_registryWasSetBack_refusesEverybodyEvenWhenTheFeedHasGrownAgain() {
            TenantRegistry before = InMemoryTenantRegistry.create();
            TenantRegistry restored = InMemoryTenantRegistry.create();
            List<TenantRegistry> answering = new CopyOnWriteArrayList<>(List.of(before));
            TenantRegistry failingOver = new TenantRegistry() {
                @Override
                public Optional<TenantRecord> find(TenantId tenant) {
                    return answering.get(0).find(tenant);
                }

                @Override
                public TenantRecord save(TenantRecord record) {
                    return answering.get(0).save(record);
                }

                @Override
                public Changes changes(long after, int limit) {
                    return answering.get(0).changes(after, limit);
                }
            };
            TenantRecord acme = Records.fresh("acme").withStatus(TenantStatus.ACTIVE);
            restored.save(acme);
            before.save(before.save(before.save(acme)));
            try (TenantDirectory directory = TenantDirectory.builder()
                    .registry(failingOver)
                    .fleet(LifecycleLab.PATIENT)
                    .build()) {
                directory.requireServed(acme.tenant());
                answering.set(0, restored);
                assertThatThrownBy(directory::refresh).isInstanceOf(TenantRegistryException.class);
                for (int i = 0; i < 5; i++) {
                    restored.save(Records.fresh("other-" + i));
                }

                assertThatThrownBy(directory::refresh).isInstanceOf(TenantRegistryException.class);
                assertThatThrownBy(() -> directory.requireServed(acme.tenant()))
                        .isInstanceOfSatisfying(
                                TenantNotServedException.class,
                                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_STATE_STALE));
            }
        }

        @Test
        void requireServed_tenantThatNobodyOnboarded_isRefusedAsUnknown() {
            TenantNotServedException refused = refusal(directory(), ACME);

            assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_UNKNOWN);
            assertThat(refused.tenant()).contains(ACME);
            assertThat(refused.isRetryable()).isTrue();
            assertThat(refused).hasMessageContainingAll("acme", "TenantLifecycle.onboard");
        }

        @ParameterizedTest
        @CsvSource({
            "ONBOARDING, , TENANT_ONBOARDING, true, TenantLifecycle.onboard",
            "ONBOARDING, ONBOARD, TENANT_ONBOARDING, true, TenantLifecycle.onboard",
            "SUSPENDED, , TENANT_SUSPENDED, false, TenantLifecycle.resume",
            "SUSPENDED, MIGRATE, TENANT_SUSPENDED, false, TenantLifecycle.resume",
            "SUSPENDED, RESUME, TENANT_SUSPENDED, false, TenantLifecycle.resume",
            "OFFBOARDING, SHRED, TENANT_OFFBOARDED, false, another id",
            "SHREDDED, , TENANT_OFFBOARDED, false, another id"
        })
        void requireServed_tenantThatIsNotServed_isRefusedWithItsCodeAndTheWayOut(
                TenantStatus status, Kind kind, ErrorCode code, boolean retryable, String wayOut) {
            TenantRecord record = fresh(ACME).withStatus(status);
            registry.save(kind == null ? record : under(record, kind));

            TenantNotServedException refused = refusal(directory(), ACME);

            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.tenant()).contains(ACME);
            assertThat(refused.isRetryable()).isEqualTo(retryable);
            assertThat(refused).hasMessageContainingAll("acme", wayOut);
        }

        @ParameterizedTest
        @CsvSource({"ACTIVE, ", "ACTIVE, MIGRATE", "ACTIVE, SUSPEND", "OFFBOARDING, ", "OFFBOARDING, MIGRATE"})
        void requireServed_tenantThatIsServed_passes(TenantStatus status, Kind kind) {
            TenantRecord record = fresh(ACME).withStatus(status);
            registry.save(kind == null ? record : under(record, kind));

            assertThat(isServed(directory(), ACME)).isTrue();
        }

        @Test
        void requireServed_oneTenantOfTwoIsSuspended_theOtherPasses() {
            save(ACME, TenantStatus.ACTIVE);
            save(GLOBEX, TenantStatus.SUSPENDED);
            TenantDirectory directory = directory();

            assertThat(isServed(directory, ACME)).isTrue();
            assertThat(isServed(directory, GLOBEX)).isFalse();
        }

        @Test
        void requireServed_closedDirectory_refusesEverybodyForGood() {
            save(ACME, TenantStatus.ACTIVE);
            TenantDirectory directory = directory();

            directory.close();
            directory.close();

            TenantNotServedException refused = refusal(directory, ACME);
            assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_STATE_STALE);
            assertThat(refused.isRetryable()).isFalse();
            assertThat(refused).hasMessageContainingAll("acme", "closed");
            assertThat(isServed(directory, GLOBEX)).isFalse();
            directory.refresh();
            assertThat(isServed(directory, ACME)).isFalse();
        }
    }

    @Nested
    final class Age {

        private final Duration bound = SELDOM.longestBound();

        @Test
        void requireServed_wallClockReachesTheBound_isRefusedFromThereOn() {
            save(ACME, TenantStatus.ACTIVE);
            TenantDirectory directory = directory();

            clock.advance(bound.minusNanos(1));
            assertThat(isServed(directory, ACME)).isTrue();
            clock.advance(Duration.ofNanos(1));

            TenantNotServedException refused = refusal(directory, ACME);
            assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_STATE_STALE);
            assertThat(refused.tenant()).contains(ACME);
            assertThat(refused.isRetryable()).isTrue();
            assertThat(refused).hasMessageContainingAll("acme", bound.toString(), "POOL", "registry");
            assertThat(directory.age()).isEqualTo(bound);
        }

        @Test
        void requireServed_registryAnswersAgain_passesAgain() {
            save(ACME, TenantStatus.ACTIVE);
            TenantDirectory directory = directory();
            clock.advance(bound.multipliedBy(2));
            assertThat(isServed(directory, ACME)).isFalse();

            directory.refresh();

            assertThat(isServed(directory, ACME)).isTrue();
        }

        /** The wall clock stands, as a clock does that is set back again and again. */
        @Test
        void requireServed_registryOutOfReachByTheMonotonicClock_isRefusedUntilItAnswers() throws Exception {
            save(ACME, TenantStatus.ACTIVE);
            TenantDirectory directory = directory(FleetSettings.of(Duration.ofMillis(10), Duration.ofMillis(200)));

            registry.failAfter(0);
            Patience.eventually("refused", () -> !isServed(directory, ACME));
            assertThat(refusal(directory, ACME).code()).isEqualTo(ErrorCode.TENANT_STATE_STALE);
            assertThat(directory.age()).isGreaterThanOrEqualTo(Duration.ofMillis(200));

            registry.mend();
            Patience.eventually("served", () -> isServed(directory, ACME));
        }

        @Test
        void age_wallClockSetBack_isThatOfTheMonotonicClock() {
            save(ACME, TenantStatus.ACTIVE);
            TenantDirectory directory = directory();

            clock.advance(Duration.ofDays(-30));

            assertThat(directory.age()).isBetween(Duration.ZERO, bound);
            assertThat(isServed(directory, ACME)).isTrue();
        }

        @Test
        void requireServed_tiersOfDifferentBounds_eachGoesByItsOwn() {
            save(ACME, TenantStatus.ACTIVE);
            registry.save(fresh(GLOBEX).withStatus(TenantStatus.ACTIVE).withTier(Tier.SILO));
            TenantDirectory directory = directory(SELDOM.withBound(Tier.POOL, Duration.ofHours(12)));

            clock.advance(Duration.ofHours(3));

            assertThat(isServed(directory, ACME)).isTrue();
            assertThat(refusal(directory, GLOBEX).code()).isEqualTo(ErrorCode.TENANT_STATE_STALE);
            clock.advance(Duration.ofHours(9));
            assertThat(refusal(directory, ACME).code()).isEqualTo(ErrorCode.TENANT_STATE_STALE);
        }

        @Test
        void age_answerThatTookLong_countsFromTheQuestion() {
            save(ACME, TenantStatus.ACTIVE);
            registry.whileAsked(() -> clock.advance(Duration.ofHours(2)));

            assertThat(directory().age()).isEqualTo(Duration.ofHours(2));
        }

        @Test
        void refresh_registryFails_tellsItsCallerAndRenewsNothing() {
            save(ACME, TenantStatus.ACTIVE);
            TenantDirectory directory = directory();
            registry.failAfter(0);
            clock.advance(Duration.ofHours(1));

            assertThatThrownBy(directory::refresh).isInstanceOf(TenantRegistryException.class);

            assertThat(directory.age()).isGreaterThanOrEqualTo(Duration.ofHours(1));
        }

        @Test
        void refresh_registryFailsBehindThePage_renewsNothingAndGoesOnFromThere() {
            TenantDirectory directory = directory();
            saveMany(1_500);
            registry.failAfter(1);
            clock.advance(bound);

            assertThatThrownBy(directory::refresh).isInstanceOf(TenantRegistryException.class);
            assertThat(directory.age()).isEqualTo(bound);
            registry.mend();
            directory.refresh();

            assertThat(directory.age()).isLessThan(bound);
            assertThat(directory.find(tenant(1_499))).isPresent();
            assertThat(registry.records()).isEqualTo(1_500);
        }
    }

    private static TenantId tenant(int number) {
        return TenantId.of("tenant-" + number);
    }

    private void saveMany(int many) {
        for (int i = 0; i < many; i++) {
            save(tenant(i), TenantStatus.ACTIVE);
        }
    }

    @Nested
    final class Reading {

        @Test
        void build_registryDoesNotAnswer_fails() {
            registry.failAfter(0);

            assertThatThrownBy(DirectoryTest.this::directory)
                    .isInstanceOf(TenantRegistryException.class)
                    .hasMessageContaining("the test wants it so");
        }

        @Test
        void build_withoutARegistry_isRefusedByTheNameOfTheSetting() {
            assertThatThrownBy(() -> TenantDirectory.builder().build())
                    .isInstanceOf(InvalidLifecycleSettingException.class)
                    .hasMessageContaining("'registry'");
        }

        @Test
        void build_moreTenantsThanAPage_knowsAllOfThem() {
            saveMany(2_500);

            TenantDirectory directory = directory();

            for (int i = 0; i < 2_500; i++) {
                assertThat(isServed(directory, tenant(i))).as("tenant %d", i).isTrue();
            }
            assertThat(registry.questions()).isEqualTo(3);
        }

        @Test
        void refresh_someChanged_readsThoseAlone() {
            saveMany(5);
            TenantRecord acme = save(ACME, TenantStatus.ACTIVE);
            TenantDirectory directory = directory();
            assertThat(registry.records()).isEqualTo(6);

            saveAgain(acme, TenantStatus.SUSPENDED);
            save(GLOBEX, TenantStatus.ACTIVE);
            directory.refresh();

            assertThat(registry.records()).isEqualTo(8);
            assertThat(refusal(directory, ACME).code()).isEqualTo(ErrorCode.TENANT_SUSPENDED);
            assertThat(isServed(directory, GLOBEX)).isTrue();
            directory.refresh();
            assertThat(registry.records()).isEqualTo(8);
        }

        @Test
        void poll_recordStoredByAnother_isKnownWithoutBeingToldOf() throws Exception {
            TenantRecord acme = save(ACME, TenantStatus.ACTIVE);
            TenantDirectory directory = directory(FleetSettings.of(Duration.ofMillis(10), Duration.ofHours(1)));

            saveAgain(acme, TenantStatus.SUSPENDED);

            Patience.eventually("known", () -> !isServed(directory, ACME));
            assertThat(refusal(directory, ACME).code()).isEqualTo(ErrorCode.TENANT_SUSPENDED);
        }

        @Test
        void close_directoryThatAsks_endsItsThread() throws Exception {
            TenantDirectory directory = directory(FleetSettings.of(Duration.ofMillis(10), Duration.ofHours(1)));
            Patience.eventually("asked", () -> registry.questions() > 1);
            Thread poller = registry.asker().orElseThrow();
            assertThat(poller).isNotSameAs(Thread.currentThread());

            directory.close();

            poller.join(Duration.ofMinutes(2).toMillis());
            assertThat(poller.isAlive()).isFalse();
        }
    }

    @Nested
    final class Learning {

        @Test
        void learn_newerRecord_isGoneByAtOnce() {
            TenantRecord acme = save(ACME, TenantStatus.ACTIVE);
            TenantDirectory directory = directory();
            TenantRecord suspended = saveAgain(acme, TenantStatus.SUSPENDED);

            directory.learn(suspended);

            assertThat(directory.find(ACME)).contains(suspended);
            assertThat(refusal(directory, ACME).code()).isEqualTo(ErrorCode.TENANT_SUSPENDED);
        }

        @Test
        void learn_olderRecord_changesNothing() {
            TenantRecord acme = save(ACME, TenantStatus.ACTIVE);
            TenantRecord suspended = saveAgain(acme, TenantStatus.SUSPENDED);
            TenantDirectory directory = directory();

            directory.learn(acme);

            assertThat(directory.find(ACME)).contains(suspended);
            assertThat(isServed(directory, ACME)).isFalse();
        }

        @Test
        void learn_always_renewsNoAge() {
            TenantRecord acme = save(ACME, TenantStatus.ACTIVE);
            TenantDirectory directory = directory();
            clock.advance(SELDOM.longestBound());

            directory.learn(saveAgain(acme, TenantStatus.ACTIVE));

            assertThat(refusal(directory, ACME).code()).isEqualTo(ErrorCode.TENANT_STATE_STALE);
        }

        @Test
        void find_tenantThatNobodyOnboarded_isEmpty() {
            assertThat(directory().find(ACME)).isEmpty();
        }
    }

    @Nested
    final class Rules {

        private final BranchKeyVersion retired = new BranchKeyVersion(UUID.randomUUID());

        @Test
        void rulesOf_branchKeyThatMoves_nameBothRootKeysAndTheRetiredVersions() {
            TenantKeyState key =
                    new TenantKeyState(Optional.of(ROOT_KEY), Optional.of(FORMER), Set.of(retired), Set.of());
            registry.save(fresh(ACME).withStatus(TenantStatus.ACTIVE).withKey(key));

            assertThat(directory().rulesOf(ACME))
                    .isEqualTo(new TenantKeyRules(ROOT_KEY, Set.of(FORMER), Set.of(retired)));
        }

        @Test
        void rulesOf_branchKeyThatRests_nameItsRootKeyAlone() {
            registry.save(fresh(ACME).withStatus(TenantStatus.ACTIVE).withKey(TenantKeyState.under(ROOT_KEY)));

            assertThat(directory().rulesOf(ACME)).isEqualTo(TenantKeyRules.of(ROOT_KEY));
        }

        @ParameterizedTest
        @CsvSource({
            "ONBOARDING, TENANT_ONBOARDING",
            "ACTIVE, TENANT_ONBOARDING",
            "SUSPENDED, TENANT_SUSPENDED",
            "SHREDDED, TENANT_OFFBOARDED"
        })
        void rulesOf_tenantWithoutARootKey_isRefusedByItsStatus(TenantStatus status, ErrorCode code) {
            save(ACME, status);
            TenantDirectory directory = directory();

            assertThat(catchThrowableOfType(TenantNotServedException.class, () -> directory.rulesOf(ACME))
                            .code())
                    .isEqualTo(code);
        }

        @Test
        void rulesOfAndRoleOf_tenantThatNobodyOnboarded_areRefusedAsUnknown() {
            TenantDirectory directory = directory();

            assertThat(catchThrowableOfType(TenantNotServedException.class, () -> directory.rulesOf(ACME))
                            .code())
                    .isEqualTo(ErrorCode.TENANT_UNKNOWN);
            assertThat(catchThrowableOfType(TenantNotServedException.class, () -> directory.roleOf(Tenant.of(ACME)))
                            .code())
                    .isEqualTo(ErrorCode.TENANT_UNKNOWN);
        }

        @Test
        void roleOf_tenantWithARole_isItsRoleAndOfOneWithoutIsEmpty() {
            registry.save(fresh(ACME).withRole(Optional.of("arn:aws:iam::111122223333:role/tenant-acme")));
            registry.save(fresh(GLOBEX));
            TenantDirectory directory = directory();

            assertThat(directory.roleOf(Tenant.of(ACME))).isEqualTo("arn:aws:iam::111122223333:role/tenant-acme");
            assertThat(directory.roleOf(Tenant.of(GLOBEX))).isEmpty();
        }
    }
}
