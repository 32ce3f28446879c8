package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Several processes at one job: each partition has one of them at a time, and each record is rewritten once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReencryptionRaceTest {

    private static final int RECORDS = 60;
    private static final int PARTITIONS = 6;

    /** Nobody is taken for gone in a test in which nobody is. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private final ReencryptionLab lab = new ReencryptionLab();
    private final ExecutorService processes = Executors.newCachedThreadPool();
    private TenantId tenant = TenantId.of("none");
    private MemoryRecords records = MemoryRecords.inPartitions(1);

    @BeforeEach
    void begin() {
        tenant = lab.newTenant();
        records = MemoryRecords.inPartitions(PARTITIONS);
        for (int i = 0; i < RECORDS; i++) {
            records.put("r" + i, lab.seal(tenant, "r" + i, "text"));
        }
        lab.rotate(tenant);
    }

    @AfterAll
    void close() {
        processes.shutdownNow();
        lab.close();
    }

    private Reencryption.Builder job(JobStore memory, Duration lease) {
        return lab.job(tenant)
                .source(records)
                .memory(memory)
                .lease(lease)
                .pageSize(3)
                .attempts(2);
    }

    private void assertEachRewrittenOnce() {
        assertThat(records.replacements())
                .hasSize(RECORDS)
                .allSatisfy((id, times) -> assertThat(times).as(id).hasValue(1));
    }

    private void assertEachReadOnce() {
        assertThat(records.reads())
                .hasSize(RECORDS)
                .allSatisfy((id, times) -> assertThat(times).as(id).hasValue(1));
    }

    @Test
    void run_severalProcessesAtOnce_goThroughEachPartitionOnce() throws Exception {
        DynamoDbJobStore memory =
                DynamoDbJobStore.of(ReencryptionLab.JOBS, lab.aws().dynamoDb());

        together(memory);

        assertEachReadOnce();
        assertEachRewrittenOnce();
        assertThat(records.attempts()).isEqualTo(RECORDS);
    }

    /** What the test above would say of a memory that lets everybody win. */
    @Test
    void run_memoryWithoutConditions_isFoundOutByThisTest() throws Exception {
        together(new JobStore() {
            @Override
            public Optional<JobEntry> find(JobKey key) {
                return Optional.empty();
            }

            @Override
            public JobEntry save(JobEntry entry) {
                return new JobEntry(entry.key(), entry.version() + 1, entry.text());
            }
        });

        assertThatThrownBy(this::assertEachReadOnce).isInstanceOf(AssertionError.class);
    }

    private void together(JobStore memory) throws Exception {
        CyclicBarrier start = new CyclicBarrier(3);
        List<Future<ReencryptionReport>> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Reencryption job = job(memory, LONG).build();
            running.add(processes.submit(() -> {
                start.await(1, TimeUnit.MINUTES);
                return oneByOne(job);
            }));
        }
        for (Future<ReencryptionReport> one : running) {
            one.get(2, TimeUnit.MINUTES);
        }
    }

    /** One partition after another: whoever does not get one has no need to wait for it. */
    private static ReencryptionReport oneByOne(Reencryption job) {
        List<String> partitions = job.partitions();
        partitions.subList(1, partitions.size()).forEach(job::runPartition);
        return job.runPartition(partitions.get(0));
    }

    @Test
    void run_holderThatLives_isNotDisturbedAndNamed() throws Exception {
        JobStore memory = ofTheBoundTenant();
        Duration lease = Duration.ofSeconds(6);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        records.before((call, key) -> {
            if (call.equals("replace")) {
                begun.countDown();
                await(ended);
            }
        });
        Future<ReencryptionReport> slow =
                processes.submit(() -> job(memory, lease).build().run());
        await(begun);

        ReencryptionReport other = job(memory, lease).build().runPartition("p0");

        assertThat(other.heldByOthers()).containsExactly("p0");
        assertThat(other.complete()).isFalse();
        assertThat(other.took())
                .as("it shows that it lives long before the lease is over")
                .isLessThan(lease);
        ended.countDown();
        assertThat(slow.get(2, TimeUnit.MINUTES).isClean()).isTrue();
        assertThat(records.attempts()).isEqualTo(RECORDS);
        assertEachRewrittenOnce();
    }

    /** As one with a client that is scoped to the bound tenant. */
    private JobStore ofTheBoundTenant() {
        InMemoryJobStore rows = InMemoryJobStore.create();
        return new JobStore() {
            @Override
            public Optional<JobEntry> find(JobKey key) {
                requireBound(key);
                return rows.find(key);
            }

            @Override
            public JobEntry save(JobEntry entry) {
                requireBound(entry.key());
                return rows.save(entry);
            }

            private void requireBound(JobKey key) {
                assertThat(TenantContext.require().id()).isEqualTo(key.tenant());
            }
        };
    }

    @Test
    void run_holderThatIsGone_isFollowedWhenItsLeaseIsOver() throws Exception {
        InMemoryJobStore memory = InMemoryJobStore.create();
        leaveHalfWay(memory);
        int done = records.replacements().size();
        assertThat(done).isPositive();

        ReencryptionReport next = job(new ShortLease(memory), LONG).build().run();

        assertThat(next.isClean()).isTrue();
        assertThat(next.counts().read()).isEqualTo(RECORDS);
        assertEachRewrittenOnce();
    }

    /** It waits for as long as the holder asked for, and not for a lease of its own. */
    @Test
    void run_holderWithALongerLease_isWaitedForThatLong() throws Exception {
        InMemoryJobStore memory = InMemoryJobStore.create();
        leaveHalfWay(memory);
        Future<ReencryptionReport> waiting = processes.submit(
                () -> job(memory, Duration.ofMillis(100)).build().run());

        assertThatThrownBy(() -> waiting.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        waiting.cancel(true);
    }

    /** As a process that is gone leaves it: an error of the JVM's gives nothing back. */
    private void leaveHalfWay(JobStore memory) {
        AtomicInteger writes = new AtomicInteger();
        records.before((call, key) -> {
            if (call.equals("replace") && writes.incrementAndGet() > 20) {
                throw new StackOverflowError();
            }
        });
        assertThatThrownBy(() -> job(memory, LONG).parallelism(1).build().run()).isInstanceOf(StackOverflowError.class);
        records.before((call, key) -> {});
    }

    /** It stands still, others go on in its place, and it goes on as if nothing had been. */
    @Test
    void run_holderThatStoodStill_changesNothingAnyMore() throws Exception {
        InMemoryJobStore rows = InMemoryJobStore.create();
        AtomicBoolean frozen = new AtomicBoolean();
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch thaw = new CountDownLatch(1);
        JobStore freezing = new JobStore() {
            @Override
            public Optional<JobEntry> find(JobKey key) {
                return rows.find(key);
            }

            @Override
            public JobEntry save(JobEntry entry) {
                if (frozen.get()) {
                    await(thaw);
                }
                return rows.save(entry);
            }
        };
        records.before((call, key) -> {
            if (call.equals("replace") && frozen.compareAndSet(false, true)) {
                reached.countDown();
                await(thaw);
            }
        });
        Duration lease = Duration.ofMillis(300);
        Future<ReencryptionReport> still = processes.submit(
                () -> job(freezing, lease).parallelism(1).build().run());
        await(reached);

        ReencryptionReport other = job(rows, lease).build().run();

        assertThat(other.isClean()).isTrue();
        assertThat(other.counts().rewritten()).isEqualTo(RECORDS);
        thaw.countDown();
        ReencryptionReport woken = still.get(2, TimeUnit.MINUTES);
        assertThat(woken.heldByOthers()).hasSize(1);
        assertThat(woken.counts().read())
                .as("the partitions that the other has done")
                .isLessThan(RECORDS);
        assertThat(records.messages().keySet())
                .allSatisfy(id -> assertThat(lab.versionOf(tenant, id, records.message(id)))
                        .isEqualTo(lab.active(tenant)));
        assertEachRewrittenOnce();
    }

    @Test
    void run_saveWhoseAnswerIsLost_isNoConflict() {
        InMemoryJobStore rows = InMemoryJobStore.create();
        AtomicInteger saves = new AtomicInteger();
        JobStore losing = new JobStore() {
            @Override
            public Optional<JobEntry> find(JobKey key) {
                return rows.find(key);
            }

            @Override
            public JobEntry save(JobEntry entry) {
                JobEntry stored = rows.save(entry);
                if (saves.incrementAndGet() % 2 == 1) {
                    throw new JobStoreException(
                            ErrorCode.REENCRYPTION_STATE_UNAVAILABLE, tenant, true, "no answer", null);
                }
                return stored;
            }
        };

        ReencryptionReport report = job(losing, LONG).build().run();

        assertThat(report.isClean()).isTrue();
        assertThat(saves.get()).isGreaterThan(PARTITIONS);
        assertEachReadOnce();
    }

    /** The answer to a sign of life is lost, and then the one to the checkpoint behind it: nobody else was there. */
    @Test
    void run_answerToASignOfLifeLost_keepsThePartition() {
        InMemoryJobStore rows = InMemoryJobStore.create();
        CountDownLatch beaten = new CountDownLatch(1);
        AtomicBoolean checkpointLost = new AtomicBoolean();
        JobStore losing = new JobStore() {
            @Override
            public Optional<JobEntry> find(JobKey key) {
                return rows.find(key);
            }

            @Override
            public JobEntry save(JobEntry entry) {
                boolean beat = rows.find(entry.key())
                        .filter(row -> row.text().equals(entry.text()))
                        .isPresent();
                JobEntry stored = rows.save(entry);
                boolean second = !beat && beaten.getCount() == 0 && checkpointLost.compareAndSet(false, true);
                boolean first = beat && beaten.getCount() == 1;
                if (first) {
                    beaten.countDown();
                }
                if (first || second) {
                    throw noAnswer();
                }
                return stored;
            }
        };
        records.before((call, key) -> {
            if (call.equals("replace")) {
                await(beaten);
            }
        });

        ReencryptionReport report = job(losing, Duration.ofMillis(600)).build().run();

        assertThat(checkpointLost).isTrue();
        assertThat(report.heldByOthers()).isEmpty();
        assertThat(report.isClean()).isTrue();
        assertEachReadOnce();
    }

    /** A sign of life in between would set back what is done already, and find that the partition is not its own. */
    @Test
    void run_answerToTheLastCheckpointLost_keepsSilentUntilItIsKnown() {
        InMemoryJobStore rows = InMemoryJobStore.create();
        AtomicInteger failed = new AtomicInteger();
        JobStore losing = new JobStore() {
            @Override
            public Optional<JobEntry> find(JobKey key) {
                return rows.find(key);
            }

            @Override
            public JobEntry save(JobEntry entry) {
                if (entry.text().contains("\"done\":true") && failed.incrementAndGet() <= 4) {
                    if (failed.get() == 1) {
                        rows.save(entry);
                    }
                    throw noAnswer();
                }
                return rows.save(entry);
            }
        };

        ReencryptionReport report =
                job(losing, Duration.ofMillis(100)).attempts(6).build().runPartition("p0");

        assertThat(failed.get()).isGreaterThan(4);
        assertThat(report.heldByOthers()).isEmpty();
        assertThat(report.isClean()).isTrue();
    }

    private JobStoreException noAnswer() {
        return new JobStoreException(ErrorCode.REENCRYPTION_STATE_UNAVAILABLE, tenant, true, "no answer", null);
    }

    @Test
    void run_memoryThatFails_endsAndTheNextGoesOn() {
        InMemoryJobStore rows = InMemoryJobStore.create();
        AtomicInteger saves = new AtomicInteger();
        JobStore failing = new JobStore() {
            @Override
            public Optional<JobEntry> find(JobKey key) {
                return rows.find(key);
            }

            @Override
            public JobEntry save(JobEntry entry) {
                if (saves.incrementAndGet() > 7) {
                    throw new JobStoreException(
                            ErrorCode.REENCRYPTION_STATE_UNAVAILABLE, tenant, true, "is down", null);
                }
                return rows.save(entry);
            }
        };

        assertThatThrownBy(() -> job(failing, Duration.ofMillis(200)).build().run())
                .isInstanceOf(JobStoreException.class);

        assertThat(job(rows, Duration.ofMillis(200)).build().run().isClean()).isTrue();
        assertEachRewrittenOnce();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
