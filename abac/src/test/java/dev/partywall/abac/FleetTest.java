package dev.partywall.abac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.LabCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * A fleet of tenants over half an hour of the lab's time, a minute at a time: each busy tenant makes a call every minute, some
 * by two threads at once; the idle ones call once and never again.
 *
 * <p>Sessions last 15 minutes less a margin of one, and are due for renewal after 75 to 85 % of the 14 that are left: for a tenant that
 * calls every minute in minute 11 or 12, and again 11 or 12 minutes later. So in 30 minutes a busy tenant needs three sessions, whatever the
 * spread.
 */
final class FleetTest {

    private static final int MINUTES = 30;
    private static final int SESSIONS_NEEDED = 3;
    private static final long SEED = Long.getLong("partywall.seed", System.nanoTime());

    @Test
    void fleet_ofAFewHundred_eachCallWithItsOwnLiveSession() throws Exception {
        run(200, 40, 16);
    }

    @Test
    @Tag("campaign")
    void fleet_ofTenThousand_eachCallWithItsOwnLiveSession() throws Exception {
        run(9_000, 1_000, 64);
    }

    private static void run(int busy, int idle, int threads) throws InterruptedException, ExecutionException {
        System.out.println("FleetTest: -Dpartywall.seed=" + SEED);
        try (ScopedLab lab = ScopedLab.bare()) {
            lab.lab().clock().freeze();
            TenantCredentials credentials = lab.credentials()
                    .duration(Duration.ofMinutes(15))
                    .assumeRoleRate(100_000)
                    .loadTimeout(Duration.ofMinutes(5))
                    .build();
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                Fleet fleet = new Fleet(lab, credentials, pool, busy + idle);
                List<TenantId> tenants = tenants(busy + idle);
                fleet.callAs(tenants);
                fleet.callAs(tenants.subList(0, busy)); // at once with each other and again
                for (int minute = 1; minute <= MINUTES; minute++) {
                    lab.lab().clock().advance(Duration.ofMinutes(1));
                    fleet.callAs(tenants.subList(0, busy));
                }
                fleet.awaitNoneUnderWay();
                assertThat(fleet.assumed()).as("%s", credentials.metrics()).isEqualTo(busy * SESSIONS_NEEDED + idle);
                assertThat(credentials.metrics().failures()).isZero();
                tellHeap(credentials);
            } finally {
                pool.shutdownNow();
                credentials.close();
            }
        }
    }

    private static List<TenantId> tenants(int count) {
        return IntStream.range(0, count).mapToObj(i -> TenantId.of("t" + i)).toList();
    }

    /** How much memory the sessions took: what is free again when they are gone. */
    private static void tellHeap(TenantCredentials credentials) {
        long sessions = credentials.metrics().size();
        long before = usedHeap();
        credentials.close();
        long freed = before - usedHeap();
        System.out.printf("FleetTest: %d sessions, %d bytes each%n", sessions, freed / Math.max(1, sessions));
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Makes calls as tenants, and looks at the endpoint at what came of them. */
    private static final class Fleet {

        private final ScopedLab lab;
        private final TenantCredentials credentials;
        private final ExecutorService pool;
        private final KmsClient kms;
        private final String key;
        private final Random random = new Random(SEED);
        private final int tenants;
        private int assumed;

        Fleet(ScopedLab lab, TenantCredentials credentials, ExecutorService pool, int tenants) {
            this.lab = lab;
            this.credentials = credentials;
            this.pool = pool;
            this.tenants = tenants;
            this.kms = lab.closing(
                    credentials.scope().client(lab.at(KmsClient.builder()).httpClient(lab.http())));
            this.key = lab.lab().createKey();
            lab.lab().calls().clear(); // the service's own session
        }

        void callAs(List<TenantId> tenants) throws InterruptedException, ExecutionException {
            List<TenantId> shuffled = new ArrayList<>(tenants);
            shuffled.addAll(tenants.subList(0, tenants.size() / 20)); // these by two threads
            Collections.shuffle(shuffled, random);
            List<Callable<Void>> calls = new ArrayList<>();
            for (TenantId tenant : shuffled) {
                calls.add(() -> callAs(tenant));
            }
            for (Future<Void> done : pool.invokeAll(calls)) {
                done.get();
            }
            awaitNoneUnderWay();
            checkAtTheEndpoint(shuffled.size());
        }

        private Void callAs(TenantId tenant) {
            TenantContext.run(
                    tenant,
                    () -> kms.encrypt(encrypt -> encrypt.keyId(key)
                            .plaintext(SdkBytes.fromUtf8String("x"))
                            .encryptionContext(Map.of("tenant", tenant.value()))));
            return null;
        }

        /** Renewals end a moment after the calls that began them. */
        void awaitNoneUnderWay() throws InterruptedException {
            long begin = System.nanoTime();
            TenantCredentialsMetrics metrics = credentials.metrics();
            while (metrics.started() + metrics.failures() < tenants + metrics.refreshes()) {
                if (System.nanoTime() - begin > Duration.ofMinutes(2).toNanos()) {
                    throw new AssertionError("renewals do not end: " + metrics);
                }
                Thread.sleep(5);
                metrics = credentials.metrics();
            }
        }

        private void checkAtTheEndpoint(int calls) {
            List<LabCall> encrypted = lab.lab().calls().of("kms:Encrypt").list();
            assertThat(encrypted).hasSize(calls);
            for (LabCall call : encrypted) {
                String tenant = call.encryptionContexts().get(0).get("tenant");
                if (!call.isSucceeded() || !String.valueOf(call.caller()).endsWith("assumed-role/tenants/" + tenant)) {
                    throw new AssertionError(
                            "a call of " + tenant + " by " + call.caller() + " ended " + call.outcome());
                }
            }
            assumed += lab.lab().calls().of("sts:AssumeRole").count();
            lab.lab().calls().clear(); // half a million would not fit
        }

        int assumed() {
            return assumed;
        }
    }
}
