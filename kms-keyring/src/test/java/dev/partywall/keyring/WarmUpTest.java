package dev.partywall.keyring;

import static dev.partywall.keyring.Eventually.eventually;
import static dev.partywall.keyring.KeyringLab.PLAINTEXT;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent.BranchKeyLoaded;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.core.TenantMismatchException;
import dev.partywall.testing.LabFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fleet's keys brought into memory before the first requests: bounded, told of, and each tenant by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class WarmUpTest {

    private static final WarmUpPace FAST = new WarmUpPace(100_000, 4);

    private final KeyringLab lab = KeyringLab.start();
    private final AtomicInteger made = new AtomicInteger();

    @AfterEach
    void mend() {
        lab.aws().faults().clear();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private List<Tenant> tenants(int count) {
        List<Tenant> tenants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tenants.add(Tenant.of(lab.createTenant("warm-" + made.incrementAndGet())));
        }
        return tenants;
    }

    @Test
    void warmUp_coldWarmUnknownAndDeniedTenants_reportsEachAndServesTheWarmFromMemory() {
        List<Tenant> fine = tenants(5);
        Tenant gold = fine.get(1).withAttribute("tier", "gold");
        Tenant unknown = Tenant.of("warm-unknown");
        Tenant denied = tenants(1).get(0);
        lab.aws().faults().on("kms:Decrypt").forTenant(denied.id()).accessDenied();
        try (TenantKeyring keyring = lab.builder().build()) {
            seal(keyring, fine.get(0));
            List<Tenant> asked = new ArrayList<>(fine);
            asked.addAll(List.of(gold, unknown, denied, fine.get(2)));

            WarmUpReport report = keyring.warmUp(asked, FAST);

            assertThat(report.alreadyWarm()).containsExactly(fine.get(0));
            assertThat(report.loaded()).containsExactly(fine.get(1), fine.get(2), fine.get(3), fine.get(4), gold);
            assertThat(report.failed().keySet()).containsExactly(unknown, denied);
            assertThat(report.failed().values())
                    .extracting(TenantIsolationException::code)
                    .containsExactly(ErrorCode.BRANCH_KEY_MISSING, ErrorCode.KEY_ACCESS_DENIED);
            assertThat(report.unfinished()).isEmpty();
            assertThat(report.isComplete()).isFalse();
            assertThat(report).hasToString("WarmUpReport[loaded 5, already warm 1, failed 2, unfinished 0]");
            long mark = lab.aws().calls().mark();
            report.loaded().forEach(tenant -> seal(keyring, tenant));
            assertThat(lab.aws().calls().since(mark).count()).isZero();
            assertThat(keyring.warmUp(fine, FAST).alreadyWarm()).isEqualTo(fine);
        }
    }

    @Test
    void warmUp_someTenantsHangThenInterrupted_loadsTheOthersAndNamesTheRest() throws Exception {
        List<Tenant> hanging = tenants(3);
        List<Tenant> fine = tenants(20);
        List<Tenant> all = new ArrayList<>(hanging);
        all.addAll(fine);
        Queue<TenantId> loaded = new ConcurrentLinkedQueue<>();
        hanging.forEach(tenant ->
                lab.aws().faults().on("kms:Decrypt").forTenant(tenant.id()).hang());
        try (TenantKeyring keyring = lab.builder()
                .loadTimeout(Duration.ofMinutes(4))
                .listener(event -> {
                    if (event instanceof BranchKeyLoaded load) {
                        loaded.add(load.tenant());
                    }
                })
                .build()) {
            CompletableFuture<WarmUpReport> report = new CompletableFuture<>();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                report.complete(keyring.warmUp(all, FAST));
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            eventually(() -> loaded.size() == fine.size());
            // The last load was told of; its lane notes it a moment later.
            eventually(() -> fine.stream().allMatch(tenant -> isWarm(keyring, tenant)));

            caller.interrupt();

            assertThat(interrupted.get(60, TimeUnit.SECONDS))
                    .as("stays interrupted")
                    .isTrue();
            assertThat(report.get().failed()).isEmpty();
            assertThat(report.get().unfinished()).containsAll(hanging);
            assertThat(report.get().loaded()).hasSizeGreaterThanOrEqualTo(fine.size() - 1);
        }
    }

    /** Whether the tenant seals without a call: the load that was told of has arrived. */
    private boolean isWarm(TenantKeyring keyring, Tenant tenant) {
        long mark = lab.aws().calls().mark();
        seal(keyring, tenant);
        return lab.aws().calls().since(mark).forTenant(tenant.id()).count() == 0;
    }

    @Test
    void warmUp_keyringClosedMeanwhile_endsAndNamesTheRest() throws Exception {
        List<Tenant> tenants = tenants(10);
        TenantKeyring keyring = lab.builder().loadTimeout(Duration.ofMinutes(4)).build();
        try (LabFault hang = lab.aws().faults().on("kms:Decrypt").hang()) {
            CompletableFuture<WarmUpReport> report = new CompletableFuture<>();
            new Thread(() -> report.complete(keyring.warmUp(tenants, new WarmUpPace(1_000, 2)))).start();
            hang.await(2, Duration.ofMinutes(1));

            keyring.close();

            assertThat(report.get(60, TimeUnit.SECONDS).unfinished()).hasSizeGreaterThanOrEqualTo(8);
            assertThat(report.get().loaded()).isEmpty();
        }
        assertThat(keyring.warmUp(tenants, FAST).unfinished()).isEqualTo(tenants);
    }

    @Test
    void warmUp_slowKms_hasNoMoreLoadsUnderWayThanAllowed() throws Exception {
        List<Tenant> tenants = tenants(9);
        try (TenantKeyring keyring =
                        lab.builder().loadTimeout(Duration.ofMinutes(4)).build();
                LabFault slow = lab.aws().faults().on("kms:Decrypt").hold()) {
            CompletableFuture<WarmUpReport> report = new CompletableFuture<>();
            new Thread(() -> report.complete(keyring.warmUp(tenants, new WarmUpPace(100_000, 3)))).start();
            slow.await(3, Duration.ofMinutes(1));
            for (int answered = 1; answered <= tenants.size(); answered++) {
                assertThat(slow.waiting()).isLessThanOrEqualTo(3);
                slow.release(1);
                slow.await(Math.min(tenants.size(), answered + 3), Duration.ofMinutes(1));
            }

            assertThat(report.get(60, TimeUnit.SECONDS).loaded()).isEqualTo(tenants);
        }
    }

    @Test
    void warmUp_moreThanTheCacheHolds_isRefusedByNameAndNothingIsCalled() {
        List<Tenant> tenants = List.of(Tenant.of("a"), Tenant.of("b"), Tenant.of("c"));
        List<Tenant> sets = List.of(
                Tenant.of("a"),
                Tenant.of("a").withAttribute("tier", "gold"),
                Tenant.of("a").withAttribute("tier", "free"));
        long mark = lab.aws().calls().mark();
        try (TenantKeyring small = lab.builder().maximumCachedKeys(2).build();
                TenantKeyring strict =
                        lab.builder().maximumCachedKeysPerTenant(2).build()) {
            assertThatThrownBy(() -> small.warmUp(tenants, FAST))
                    .isInstanceOf(InvalidKeySettingException.class)
                    .hasMessageContaining("'maximumCachedKeys'");
            assertThatThrownBy(() -> strict.warmUp(sets, FAST))
                    .isInstanceOf(InvalidKeySettingException.class)
                    .hasMessageContaining("'maximumCachedKeysPerTenant'");
        }
        assertThat(lab.aws().calls().since(mark).count()).isZero();
    }

    @Test
    void warmUp_anotherTenantBound_isRefusedAndTheSameOneIsNot() {
        List<Tenant> tenants = tenants(2);
        try (TenantKeyring keyring = lab.builder().build()) {
            assertThatThrownBy(() -> TenantContext.run(tenants.get(0), () -> keyring.warmUp(tenants, FAST)))
                    .isInstanceOf(TenantMismatchException.class);
            assertThat(keyring.cacheMetrics().loads()).isZero();

            List<Tenant> own = tenants.subList(0, 1);
            assertThat(TenantContext.call(tenants.get(0), () -> keyring.warmUp(own, FAST))
                            .loaded())
                    .isEqualTo(own);
        }
    }

    @Test
    void warmUp_withCredentials_asksForEachSessionWithTheTenantBound() {
        List<Tenant> tenants = tenants(3).stream()
                .map(tenant -> tenant.withAttribute("tier", "gold"))
                .toList();
        Queue<Tenant> bound = new ConcurrentLinkedQueue<>();
        try (TenantKeyring keyring = lab.builder()
                .credentials(() -> {
                    bound.add(TenantContext.require());
                    return lab.session("service");
                })
                .build()) {
            assertThat(keyring.warmUp(tenants, FAST).loaded()).isEqualTo(tenants);
            assertThat(bound).containsAll(tenants).isSubsetOf(tenants);
        }
    }

    @Test
    void warmUp_nobody_isDoneAtOnce() {
        assertThat(lab.keyring().warmUp(List.of(), FAST).isComplete()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 1, loadsPerSecond", "100001, 1, loadsPerSecond", "1, 0, parallelLoads", "1, 257, parallelLoads"})
    void pace_outOfRange_isRefusedByName(int perSecond, int parallel, String setting) {
        assertThatThrownBy(() -> new WarmUpPace(perSecond, parallel))
                .isInstanceOf(InvalidKeySettingException.class)
                .hasMessageContaining(setting);
    }

    private static void seal(TenantKeyring keyring, Tenant tenant) {
        TenantContext.run(
                tenant,
                () -> assertThat(keyring.encryptor("invoices").encrypt(PLAINTEXT, RECORD))
                        .isNotEmpty());
    }
}
