package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link JobStore} promises, of every implementation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JobStoreContract {

    private static final TenantId ACME = TenantId.of("acme");

    private JobStore store = InMemoryJobStore.create();

    /** An empty store. */
    abstract JobStore create();

    @BeforeEach
    void begin() {
        store = create();
    }

    private static JobKey key(String partition) {
        return new JobKey(ACME, "invoices", "jdbc:invoices:body", partition);
    }

    private static JobEntry fresh(JobKey key) {
        return new JobEntry(key, 0, "{}");
    }

    @Test
    void save_newRow_isFoundAsItWasReturned() {
        assertThat(store.find(key("p0"))).isEmpty();

        JobEntry stored = store.save(fresh(key("p0")));

        assertThat(stored).isEqualTo(new JobEntry(key("p0"), 1, "{}"));
        assertThat(store.find(key("p0"))).contains(stored);
        assertThat(store.find(key("p1"))).isEmpty();
    }

    @Test
    void save_newestVersion_replacesIt() {
        JobEntry first = store.save(fresh(key("p0")));

        JobEntry second = store.save(new JobEntry(first.key(), first.version(), "{\"a\":\"\\u6771 'x'\"}"));

        assertThat(second.version()).isEqualTo(2);
        assertThat(store.find(key("p0"))).contains(second);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3})
    void save_anotherVersionThanTheNewest_isRefusedAndChangesNothing(long version) {
        JobEntry newest = store.save(store.save(fresh(key("p0"))));

        assertThatThrownBy(() -> store.save(new JobEntry(newest.key(), version, "other")))
                .isInstanceOfSatisfying(JobConflictException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.REENCRYPTION_UNDER_WAY);
                    assertThat(refused.tenant()).contains(ACME);
                });

        assertThat(store.find(key("p0"))).contains(newest);
    }

    @Test
    void save_versionOfARowThatNeverWas_isRefused() {
        assertThatThrownBy(() -> store.save(new JobEntry(key("p0"), 1, "{}"))).isInstanceOf(JobConflictException.class);
        assertThat(store.find(key("p0"))).isEmpty();
    }

    @Test
    void save_keysThatDifferInOnePart_areSeveralRows() {
        List<JobKey> keys = List.of(
                new JobKey(ACME, "a", "b", "c"),
                new JobKey(TenantId.of("Acme"), "a", "b", "c"),
                new JobKey(ACME, "A", "b", "c"),
                new JobKey(ACME, "a", "B", "c"),
                new JobKey(ACME, "a", "b", "C"),
                new JobKey(ACME, "a", "b/c", "c"),
                new JobKey(ACME, "x".repeat(200), "y".repeat(200), "z".repeat(200)));
        for (JobKey key : keys) {
            store.save(new JobEntry(key, 0, key.toString()));
        }

        assertThat(keys).allSatisfy(key -> assertThat(store.find(key)).contains(new JobEntry(key, 1, key.toString())));
    }

    @Test
    void save_longestText_comesBack() {
        JobEntry long1 = new JobEntry(key("p0"), 0, "x".repeat(390_000));

        JobEntry stored = store.save(long1);

        assertThat(store.find(key("p0"))).contains(stored);
        assertThat(store.save(stored).version()).isEqualTo(2);
    }

    @Test
    void save_manyAtOnce_oneWinsEachRound() throws Exception {
        int many = 4;
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            for (int round = 0; round < 10; round++) {
                int version = round;
                CyclicBarrier start = new CyclicBarrier(many);
                List<Future<Boolean>> saves = new ArrayList<>();
                for (int i = 0; i < many; i++) {
                    String text = "saver " + i;
                    saves.add(threads.submit(() -> {
                        start.await(1, TimeUnit.MINUTES);
                        try {
                            store.save(new JobEntry(key("race"), version, text));
                            return true;
                        } catch (JobConflictException another) {
                            return false;
                        }
                    }));
                }
                int winners = 0;
                for (Future<Boolean> save : saves) {
                    winners += save.get(2, TimeUnit.MINUTES) ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
                assertThat(store.find(key("race")).orElseThrow().version()).isEqualTo(version + 1);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
