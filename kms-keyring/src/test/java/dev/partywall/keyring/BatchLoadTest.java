package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.PLAINTEXT;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.internal.engine.jca.WatchedProvider;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A page of records under many branch key versions: the keys are loaded together, then each item is opened by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class BatchLoadTest {

    private static final int VERSIONS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KeyringLab lab = KeyringLab.start();
    private final TenantId tenant = lab.createTenant("batch");
    private final List<BatchItem> page = new ArrayList<>();
    private final List<String> versions = new ArrayList<>();
    private final ExecutorService caller = Executors.newSingleThreadExecutor();

    /** Two records under each version, the oldest first. */
    @BeforeAll
    void seal() {
        for (int i = 0; i < VERSIONS; i++) {
            if (i > 0) {
                lab.keyring().branchKeys().rotate(tenant);
            }
            versions.add(lab.keyring()
                    .branchKeys()
                    .describe(tenant)
                    .orElseThrow()
                    .active()
                    .toString());
            page.add(BatchItem.of(RECORD, lab.seal(tenant)));
            page.add(BatchItem.of(RECORD, lab.seal(tenant)));
        }
    }

    @AfterEach
    void mend() {
        lab.aws().faults().clear();
    }

    @AfterAll
    void close() {
        caller.shutdownNow();
        lab.close();
    }

    private static List<BatchResult> open(TenantKeyring keyring, TenantId tenant, List<BatchItem> items) {
        return TenantContext.call(tenant, () -> keyring.encryptor("invoices").decryptAll(items));
    }

    /** KMS answers when it is told to: first for the active version alone, then for nine that wait at the same time. */
    @Test
    void decryptAll_tenVersionsCold_takesTheTimeOfTwoLoads() throws Exception {
        try (TenantKeyring keyring = lab.builder()
                        .batchLoads(16)
                        .loadTimeout(Duration.ofMinutes(3))
                        .build();
                LabFault slow = lab.aws().faults().on("kms:Decrypt").hold()) {
            Future<List<BatchResult>> opened = caller.submit(() -> open(keyring, tenant, page));
            slow.await(1, PATIENCE);
            assertThat(slow.waiting()).as("the active version first").isEqualTo(1);
            slow.release(1);
            slow.await(VERSIONS, PATIENCE);
            assertThat(slow.waiting()).as("the others together").isEqualTo(VERSIONS - 1);

            slow.release(VERSIONS);

            assertThat(opened.get(60, TimeUnit.SECONDS)).hasSize(2 * VERSIONS).allSatisfy(result -> {
                assertThat(result.failure()).isEmpty();
                assertThat(result.bytes()).isEqualTo(PLAINTEXT);
            });
            assertThat(slow.hits()).isEqualTo(VERSIONS);
        }
    }

    @Test
    void decryptAll_boundBelowTheVersions_neverLoadsMoreAtATime() throws Exception {
        try (TenantKeyring keyring = lab.builder()
                        .batchLoads(3)
                        .loadTimeout(Duration.ofMinutes(3))
                        .build();
                LabFault slow = lab.aws().faults().on("kms:Decrypt").hold()) {
            Future<List<BatchResult>> opened = caller.submit(() -> open(keyring, tenant, page));
            slow.await(1, PATIENCE);
            for (int answered = 1; answered < VERSIONS; answered++) {
                assertThat(slow.release(1)).isEqualTo(1);
                slow.await(Math.min(VERSIONS, answered + 3), PATIENCE);
                assertThat(slow.waiting()).isLessThanOrEqualTo(3);
            }
            slow.release(1);

            assertThat(opened.get(60, TimeUnit.SECONDS))
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty());
        }
    }

    @Test
    void decryptAll_oneVersionDenied_failsItsItemsAloneAndIsAskedForOnce() {
        String denied = versions.get(3);
        long mark = lab.aws().calls().mark();
        lab.aws().faults().on("kms:Decrypt").matching(isFor(denied)).accessDenied();
        try (TenantKeyring keyring =
                lab.builder().negativeTimeToLive(Duration.ZERO).build()) {
            List<BatchResult> results = open(keyring, tenant, page);

            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).failure().map(failure -> failure.code()))
                        .isEqualTo(
                                i / 2 == 3
                                        ? java.util.Optional.of(ErrorCode.KEY_ACCESS_DENIED)
                                        : java.util.Optional.empty());
            }
            assertThat(results.get(6).failure().orElseThrow())
                    .as("each its own")
                    .isNotSameAs(results.get(7).failure().orElseThrow());
            assertThat(lab.aws()
                            .calls()
                            .since(mark)
                            .of("kms:Decrypt")
                            .matching(isFor(denied))
                            .count())
                    .isEqualTo(1);
        }
    }

    /** The quota leaves room for one key ahead: the others come when it is their items' turn. */
    @Test
    void decryptAll_versionBeyondTheRoomDenied_isAskedForOnce() {
        String denied = versions.get(3);
        long mark = lab.aws().calls().mark();
        lab.aws().faults().on("kms:Decrypt").matching(isFor(denied)).accessDenied();
        try (TenantKeyring keyring = lab.builder()
                .maximumCachedKeysPerTenant(2)
                .negativeTimeToLive(Duration.ZERO)
                .build()) {
            List<BatchResult> results = open(keyring, tenant, page);

            assertThat(failures(results)).containsExactly(ErrorCode.KEY_ACCESS_DENIED, ErrorCode.KEY_ACCESS_DENIED);
            assertThat(callsFor(denied, mark)).isEqualTo(1);
        }
    }

    /** What is refused as a message, because its version does not exist, is as well asked for once. */
    @Test
    void decryptAll_versionBeyondTheRoomMissing_isAskedForOnce() {
        TenantId shrunk = lab.createTenant("batch-shrunk");
        List<BatchItem> items = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            lab.keyring().branchKeys().rotate(shrunk);
            items.add(BatchItem.of(RECORD, lab.seal(shrunk)));
            items.add(BatchItem.of(RECORD, lab.seal(shrunk)));
        }
        String missing = lab.keyring()
                .branchKeys()
                .describe(shrunk)
                .orElseThrow()
                .active()
                .toString();
        lab.keyring().branchKeys().rotate(shrunk);
        deleteVersion(shrunk, missing);
        try (TenantKeyring keyring = lab.builder()
                .maximumCachedKeysPerTenant(2)
                .negativeTimeToLive(Duration.ZERO)
                .build()) {
            List<BatchResult> results = open(keyring, shrunk, items);

            assertThat(failures(results))
                    .containsExactly(ErrorCode.BRANCH_KEY_VERSION_UNKNOWN, ErrorCode.BRANCH_KEY_VERSION_UNKNOWN);
            assertThat(results.get(7).failure().orElseThrow())
                    .isInstanceOf(DecryptionRefusedException.class)
                    .isNotSameAs(results.get(6).failure().orElseThrow());
            assertThat(keyring.cacheMetrics().loads())
                    .as("the active key, three that are there, and once the one that is missing")
                    .isEqualTo(5);
        }
    }

    /** There was a key, so the others of the same version are not told that there is none. */
    @Test
    void decryptAll_cryptographyBreaksForOneItem_failsThatItemAlone() {
        WatchedProvider provider = WatchedProvider.install();
        try (TenantKeyring keyring = lab.builder().build()) {
            // Known to the keyring from now on, and to nobody else.
            provider.close();
            List<BatchItem> items = List.of(page.get(0), page.get(1), page.get(0));
            assertThat(failures(open(keyring, tenant, items))).isEmpty();
            provider.restart(0);
            assertThat(failures(open(keyring, tenant, items.subList(0, 1)))).isEmpty();
            provider.restart(provider.steps() / 2);

            List<BatchResult> results = open(keyring, tenant, items);

            assertThat(results.get(0).failure())
                    .map(TenantIsolationException::code)
                    .hasValue(ErrorCode.BUG);
            assertThat(failures(results)).as("of the first item alone").hasSize(1);
        } finally {
            provider.close();
        }
    }

    private void deleteVersion(TenantId owner, String version) {
        lab.aws()
                .dynamoDb()
                .deleteItem(request -> request.tableName(KeyringLab.TABLE)
                        .key(Map.of(
                                "branch-key-id", AttributeValue.fromS(owner.value()),
                                "type", AttributeValue.fromS("branch:version:" + version))));
    }

    private static List<ErrorCode> failures(List<BatchResult> results) {
        return results.stream()
                .flatMap(result -> result.failure().stream())
                .map(TenantIsolationException::code)
                .toList();
    }

    private int callsFor(String version, long mark) {
        return lab.aws()
                .calls()
                .since(mark)
                .of("kms:Decrypt")
                .matching(isFor(version))
                .count();
    }

    @Test
    void decryptAll_foreignAndBrokenMessagesAmongThem_areRefusedWithoutAKey() {
        TenantId other = lab.createTenant("batch-other");
        byte[] foreign = lab.seal(other);
        byte[] cut = page.get(2).bytes().clone();
        cut = java.util.Arrays.copyOf(cut, cut.length - 1);
        long mark = lab.aws().calls().mark();
        try (TenantKeyring keyring = lab.builder().build()) {
            List<BatchResult> results = open(
                    keyring,
                    tenant,
                    List.of(BatchItem.of(RECORD, foreign), BatchItem.of(RECORD, cut), BatchItem.of(RECORD, foreign)));

            assertThat(results)
                    .allSatisfy(result ->
                            assertThat(result.failure().orElseThrow()).isInstanceOf(DecryptionRefusedException.class));
            assertThat(lab.aws().calls().since(mark).count()).isZero();
        }
    }

    @Test
    void decryptAll_moreVersionsThanTheQuota_opensThemAll() {
        try (TenantKeyring keyring =
                lab.builder().maximumCachedKeysPerTenant(2).batchLoads(1).build()) {
            List<BatchResult> results = open(keyring, tenant, page);

            assertThat(results)
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty());
            assertThat(keyring.cacheMetrics().size()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void decryptAll_keyringClosed_failsEachItem() {
        TenantKeyring keyring = lab.builder().build();
        keyring.close();

        List<BatchResult> results = open(keyring, tenant, page.subList(0, 2));

        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.failure().orElseThrow().code()).isEqualTo(ErrorCode.KEYRING_CLOSED));
    }

    private static Predicate<LabCall> isFor(String version) {
        return call -> call.encryptionContexts().stream()
                .anyMatch(context -> ("branch:version:" + version).equals(context.get("type")));
    }
}
