package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent.RecordEncrypted;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Records are written and read while keys are rotated and evicted: nothing fails, and nothing is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class RotationUnderLoadTest {

    private static final int THREADS = 8;
    private static final int ROTATIONS = 30;
    private static final int LEAST_ROUNDS = 50;

    private final KeyringLab lab = KeyringLab.start();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger retries = new AtomicInteger();
    private final Queue<Written> written = new ConcurrentLinkedQueue<>();

    @AfterAll
    void close() {
        lab.close();
    }

    private record Written(TenantId tenant, BatchItem item) {

        RecordId record() {
            return item.recordId();
        }

        byte[] message() {
            return item.bytes();
        }
    }

    @Test
    void encryptAndDecrypt_duringRotationsAndEvictions_neverFailAndLoseNothing() throws Exception {
        long seed = Long.getLong("partywall.seed", System.nanoTime());
        System.out.println("RotationUnderLoadTest: -Dpartywall.seed=" + seed);
        List<TenantId> tenants =
                List.of(lab.createTenant("load-a"), lab.createTenant("load-b"), lab.createTenant("load-c"));
        Set<String> versionsUsed = ConcurrentHashMap.newKeySet();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS + 2);
        try (TenantKeyring keyring = lab.builder()
                .listener(event -> {
                    if (event instanceof RecordEncrypted record) {
                        versionsUsed.add(record.branchKeyVersion());
                    }
                })
                .build()) {
            List<Future<?>> futures = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(seed + thread);
                String name = "w" + thread;
                futures.add(pool.submit(() -> writeAndRead(keyring, tenants, random, name)));
            }
            futures.add(pool.submit(() -> evictAtRandom(keyring, tenants, new Random(seed + 100))));
            Map<TenantId, Integer> rotations = rotate(keyring, tenants, new Random(seed + 200));
            over.set(true);
            for (Future<?> future : futures) {
                future.get(120, TimeUnit.SECONDS);
            }

            assertEverythingOpensForItsTenantAlone(keyring, tenants);
            for (TenantId tenant : tenants) {
                assertOneActiveVersionAmong(tenant, rotations.getOrDefault(tenant, 0) + 1);
            }
            assertThat(versionsUsed).as("rotations took effect while writing").hasSizeGreaterThan(ROTATIONS / 2);
            System.out.printf(
                    "RotationUnderLoadTest: %d messages kept, %d versions used, %d retries, %s%n",
                    written.size(), versionsUsed.size(), retries.get(), keyring.cacheMetrics());
        } finally {
            over.set(true);
            pool.shutdown();
        }
    }

    private void writeAndRead(TenantKeyring keyring, List<TenantId> tenants, Random random, String name) {
        TenantEncryptor invoices = keyring.encryptor("invoices");
        List<Written> own = new ArrayList<>();
        for (int round = 0; round < LEAST_ROUNDS || !over.get(); round++) {
            TenantId tenant = tenants.get(random.nextInt(tenants.size()));
            RecordId record = RecordId.of(name + "-" + round);
            byte[] message = patiently(() ->
                    TenantContext.call(tenant, () -> invoices.encrypt(plaintext(tenant, record), record)));
            own.add(new Written(tenant, BatchItem.of(record, message)));
            Written earlier = own.get(random.nextInt(own.size()));
            assertThat(patiently(() -> open(invoices, earlier)))
                    .isEqualTo(plaintext(earlier.tenant(), earlier.record()));
            if (round % 10 == 0) {
                written.add(own.get(own.size() - 1));
            }
        }
    }

    /** A load that an eviction overtakes is disowned; an operation that this befalls too often says so, and may retry. */
    private byte[] patiently(Supplier<byte[]> operation) {
        for (int attempt = 0; ; attempt++) {
            try {
                return operation.get();
            } catch (KeyUnavailableException overtaken) {
                if (attempt == 10 || !overtaken.isRetryable() || overtaken.getCause() != null) {
                    throw overtaken;
                }
                retries.incrementAndGet();
            }
        }
    }

    private boolean evictAtRandom(TenantKeyring keyring, List<TenantId> tenants, Random random)
            throws InterruptedException {
        while (!over.get()) {
            keyring.evict(tenants.get(random.nextInt(tenants.size())));
            TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(100));
        }
        return true;
    }

    private static Map<TenantId, Integer> rotate(TenantKeyring keyring, List<TenantId> tenants, Random random) {
        Map<TenantId, Integer> rotations = new HashMap<>();
        for (int i = 0; i < ROTATIONS; i++) {
            TenantId tenant = tenants.get(random.nextInt(tenants.size()));
            assertThat(keyring.branchKeys().rotate(tenant)).isInstanceOf(Rotation.Rotated.class);
            rotations.merge(tenant, 1, Integer::sum);
        }
        return rotations;
    }

    private void assertEverythingOpensForItsTenantAlone(TenantKeyring warm, List<TenantId> tenants) {
        try (TenantKeyring cold = lab.builder().build()) {
            for (TenantKeyring keyring : List.of(warm, cold)) {
                TenantEncryptor invoices = keyring.encryptor("invoices");
                for (Written one : written) {
                    assertThat(open(invoices, one)).isEqualTo(plaintext(one.tenant(), one.record()));
                    for (TenantId other : tenants) {
                        if (!other.equals(one.tenant())) {
                            assertThat(refusal(invoices, new Written(other, one.item())))
                                    .isEqualTo(ErrorCode.MESSAGE_OF_OTHER_TENANT);
                        }
                    }
                }
            }
        }
    }

    private void assertOneActiveVersionAmong(TenantId tenant, int versions) {
        BranchKeyDescription description =
                lab.keyring().branchKeys().describe(tenant).orElseThrow();
        assertThat(description.versions()).hasSize(versions);
        assertThat(new HashSet<>(description.versions())).as("no version twice").hasSize(versions);
        assertThat(description.versions())
                .extracting(BranchKeyDescription.VersionDescription::version)
                .contains(description.active());
        List<String> types = lab
                .aws()
                .dynamoDb()
                .query(request -> request.tableName(TABLE)
                        .keyConditionExpression("#id = :id")
                        .expressionAttributeNames(Map.of("#id", "branch-key-id"))
                        .expressionAttributeValues(Map.of(":id", AttributeValue.fromS(tenant.value()))))
                .items()
                .stream()
                .map(row -> row.getOrDefault("type", AttributeValue.fromS("")).s())
                .toList();
        assertThat(types)
                .hasSize(versions + 2)
                .containsOnlyOnce("branch:ACTIVE")
                .containsOnlyOnce("beacon:ACTIVE");
    }

    private static byte[] open(TenantEncryptor invoices, Written one) {
        return TenantContext.call(one.tenant(), () -> invoices.decrypt(one.message(), one.record()));
    }

    private static ErrorCode refusal(TenantEncryptor invoices, Written one) {
        try {
            open(invoices, one);
            return ErrorCode.BUG;
        } catch (DecryptionRefusedException refused) {
            return refused.code();
        }
    }

    private static byte[] plaintext(TenantId tenant, RecordId record) {
        return (tenant + "/" + record).getBytes(StandardCharsets.UTF_8);
    }
}
