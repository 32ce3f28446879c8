package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantTasks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;

/**
 * The keyring on the application's pools: each call to AWS, refreshes in the background included, is made with the tenant
 * bound whose key it is about, and no message opens for another tenant.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class TenantCarriageTest {

    private static final int TENANTS = 24;
    private static final int TASKS = 1_200;
    private static final int THREADS = 8;

    private final KeyringLab lab = KeyringLab.start();
    private final Watcher watcher = new Watcher();
    private final KmsClient kms = KmsClient.builder()
            .endpointOverride(lab.aws().endpoint())
            .region(lab.aws().region())
            .credentialsProvider(lab.aws().credentials())
            .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(watcher))
            .build();
    private final DynamoDbClient dynamoDb = DynamoDbClient.builder()
            .endpointOverride(lab.aws().endpoint())
            .region(lab.aws().region())
            .credentialsProvider(lab.aws().credentials())
            .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(watcher))
            .build();

    @AfterAll
    void close() {
        kms.close();
        dynamoDb.close();
        lab.close();
    }

    private static List<Arguments> pools() {
        return List.of(
                pool("fixed", () -> Executors.newFixedThreadPool(THREADS)),
                pool("fork-join", () -> new ForkJoinPool(THREADS)),
                pool("scheduled", () -> Executors.newScheduledThreadPool(THREADS)));
    }

    private static Arguments pool(String name, Supplier<ExecutorService> pool) {
        return Arguments.of(Named.of(name, pool));
    }

    @ParameterizedTest
    @MethodSource("pools")
    void encryptAndDecrypt_manyTenantsOnOnePool_everyMessageOpensForItsTenantAlone(Supplier<ExecutorService> pools)
            throws Exception {
        long seed = Long.getLong("partywall.seed", System.nanoTime());
        System.out.println("TenantCarriageTest: -Dpartywall.seed=" + seed);
        List<TenantId> tenants = onboard();
        ExecutorService pool = pools.get();
        // Fewer keys than tenants, so that keys come and go all the time.
        try (TenantKeyring keyring = keyring().maximumCachedKeys(TENANTS / 2).build()) {
            watcher.sightings.clear();
            ExecutorService carried = TenantTasks.wrap(pool);
            Random random = new Random(seed);
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                TenantId tenant = tenants.get(random.nextInt(TENANTS));
                TenantId thief = tenants.get(random.nextInt(TENANTS));
                RecordId record = RecordId.of("r-" + random.nextInt(50));
                futures.add(TenantContext.call(
                        tenant, () -> carried.submit(() -> sealOpenAndTryToSteal(keyring, record, thief))));
            }
            for (Future<?> future : futures) {
                future.get(120, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdown();
        }
        assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(watcher.sightings).hasSizeGreaterThan(TENANTS * 2);
        assertEveryCallWasMadeForItsTenant();
    }

    private static boolean sealOpenAndTryToSteal(TenantKeyring keyring, RecordId record, TenantId thief)
            throws Exception {
        TenantEncryptor invoices = keyring.encryptor("invoices");
        TenantId tenant = TenantContext.require().id();
        byte[] plaintext = ("of " + tenant).getBytes(StandardCharsets.UTF_8);

        byte[] message = invoices.encrypt(plaintext, record);

        assertThat(invoices.decrypt(message, record)).isEqualTo(plaintext);
        assertThat(TenantContext.find().map(Tenant::id)).contains(tenant);
        if (!thief.equals(tenant)) {
            CompletableFuture<ErrorCode> theft = new CompletableFuture<>();
            // On a thread of its own, since this one is the tenant's.
            Thread thread = new Thread(() -> theft.complete(steal(invoices, message, record, thief)), "thief");
            thread.start();
            assertThat(theft.get(60, TimeUnit.SECONDS)).isEqualTo(ErrorCode.MESSAGE_OF_OTHER_TENANT);
        }
        return true;
    }

    private static ErrorCode steal(TenantEncryptor invoices, byte[] message, RecordId record, TenantId thief) {
        try {
            TenantContext.run(thief, () -> invoices.decrypt(message, record));
            return ErrorCode.BUG;
        } catch (DecryptionRefusedException refused) {
            return refused.code();
        }
    }

    @Test
    void refreshAhead_manyTenantsOnOnePool_isMadeForTheTenantItRefreshes() throws Exception {
        List<TenantId> tenants = onboard();
        lab.aws().clock().freeze();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        ExecutorService carried = TenantTasks.wrap(pool);
        try (TenantKeyring keyring = keyring().clock(lab.aws().clock()).build()) {
            sealAll(keyring, tenants, carried);
            watcher.sightings.clear();
            lab.aws().clock().advance(Duration.ofMinutes(5).minusMillis(1));

            // Tenant after tenant on the same threads: a refresh that borrowed a thread would see the wrong one.
            sealAll(keyring, tenants, carried);
            awaitDecrypts(TENANTS);

            assertThat(keyring.cacheMetrics().refreshes()).isEqualTo(TENANTS);
            assertEveryCallWasMadeForItsTenant();
            assertThat(watcher.sightings)
                    .allSatisfy(sighting -> assertThat(
                                    sighting.bound().orElseThrow().attributes())
                            .as("attributes become session tags, in the background too")
                            .containsEntry("tier", "tier-of-" + sighting.subject()));
        } finally {
            pool.shutdown();
            lab.aws().clock().resume();
        }
    }

    private void awaitDecrypts(int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (watcher.sightings.stream()
                        .filter(sighting -> sighting.request().equals("DecryptRequest"))
                        .count()
                < count) {
            assertThat(System.nanoTime()).as("refreshes were made").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void sealAll(TenantKeyring keyring, List<TenantId> tenants, ExecutorService carried)
            throws Exception {
        List<Future<?>> futures = new ArrayList<>();
        for (TenantId id : tenants) {
            Tenant tenant = Tenant.of(id).withAttribute("tier", "tier-of-" + id);
            futures.add(TenantContext.call(
                    tenant,
                    () -> carried.submit(() -> keyring.encryptor("invoices").encrypt(new byte[10], RecordId.of("r")))));
        }
        for (Future<?> future : futures) {
            future.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void branchKeys_everyOperationWithNoTenantBound_bindsTheTenantItNames() {
        try (TenantKeyring keyring = keyring().build()) {
            watcher.sightings.clear();
            TenantId tenant = TenantId.of("operated");

            keyring.branchKeys().create(tenant);
            keyring.branchKeys().rotate(tenant);
            keyring.branchKeys().describe(tenant);
            keyring.branchKeys().delete(tenant);

            assertThat(TenantContext.find()).isEmpty();
            assertThat(watcher.sightings)
                    .extracting(Sighting::bound)
                    .allMatch(bound -> bound.map(Tenant::id).equals(Optional.of(tenant)));
            assertThat(watcher.sightings)
                    .extracting(Sighting::request)
                    .contains(
                            "GenerateDataKeyWithoutPlaintextRequest", "ReEncryptRequest", "TransactWriteItemsRequest");
            assertEveryCallWasMadeForItsTenant();
        }
    }

    private void assertEveryCallWasMadeForItsTenant() {
        assertThat(watcher.sightings).isNotEmpty().allSatisfy(sighting -> {
            assertThat(sighting.bound()).as("bound during %s", sighting).isPresent();
            if (!sighting.subject().isEmpty()) {
                assertThat(sighting.bound().orElseThrow().id().value())
                        .as("%s", sighting)
                        .isEqualTo(sighting.subject());
            }
        });
    }

    private TenantKeyring.Builder keyring() {
        return TenantKeyring.builder().keyStore(TABLE, dynamoDb).rootKey(lab.rootKeyArn(), kms);
    }

    private List<TenantId> onboard() {
        List<TenantId> tenants = new ArrayList<>();
        for (int i = 0; i < TENANTS; i++) {
            tenants.add(lab.createTenant("carried-" + i));
        }
        return tenants;
    }

    /** A call to AWS as it begins: what it is about, and for whom the code ran. */
    private record Sighting(String request, String subject, Optional<Tenant> bound) {}

    private static final class Watcher implements ExecutionInterceptor {

        private final Queue<Sighting> sightings = new ConcurrentLinkedQueue<>();

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            SdkRequest request = context.request();
            sightings.add(new Sighting(request.getClass().getSimpleName(), subject(request), TenantContext.find()));
        }

        /** The branch key id that a request names, or nothing for requests that name none in one place. */
        private static String subject(SdkRequest request) {
            if (request instanceof DecryptRequest decrypt) {
                return of(decrypt.encryptionContext());
            }
            if (request instanceof ReEncryptRequest reEncrypt) {
                return of(reEncrypt.sourceEncryptionContext());
            }
            if (request instanceof GenerateDataKeyWithoutPlaintextRequest generate) {
                return of(generate.encryptionContext());
            }
            if (request instanceof GetItemRequest get) {
                return get.key()
                        .getOrDefault("branch-key-id", AttributeValue.fromS(""))
                        .s();
            }
            if (request instanceof QueryRequest query) {
                return query.expressionAttributeValues().values().stream()
                        .map(AttributeValue::s)
                        .findFirst()
                        .orElse("");
            }
            return "";
        }

        private static String of(Map<String, String> encryptionContext) {
            return encryptionContext.getOrDefault("branch-key-id", "");
        }
    }
}
