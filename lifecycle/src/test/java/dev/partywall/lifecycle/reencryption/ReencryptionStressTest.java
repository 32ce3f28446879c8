package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.RandomRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * An application writes, removes and makes records while they are re-encrypted again and again; one of its nodes does not know of the
 * newest version yet. No write of its is ever lost.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReencryptionStressTest {

    private static final int WRITERS = 3;
    private static final int RECORDS = 30;

    private final ReencryptionLab lab = new ReencryptionLab();

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void run_besideWriters_losesNoUpdate() throws Exception {
        Load load = new Load(MemoryRecords.inPartitions(3), RandomRecords.seed("ReencryptionStressTest"));

        load.run(4);

        assertThat(load.lost()).as("seed %d", load.seed).isEmpty();
        load.assertAllNewestAtLast();
    }

    @Tag("campaign")
    @Test
    void run_besideWritersForLong_losesNoUpdate() throws Exception {
        Load load = new Load(MemoryRecords.inPartitions(3), RandomRecords.seed("ReencryptionStressTest"));

        load.run(Integer.getInteger("partywall.rounds", 1_000));

        assertThat(load.lost()).as("seed %d", load.seed).isEmpty();
        load.assertAllNewestAtLast();
    }

    /** What the test above would say of a source that replaces whatever is there. */
    @Test
    void run_sourceWithoutCondition_isFoundOutByThisTest() throws Exception {
        Load load = new Load(MemoryRecords.withoutCondition(3), RandomRecords.seed("ReencryptionStressTest"));

        for (int i = 0; i < 100 && load.lost().isEmpty(); i++) {
            load.run(3);
        }

        assertThat(load.lost()).as("seed %d", load.seed).isNotEmpty();
    }

    private final class Load {

        private final MemoryRecords records;
        private final long seed;
        private final TenantId tenant = lab.newTenant();
        /** What the application wrote last. Each record has one writer. */
        private final Map<String, String> written = new ConcurrentHashMap<>();

        private final TenantEncryptor stale;

        Load(MemoryRecords records, long seed) {
            this.records = records;
            this.seed = seed;
            // The time between a record's reading and its replacement is when an update could be lost.
            records.before((call, key) -> {
                if (call.equals("replace")) {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
                }
            });
            TenantKeyring node = lab.keyring();
            this.stale = node.encryptor(ReencryptionLab.PURPOSE);
            for (int i = 0; i < WRITERS * RECORDS; i++) {
                write(i % WRITERS, i / WRITERS, "beginning", stale);
            }
        }

        /** So many re-encryptions, each for a new version. */
        void run(int rounds) throws Exception {
            AtomicBoolean ended = new AtomicBoolean();
            ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
            try {
                List<Future<?>> writing = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    int number = writer;
                    writing.add(writers.submit(() -> write(number, ended)));
                }
                for (int round = 0; round < rounds; round++) {
                    lab.rotate(tenant);
                    ReencryptionReport report = job().run();
                    assertThat(report.complete()).isTrue();
                    ReencryptionCounts counts = report.counts();
                    assertThat(counts.rewritten()
                                    + counts.alreadyNewest()
                                    + counts.changedMeanwhile()
                                    + counts.gone()
                                    + counts.failed())
                            .isEqualTo(counts.read());
                }
                ended.set(true);
                for (Future<?> one : writing) {
                    one.get(2, TimeUnit.MINUTES);
                }
            } finally {
                ended.set(true);
                writers.shutdownNow();
            }
        }

        private Reencryption job() {
            return lab.job(tenant)
                    .source(records)
                    .pageSize(7)
                    .lease(Duration.ofMinutes(10))
                    .build();
        }

        private void write(int writer, AtomicBoolean ended) {
            Random random = new Random(seed + writer);
            for (int revision = 0; !ended.get(); revision++) {
                int number = random.nextInt(RECORDS);
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
                if (random.nextInt(20) == 0) {
                    written.remove(id(writer, number));
                    records.remove(id(writer, number));
                } else {
                    write(writer, number, "revision " + revision, random.nextInt(4) == 0 ? stale : lab.application());
                }
            }
        }

        private static String id(int writer, int number) {
            return "w" + writer + "-" + number;
        }

        private void write(int writer, int number, String text, TenantEncryptor encryptor) {
            String id = id(writer, number);
            byte[] plaintext = text.getBytes(StandardCharsets.UTF_8);
            byte[] message = TenantContext.call(tenant, () -> encryptor.encrypt(plaintext, RecordId.of(id)));
            written.put(id, text);
            records.put(id, message);
        }

        /** The records that do not hold what was written to them last. */
        List<String> lost() {
            List<String> lost = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                for (int number = 0; number < RECORDS; number++) {
                    String id = id(writer, number);
                    Optional<String> stored = records.find(id).map(record -> lab.open(tenant, id, record.message()));
                    if (!stored.equals(Optional.ofNullable(written.get(id)))) {
                        lost.add(id + ": " + stored + " instead of " + written.get(id));
                    }
                }
            }
            return lost;
        }

        /** When nobody writes under an old version any more. */
        void assertAllNewestAtLast() {
            assertThat(job().run().isClean()).isTrue();
            records.messages()
                    .forEach((id, message) ->
                            assertThat(lab.versionOf(tenant, id, message)).isEqualTo(lab.active(tenant)));
            assertThat(lost()).as("seed %d", seed).isEmpty();
        }
    }
}
