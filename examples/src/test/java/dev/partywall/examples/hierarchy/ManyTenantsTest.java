package dev.partywall.examples.hierarchy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.LabCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tenants at once on few threads, while sessions and branch keys are dropped at random. */
final class ManyTenantsTest {

    private static final int TENANTS = 12;
    private static final int THREADS = 8;
    private static final int ROUNDS = 100;

    private final long seed = Long.getLong("partywall.seed", System.nanoTime());

    @Test
    void keyring_tenantsAtOnceAndEvictions_everyCallIsSignedByTheTenantItIsAbout() throws InterruptedException {
        try (HierarchyLab lab = new HierarchyLab();
                TenantKeyring keyring = lab.keyring().build()) {
            List<TenantId> tenants = IntStream.range(0, TENANTS)
                    .mapToObj(i -> lab.onboard("t" + i))
                    .toList();
            List<byte[]> messages =
                    tenants.stream().map(tenant -> lab.seal(keyring, tenant)).toList();
            long mark = lab.aws().calls().mark();

            work(lab, keyring, tenants, messages);

            List<LabCall> calls = lab.aws()
                    .calls()
                    .since(mark)
                    .matching(call -> !call.service().equals("sts"))
                    .list();
            assertThat(calls)
                    .as("-Dpartywall.seed=%d", seed)
                    .hasSizeGreaterThan(TENANTS)
                    .allSatisfy(call -> assertThat(call.caller()).endsWith("/" + about(call)))
                    .allMatch(LabCall::isSucceeded);
        }
    }

    private void work(HierarchyLab lab, TenantKeyring keyring, List<TenantId> tenants, List<byte[]> messages)
            throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(seed + thread);
                work.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        step(lab, keyring, tenants, messages, random);
                    }
                }));
            }
            for (Future<?> each : work) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError("-Dpartywall.seed=" + seed, failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void step(
            HierarchyLab lab, TenantKeyring keyring, List<TenantId> tenants, List<byte[]> messages, Random random) {
        int i = random.nextInt(tenants.size());
        switch (random.nextInt(20)) {
            case 0 -> lab.tenants().evict(tenants.get(i));
            case 1 -> keyring.evict(tenants.get(i));
            default ->
                assertThat(lab.open(keyring, tenants.get(i), messages.get(i))).isEqualTo(HierarchyLab.PLAINTEXT);
        }
        assertThat(TenantContext.find()).isEmpty();
    }

    /** The tenant whose row or branch key a call asks for. */
    private static String about(LabCall call) {
        return call.encryptionContexts().isEmpty()
                ? call.leadingKeys().get(0)
                : requireNonNull(call.encryptionContexts().get(0).get("branch-key-id"));
    }
}
