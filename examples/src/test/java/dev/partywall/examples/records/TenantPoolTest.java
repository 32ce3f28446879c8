package dev.partywall.examples.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TenantPoolTest {

    private final TenantPool pool = new TenantPool(3);

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void submit_manyTenants_bindsToEachTaskItsOwn() {
        Map<TenantId, Queue<TenantId>> bound = new ConcurrentHashMap<>();

        for (int i = 0; i < 1_000; i++) {
            TenantId tenant = TenantId.of("t" + i % 10);
            pool.submit(
                    tenant,
                    () -> bound.computeIfAbsent(tenant, t -> new ConcurrentLinkedQueue<>())
                            .add(TenantContext.require().id()));
        }
        pool.await();

        assertThat(bound).hasSize(10);
        bound.forEach((tenant, seen) -> assertThat(seen).hasSize(100).containsOnly(tenant));
        assertThat(TenantContext.find()).isEmpty();
    }

    @Test
    void await_taskFailed_failsAlikeAndRunsNoFurtherTask() {
        TenantId tenant = TenantId.of("t");
        pool.submit(tenant, () -> {
            throw new IllegalStateException("first");
        });

        assertThatIllegalStateException().isThrownBy(pool::await).withMessage("first");
        assertThatIllegalStateException()
                .isThrownBy(() -> IntStream.range(0, 100).forEach(i -> pool.submit(tenant, () -> {})));
    }
}
