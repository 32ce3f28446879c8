package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.core.TenantMismatchException;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.Patience;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReencryptionTest {

    private static final int RECORDS = 40;

    private final ReencryptionLab lab = new ReencryptionLab();
    private TenantId tenant = TenantId.of("none");
    private MemoryRecords records = MemoryRecords.inPartitions(1);
    private JobStore memory = InMemoryJobStore.create();
    private final List<BranchKeyVersion> versions = new ArrayList<>();

    @BeforeEach
    void begin() {
        tenant = lab.newTenant();
        records = MemoryRecords.inPartitions(3);
        memory = InMemoryJobStore.create();
        versions.clear();
        versions.add(lab.active(tenant));
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private static String id(int number) {
        return String.format("record-%03d", number);
    }

    /** Records under two old versions and the newest one, by turns. */
    private void fill() {
        for (int version = 0; version < 3; version++) {
            if (version > 0) {
                rotate();
            }
            for (int i = version; i < RECORDS; i += 3) {
                records.put(id(i), lab.seal(tenant, id(i), "text " + i));
            }
        }
    }

    private void rotate() {
        versions.add(lab.rotate(tenant));
    }

    private BranchKeyVersion newest() {
        return versions.get(versions.size() - 1);
    }

    private Reencryption.Builder job() {
        return lab.job(tenant)
                .source(records)
                .memory(memory)
                .pageSize(5)
                .attempts(3)
                .lease(Duration.ofMinutes(10));
    }

    private void assertAllNewest() {
        records.messages().forEach((id, message) -> {
            assertThat(lab.versionOf(tenant, id, message)).as(id).isEqualTo(newest());
            assertThat(lab.open(tenant, id, message)).isEqualTo("text " + Integer.parseInt(id.substring(7)));
        });
        assertThat(records.messages()).hasSize(RECORDS);
    }

    private long decrypts(Runnable work) {
        long mark = lab.aws().calls().mark();
        work.run();
        long decrypts = lab.aws().calls().since(mark).of("kms:Decrypt").count();
        assertThat(lab.aws().calls().since(mark).of("kms:*").count()).isEqualTo(decrypts);
        return decrypts;
    }

    @Nested
    final class Runs {

        @Test
        void run_recordsOfSeveralVersions_areRewrittenOnceWithTheCallsToKmsThatWerePredicted() {
            fill();

            long decrypts = decrypts(() -> {
                ReencryptionReport report = job().build().run();

                assertThat(report.isClean()).isTrue();
                assertThat(report.newest()).contains(newest());
                assertThat(report.counts())
                        .isEqualTo(new ReencryptionCounts(
                                40,
                                27,
                                13,
                                0,
                                0,
                                0,
                                Map.of(versions.get(0), 14L, versions.get(1), 13L, versions.get(2), 13L)));
                assertThat(report.failures()).isEmpty();
                assertThat(report.heldByOthers()).isEmpty();
            });

            assertThat(decrypts).as("two old versions, and the active one").isEqualTo(3);
            assertAllNewest();
            assertThat(records.replacements())
                    .hasSize(27)
                    .allSatisfy((id, times) -> assertThat(times).hasValue(1));
        }

        @Test
        void run_furtherPairs_areKept() {
            RecordId id = RecordId.of(id(0));
            byte[] message = TenantContext.call(
                    tenant, () -> lab.application().encrypt(new byte[3], id, Map.of("schema", "v3")));
            records.put(id(0), message);
            rotate();

            assertThat(job().build().run().counts().rewritten()).isEqualTo(1);

            byte[] rewritten = records.message(id(0));
            assertThat(TenantContext.call(
                            tenant, () -> lab.application().decrypt(rewritten, id, Map.of("schema", "v3"))))
                    .isEqualTo(new byte[3]);
        }

        @Test
        void run_again_readsNothing() {
            fill();
            ReencryptionReport first = job().build().run();
            int read = records.reads().size();
            records.before((call, key) -> {
                throw new AssertionError(call);
            });

            ReencryptionReport second = job().build().run();

            assertThat(read).isEqualTo(RECORDS);
            assertThat(second.counts()).isEqualTo(first.counts());
            assertThat(second.isClean()).isTrue();
        }

        /** A keyring that holds what was active before the rotation. */
        @Test
        void run_sameObjectAfterAnotherRotation_sealsUnderTheNewest() {
            fill();
            Reencryption job = job().attempts(1).build();
            job.run();
            rotate();

            assertThat(job.run().isClean()).isTrue();
            assertAllNewest();
        }

        @Test
        void run_afterAnotherRotation_beginsAnew() {
            fill();
            job().build().run();
            rotate();

            ReencryptionReport report = job().build().run();

            assertThat(report.isClean()).isTrue();
            assertThat(report.counts().rewritten()).isEqualTo(RECORDS);
            assertAllNewest();
        }

        @Test
        void run_rotationMeanwhile_leavesNothingOlderAndTheNextRunMakesAllNewest() {
            fill();
            BranchKeyVersion begun = newest();
            AtomicInteger replaced = new AtomicInteger();
            TenantKeyring keyring = lab.keyring();
            records.before((call, key) -> {
                if (call.equals("replace") && replaced.incrementAndGet() == 10) {
                    rotate();
                    keyring.evict(tenant);
                }
            });

            ReencryptionReport report =
                    job().keyring(keyring).parallelism(1).build().run();

            assertThat(report.isClean()).isTrue();
            assertThat(report.newest()).contains(begun);
            Set<BranchKeyVersion> left = records.messages().entrySet().stream()
                    .map(entry -> lab.versionOf(tenant, entry.getKey(), entry.getValue()))
                    .collect(Collectors.toSet());
            assertThat(left).containsExactlyInAnyOrder(begun, newest());
            assertThat(job().build().run().isClean()).isTrue();
            assertAllNewest();
        }

        /** Without the eviction it would seal under what it holds, and call that done. */
        @Test
        void run_keyringThatHoldsTheFormerVersion_sealsUnderTheNewest() {
            fill();
            TenantKeyring keyring = lab.keyring();
            TenantContext.run(
                    tenant, () -> keyring.encryptor(ReencryptionLab.PURPOSE).encrypt(new byte[0], RecordId.of("x")));
            rotate();

            assertThat(job().keyring(keyring).build().run().isClean()).isTrue();
            assertAllNewest();
        }

        @Test
        void restart_doneJob_readsAllAgain() {
            fill();
            job().build().run();

            ReencryptionReport report = job().build().restart();

            assertThat(report.counts().read()).isEqualTo(RECORDS);
            assertThat(report.counts().alreadyNewest()).isEqualTo(RECORDS);
            assertThat(report.isClean()).isTrue();
        }

        @Test
        void dryRun_recordsOfSeveralVersions_countsThemAndTouchesNothing() {
            fill();
            records.put("foreign", lab.seal(lab.newTenant(), "foreign", "text"));

            long decrypts = decrypts(() -> {
                ReencryptionReport report = job().build().dryRun();

                assertThat(report.complete()).isTrue();
                assertThat(report.counts().read()).isEqualTo(RECORDS + 1);
                assertThat(report.counts().alreadyNewest()).isEqualTo(13);
                assertThat(report.counts().rewritten()).isZero();
                assertThat(report.counts().byVersion())
                        .isEqualTo(Map.of(versions.get(0), 14L, versions.get(1), 13L, versions.get(2), 13L));
                assertThat(report.failures())
                        .extracting(ReencryptionFailure::key, ReencryptionFailure::code)
                        .containsExactly(tuple("foreign", ErrorCode.MESSAGE_OF_OTHER_TENANT));
            });

            assertThat(decrypts).isZero();
            assertThat(records.attempts()).isZero();
            for (String partition : records.partitions()) {
                assertThat(memory.find(new JobKey(tenant, ReencryptionLab.PURPOSE, records.name(), partition)))
                        .isEmpty();
            }
        }

        @Test
        void runPartition_ofEach_isTheWholeJob() {
            fill();
            Reencryption job = job().build();

            AtomicInteger read = new AtomicInteger();
            long decrypts = decrypts(() -> {
                for (String partition : job.partitions()) {
                    ReencryptionReport report = job.runPartition(partition);
                    assertThat(report.isClean()).isTrue();
                    read.addAndGet((int) report.counts().read());
                }
            });

            assertThat(decrypts).as("as many as of one run").isEqualTo(3);
            assertThat(read).hasValue(RECORDS);
            assertAllNewest();
            assertThatThrownBy(() -> job.runPartition("p9")).isInstanceOf(InvalidLifecycleSettingException.class);
        }

        @Test
        void run_anotherTenantBound_isRefused() {
            assertThatThrownBy(() -> TenantContext.run(
                            lab.newTenant(), () -> job().build().run()))
                    .isInstanceOf(TenantMismatchException.class);
        }
    }

    @Nested
    final class Failures {

        @Test
        void run_refusedRecords_areCollectedAndRetriedWhenTheyWereMended() {
            fill();
            byte[] sound = records.message(id(0));
            records.change(id(0), message -> {
                message[message.length - 1] ^= 1;
                return message;
            });
            records.put(id(1), lab.seal(tenant, id(2), "text 1"));
            records.put(id(2), lab.seal(lab.newTenant(), id(2), "text 2"));
            rotate();

            ReencryptionReport report = job().build().run();

            assertThat(report.complete()).isTrue();
            assertThat(report.isClean()).isFalse();
            assertThat(report.counts().failed()).isEqualTo(3);
            assertThat(report.counts().rewritten()).isEqualTo(RECORDS - 3);
            assertThat(codes(report))
                    .isEqualTo(Map.of(
                            id(0), ErrorCode.MESSAGE_NOT_AUTHENTIC,
                            id(1), ErrorCode.MESSAGE_NOT_AUTHENTIC,
                            id(2), ErrorCode.MESSAGE_OF_OTHER_TENANT));
            assertThat(codes(job().build().run())).isEqualTo(codes(report));

            records.put(id(0), sound);
            records.put(id(1), lab.seal(tenant, id(1), "text 1"));
            records.remove(id(2));
            ReencryptionReport retried = job().build().retryFailed();

            assertThat(retried.isClean()).isTrue();
            assertThat(retried.counts().read()).isEqualTo(RECORDS);
            assertThat(retried.counts().rewritten()).isEqualTo(RECORDS - 2);
            assertThat(retried.counts().alreadyNewest()).isEqualTo(1);
            assertThat(retried.counts().gone()).isEqualTo(1);
            records.put(id(2), lab.seal(tenant, id(2), "text 2"));
            assertAllNewest();
        }

        private Map<String, ErrorCode> codes(ReencryptionReport report) {
            return report.failures().stream()
                    .collect(Collectors.toMap(ReencryptionFailure::key, ReencryptionFailure::code));
        }

        @Test
        void run_moreFailuresThanFit_areCountedAndARestartFindsThem() {
            records = MemoryRecords.inPartitions(1);
            byte[] message = lab.seal(tenant, "other", "text");
            for (int i = 0; i < 1_100; i++) {
                records.put("bad-" + i, message);
            }
            rotate();

            ReencryptionReport report = job().pageSize(100).build().run();

            assertThat(report.counts().failed()).isEqualTo(1_100);
            assertThat(report.failures()).hasSize(1_000);
            assertThat(report.failuresNotRemembered()).isEqualTo(100);
            records.messages().replaceAll((id, bad) -> lab.seal(tenant, id, "text"));
            assertThat(job().build().retryFailed().counts().failed()).isEqualTo(100);
            assertThat(job().build().restart().isClean()).isTrue();
        }

        @Test
        void run_keysTooLongToRemember_areCounted() {
            records = MemoryRecords.inPartitions(1);
            byte[] message = lab.seal(tenant, "other", "text");
            for (int i = 0; i < 200; i++) {
                records.put("\u6771".repeat(300) + i, message);
            }
            rotate();

            ReencryptionReport report = job().build().run();

            assertThat(report.failures()).hasSizeBetween(105, 115);
            assertThat(report.failures().size() + report.failuresNotRemembered())
                    .isEqualTo(200);
        }

        @Test
        void run_alwaysOvertaken_givesUpOnTheRecordAlone() {
            fill();
            List<byte[]> writes = new ArrayList<>();
            TenantId same = tenant;
            TenantKeyring stale = lab.keyring();
            // Holds the newest version of now, which is an old one when the job begins.
            for (int i = 0; i < 20; i++) {
                writes.add(TenantContext.call(
                        same, () -> stale.encryptor(ReencryptionLab.PURPOSE).encrypt(new byte[1], RecordId.of(id(0)))));
            }
            rotate();
            AtomicInteger next = new AtomicInteger();
            records.before((call, key) -> {
                if (call.equals("replace") && key.equals(id(0))) {
                    records.put(id(0), writes.get(next.getAndIncrement()));
                }
            });

            ReencryptionReport report = job().build().run();

            assertThat(report.failures())
                    .containsExactly(new ReencryptionFailure(partitionOf(id(0)), id(0), ErrorCode.RECORD_CONTENDED));
            assertThat(report.counts().rewritten()).isEqualTo(RECORDS - 1);
            assertThat(next).hasValue(10);
            records.before((call, key) -> {});
            assertThat(job().build().retryFailed().isClean()).isTrue();
        }

        private String partitionOf(String id) {
            return "p" + Math.floorMod(id.hashCode(), 3);
        }

        @Test
        void run_recordsChangedOrRemovedMeanwhile_areTheApplications() {
            fill();
            rotate();
            records.before((call, key) -> {
                if (call.equals("replace") && key.equals(id(0))) {
                    records.put(id(0), lab.seal(tenant, id(0), "text 0"));
                }
                if (call.equals("replace") && key.equals(id(1))) {
                    records.remove(id(1));
                }
            });

            ReencryptionReport report = job().build().run();

            assertThat(report.isClean()).isTrue();
            assertThat(report.counts().changedMeanwhile()).isEqualTo(1);
            assertThat(report.counts().gone()).isEqualTo(1);
            assertThat(report.counts().rewritten()).isEqualTo(RECORDS - 2);
            assertThat(records.messages()).doesNotContainKey(id(1));
        }

        @Test
        void run_answersOfWritesLost_countsEachRecordOnce() {
            fill();
            Set<String> lost = ConcurrentHashMap.newKeySet();
            records.behind((call, key) -> {
                if (lost.add(key)) {
                    throw unavailable(true);
                }
            });

            ReencryptionReport report = job().parallelism(16).build().run();

            assertThat(report.isClean()).isTrue();
            assertThat(report.counts().rewritten()).isEqualTo(27);
            assertThat(report.counts().changedMeanwhile()).isZero();
            assertAllNewest();
        }

        @Test
        void run_sourceFails_endsWithACheckpointAndTheNextGoesOn() {
            fill();
            AtomicInteger pages = new AtomicInteger();
            records.before((call, key) -> {
                if (call.equals("read") && pages.incrementAndGet() > 3) {
                    throw unavailable(true);
                }
            });

            assertThatThrownBy(() -> job().parallelism(1).build().run())
                    .isInstanceOfSatisfying(
                            RecordSourceException.class,
                            failure -> assertThat(failure.isRetryable()).isTrue());
            assertThat(pages.get())
                    .as("three pages, three attempts at the next")
                    .isEqualTo(6);
            Map<String, AtomicInteger> before = Map.copyOf(records.reads());

            records.before((call, key) -> {});
            ReencryptionReport report = job().build().run();

            assertThat(report.isClean()).isTrue();
            assertThat(report.counts().read()).isEqualTo(RECORDS);
            assertThat(before).as("all of the first partition").hasSize(14);
            assertThat(records.reads())
                    .allSatisfy((id, times) -> assertThat(times).hasValue(1));
            assertAllNewest();
        }

        @Test
        void run_oneRecordThatItsStoreRefuses_failsAlone() {
            fill();
            records.before((call, key) -> {
                if (call.equals("replace") && key.equals(id(0))) {
                    throw refused();
                }
            });

            ReencryptionReport report = job().build().run();

            assertThat(report.counts().failed()).isEqualTo(1);
            assertThat(report.counts().rewritten()).isEqualTo(26);
            records.before((call, key) -> {});
            assertThat(job().build().retryFailed().isClean()).isTrue();
            assertAllNewest();
        }

        @Test
        void run_writesDenied_endsAtOnce() {
            fill();
            records.before((call, key) -> {
                if (call.equals("replace")) {
                    throw new RecordSourceException(
                            ErrorCode.RECORD_SOURCE_ACCESS_DENIED, false, "the store denied the write", null);
                }
            });

            assertThatThrownBy(() -> job().parallelism(2).build().run())
                    .isInstanceOfSatisfying(
                            RecordSourceException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.RECORD_SOURCE_ACCESS_DENIED));
            assertThat(records.attempts()).isZero();
        }

        private RecordSourceException refused() {
            return new RecordSourceException(
                    ErrorCode.RECORD_SOURCE_UNUSABLE, false, "the store does not take it", null);
        }

        /** Not the trouble of each record: the checkpoint stays before the page, and nothing is called done. */
        @Test
        void run_storeThatRefusesEveryRecordOfAPage_endsBeforeItsCheckpoint() {
            records = MemoryRecords.inPartitions(1);
            fill();
            rotate();
            records.before((call, key) -> {
                if (call.equals("replace")) {
                    throw refused();
                }
            });

            assertThatThrownBy(() -> job().pageSize(20).build().run())
                    .isInstanceOf(RecordSourceException.class)
                    .hasMessageContaining("20 records")
                    .hasStackTraceContaining("the store does not take it");
            records.before((call, key) -> {});
            ReencryptionReport next = job().build().run();

            assertThat(next.isClean()).isTrue();
            assertThat(next.counts().rewritten()).isEqualTo(RECORDS);
            assertAllNewest();
        }

        @Test
        void run_storeThatTakesOneRecordOfAPage_failsTheOthersAlone() {
            records = MemoryRecords.inPartitions(1);
            fill();
            rotate();
            records.before((call, key) -> {
                if (call.equals("replace") && !key.equals(id(7)) && !key.equals(id(30))) {
                    throw refused();
                }
            });

            ReencryptionReport report = job().pageSize(20).build().run();

            assertThat(report.complete()).isTrue();
            assertThat(report.counts().failed()).isEqualTo(RECORDS - 2);
        }

        @Test
        void run_storeThatIsOutForGood_endsAtOnce() {
            fill();
            records.before((call, key) -> {
                if (call.equals("replace")) {
                    throw unavailable(false);
                }
            });

            assertThatThrownBy(() -> job().build().run()).isInstanceOf(RecordSourceException.class);
            records.before((call, key) -> {});
            assertThat(job().build().run().isClean()).isTrue();
        }

        /** What an earlier job has done is done for its version. */
        @Test
        void retryFailed_afterARotation_callsNothingComplete() {
            fill();
            assertThat(job().build().run().isClean()).isTrue();
            rotate();

            ReencryptionReport retried = job().build().retryFailed();

            assertThat(retried.newest()).contains(newest());
            assertThat(retried.complete()).isFalse();
            assertThat(retried.isClean()).isFalse();
            assertThat(job().build().run().isClean()).isTrue();
            assertAllNewest();
        }

        /** Its partitions have failures, too, so that they are gone on with. */
        @Test
        void retryFailed_afterARotationWithFailures_callsNothingComplete() {
            fill();
            byte[] sound = records.message(id(0));
            records.put(id(0), lab.seal(tenant, id(1), "text 1"));
            rotate();
            assertThat(job().build().run().counts().failed()).isEqualTo(1);
            records.put(id(0), sound);
            rotate();

            ReencryptionReport retried = job().build().retryFailed();

            assertThat(retried.counts().failed()).isZero();
            assertThat(retried.isClean()).isFalse();
            assertThat(job().build().run().isClean()).isTrue();
            assertAllNewest();
        }

        @Test
        void run_recordOnTwoPages_failsOnce() {
            records = MemoryRecords.inPartitions(1);
            records.put(id(0), lab.seal(tenant, id(1), "text 1"));
            rotate();
            RecordSource twice = new WrappedSource(records) {
                @Override
                public RecordPage read(String partition, Optional<String> after, int limit) {
                    RecordPage page = super.read(partition, Optional.empty(), limit);
                    return new RecordPage(page.records(), after.isPresent() ? Optional.empty() : Optional.of("again"));
                }
            };

            assertThat(job().source(twice).build().run().counts().failed()).isEqualTo(1);
            records.put(id(0), lab.seal(tenant, id(0), "text 0"));
            assertThat(job().source(twice).build().retryFailed().isClean()).isTrue();
        }

        /** Whose records are there, and of which a source can read only some. */
        private RecordSource unreadable(Predicate<String> which, RecordSourceException reason) {
            return new WrappedSource(records) {
                @Override
                public RecordPage read(String partition, Optional<String> after, int limit) {
                    RecordPage page = super.read(partition, after, limit);
                    return new RecordPage(
                            page.records().stream()
                                    .filter(record -> !which.test(record.key()))
                                    .toList(),
                            page.records().stream()
                                    .map(StoredRecord::key)
                                    .filter(which)
                                    .map(key -> new UnreadableRecord(key, reason))
                                    .toList(),
                            page.next());
                }

                @Override
                public Optional<StoredRecord> find(String key) {
                    if (which.test(key)) {
                        throw reason;
                    }
                    return super.find(key);
                }
            };
        }

        private RecordSourceException tooLarge() {
            return new RecordSourceException(ErrorCode.RECORD_SOURCE_UNUSABLE, false, "too large", null);
        }

        @Test
        void run_recordThatCannotBeRead_isAFailureAndTheOthersAreDone() {
            fill();
            RecordSource source = unreadable(id(7)::equals, tooLarge());

            assertThat(job().source(source).build().dryRun().counts().failed()).isEqualTo(1);
            ReencryptionReport report = job().source(source).build().run();

            assertThat(report.complete()).isTrue();
            assertThat(report.isClean()).isFalse();
            assertThat(report.counts().read()).isEqualTo(RECORDS);
            assertThat(report.counts().rewritten()).isEqualTo(26);
            assertThat(report.failures())
                    .extracting(ReencryptionFailure::key, ReencryptionFailure::code)
                    .containsExactly(tuple(id(7), ErrorCode.RECORD_SOURCE_UNUSABLE));
            assertThat(job().source(source).build().retryFailed().counts().failed())
                    .isEqualTo(1);
            assertThat(job().build().retryFailed().isClean()).isTrue();
            assertAllNewest();
        }

        @Test
        void run_eachPartition_isToldWhenItIsDoneOrFails() {
            fill();
            List<IsolationEvent> events = new CopyOnWriteArrayList<>();
            Instant now = Instant.parse("2026-03-01T10:00:00Z");
            Reencryption.Builder told = job().listener(events::add).clock(Clock.fixed(now, ZoneOffset.UTC));

            told.build().dryRun();
            assertThat(events).isEmpty();
            told.build().run();

            assertThat(events)
                    .containsExactlyInAnyOrder(
                            new IsolationEvent.OperationStepCompleted(now, tenant, "REENCRYPT", "p0", false),
                            new IsolationEvent.OperationStepCompleted(now, tenant, "REENCRYPT", "p1", false),
                            new IsolationEvent.OperationStepCompleted(now, tenant, "REENCRYPT", "p2", false));
            events.clear();
            rotate();
            RecordSourceException denied =
                    new RecordSourceException(ErrorCode.RECORD_SOURCE_ACCESS_DENIED, false, "denied", null);
            records.before((call, key) -> {
                if (call.equals("replace")) {
                    throw denied;
                }
            });
            assertThatThrownBy(() -> told.build().runPartition("p0")).isSameAs(denied);
            assertThat(events)
                    .containsExactly(new IsolationEvent.OperationFailed(
                            now, tenant, "REENCRYPT", "p0", ErrorCode.RECORD_SOURCE_ACCESS_DENIED));
        }

        @Test
        void run_manyOfAPageCannotBeReadAndSomeCan_goesOn() {
            records = MemoryRecords.inPartitions(1);
            fill();
            RecordSource source = unreadable(key -> !key.equals(id(39)), tooLarge());

            ReencryptionReport report =
                    job().source(source).pageSize(50).build().run();

            assertThat(report.counts().failed()).isEqualTo(39);
            assertThat(job().build().retryFailed().isClean()).isTrue();
        }

        /** A setting that is wrong for all is not the trouble of millions of records. */
        @Test
        void run_noneOfAPageCanBeRead_endsBeforeIt() {
            records = MemoryRecords.inPartitions(1);
            fill();
            Reencryption job = job().source(unreadable(key -> true, tooLarge()))
                    .pageSize(50)
                    .build();

            for (ThrowingCallable call : List.<ThrowingCallable>of(job::run, job::dryRun)) {
                assertThatThrownBy(call)
                        .isInstanceOf(RecordSourceException.class)
                        .hasMessageContaining("could read none of the 40 records")
                        .hasRootCauseMessage(tooLarge().getMessage());
            }
            assertThat(job().pageSize(50).build().run().isClean()).isTrue();
        }

        /** What passes, or is of all records, is none of one record's own. */
        @Test
        void run_unreadableForAReasonThatIsNotItsOwn_ends() {
            fill();
            RecordSourceException passing =
                    new RecordSourceException(ErrorCode.RECORD_SOURCE_UNUSABLE, true, "busy", null);
            RecordSourceException denied =
                    new RecordSourceException(ErrorCode.RECORD_SOURCE_ACCESS_DENIED, false, "denied", null);

            for (RecordSourceException reason : List.of(passing, denied)) {
                Reencryption job =
                        job().source(unreadable(id(7)::equals, reason)).build();
                assertThatThrownBy(job::run).isSameAs(reason);
            }
            assertThat(job().build().run().isClean()).isTrue();
        }

        @Test
        void unreadableRecord_keyThatCannotBeRemembered_isRefused() {
            assertUnusable(() -> new UnreadableRecord("", tooLarge()));
            assertUnusable(() -> new UnreadableRecord("k".repeat(4_097), tooLarge()));
        }

        @Test
        void run_sourceWithoutPartitionsOrWithOneTwice_isRefused() {
            fill();
            for (List<String> wrong : List.of(List.<String>of(), List.of("p0", "p1", "p0"))) {
                Reencryption job = job().source(new WrappedSource(records) {
                            @Override
                            public List<String> partitions() {
                                return wrong;
                            }
                        })
                        .build();

                assertUnusable(job::run);
                assertUnusable(job::dryRun);
                assertUnusable(job::partitions);
            }
        }

        @Test
        void storedRecord_keyOrPlaceThatCannotBeRemembered_isRefused() {
            assertUnusable(() -> StoredRecord.of("", RecordId.of("r"), new byte[0]));
            assertUnusable(() -> StoredRecord.of("k".repeat(4_097), RecordId.of("r"), new byte[0]));
            assertUnusable(() -> new RecordPage(List.of(), Optional.of("k".repeat(4_097))));
            assertThat(StoredRecord.of("k".repeat(4_096), RecordId.of("r"), new byte[0])
                            .key())
                    .hasSize(4_096);
        }

        private void assertUnusable(ThrowingCallable call) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            RecordSourceException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.RECORD_SOURCE_UNUSABLE));
        }

        /** Whoever can write records names versions that are not there: what the job seals itself is asked for nevertheless. */
        @Test
        void run_moreForgedVersionsThanAreLookedFor_stillSealsUnderANewVersion() {
            records = MemoryRecords.inPartitions(1);
            fill();
            rotate();
            byte[] message = records.message(id(0));
            byte[] version = bytes(lab.versionOf(tenant, id(0), message).id());
            int at = indexOf(message, version);
            for (int i = 0; i < 120; i++) {
                byte[] forged = message.clone();
                System.arraycopy(bytes(UUID.randomUUID()), 0, forged, at, version.length);
                records.put("a-forged-" + i, forged);
            }
            TenantKeyring keyring = lab.keyring();
            AtomicBoolean rotated = new AtomicBoolean();
            records.before((call, key) -> {
                if (call.equals("replace") && rotated.compareAndSet(false, true)) {
                    rotate();
                    keyring.evict(tenant);
                }
            });

            ReencryptionReport report = job().keyring(keyring).build().run();

            assertThat(rotated).isTrue();
            assertThat(report.counts().rewritten()).isEqualTo(RECORDS);
            assertThat(report.counts().failed()).isEqualTo(120);
        }

        private byte[] bytes(UUID id) {
            return ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
        }

        private int indexOf(byte[] message, byte[] part) {
            int at = 0;
            while (!Arrays.equals(message, at, at + part.length, part, 0, part.length)) {
                at++;
            }
            return at;
        }

        private RecordSourceException unavailable(boolean retryable) {
            return new RecordSourceException(
                    ErrorCode.RECORD_SOURCE_UNAVAILABLE, retryable, "the store does not answer", null);
        }

        @Test
        void run_tenantNotServed_endsAtOnce() {
            fill();
            AtomicInteger asked = new AtomicInteger();
            TenantKeyring gated = TenantKeyring.builder()
                    .keyStore(ReencryptionLab.KEYS, lab.aws().dynamoDb())
                    .rootKey(lab.rootKey(), lab.aws().kms())
                    .gate(who -> {
                        if (asked.incrementAndGet() > 30) {
                            throw new TenantNotServedException(
                                    ErrorCode.TENANT_SUSPENDED, who, false, "is suspended", null);
                        }
                    })
                    .build();

            assertThatThrownBy(() -> job().keyring(gated).build().run()).isInstanceOf(TenantNotServedException.class);
            assertThat(asked.get()).as("not once for each record").isLessThan(30 + 10);
            assertThat(job().build().run().isClean()).isTrue();
            assertAllNewest();
        }

        @Test
        void run_kmsDenied_endsAtOnce() {
            fill();
            try (var denied = lab.aws().faults().on("kms:Decrypt").accessDenied()) {
                assertThatThrownBy(() -> job().build().run())
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_ACCESS_DENIED));
                assertThat(denied.hits()).isLessThan(10);
            }
            assertThat(records.attempts()).isZero();
        }

        /** Whatever is in the keyring's memory still: a root key is what all records need. */
        @Test
        void run_rootKeyDisabledHalfWay_endsAndTheNextGoesOn() {
            records = MemoryRecords.inPartitions(1);
            records.put("a", lab.seal(tenant, "a", "text"));
            rotate();
            records.put("b", lab.seal(tenant, "b", "text"));
            rotate();
            records.put("c", lab.seal(tenant, "c", "text"));
            AtomicBoolean disabled = new AtomicBoolean();
            records.before((call, key) -> {
                if (call.equals("replace") && disabled.compareAndSet(false, true)) {
                    lab.aws().kms().disableKey(request -> request.keyId(lab.rootKey()));
                }
            });
            try {
                assertThatThrownBy(() -> job().parallelism(1).build().run())
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ROOT_KEY_UNUSABLE));
            } finally {
                lab.aws().kms().enableKey(request -> request.keyId(lab.rootKey()));
            }

            assertThat(disabled).isTrue();
            assertThat(job().build().run().isClean()).isTrue();
        }

        @Test
        void run_rootKeyDisabled_endsAtOnce() {
            fill();
            lab.aws().kms().disableKey(request -> request.keyId(lab.rootKey()));
            try {
                assertThatThrownBy(() -> job().build().run())
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ROOT_KEY_UNUSABLE));
            } finally {
                lab.aws().kms().enableKey(request -> request.keyId(lab.rootKey()));
            }
        }

        @Test
        void run_versionThatWasDeleted_failsItsRecordsAlone() {
            fill();
            lab.aws()
                    .dynamoDb()
                    .deleteItem(delete -> delete.tableName(ReencryptionLab.KEYS)
                            .key(Map.of(
                                    "branch-key-id",
                                    AttributeValue.fromS(tenant.value()),
                                    "type",
                                    AttributeValue.fromS("branch:version:" + versions.get(0)))));

            ReencryptionReport report = job().build().run();

            assertThat(report.counts().failed()).isEqualTo(14);
            assertThat(report.counts().rewritten()).isEqualTo(13);
            assertThat(report.failures()).allMatch(failure -> failure.code() == ErrorCode.BRANCH_KEY_VERSION_UNKNOWN);
        }

        @Test
        void run_sourceThatGivesOnePageForEver_isRefused() {
            fill();
            RecordSource endless = new WrappedSource(records) {
                @Override
                public RecordPage read(String partition, Optional<String> after, int limit) {
                    return new RecordPage(List.of(), Optional.of("here"));
                }
            };

            assertThatThrownBy(() -> job().source(endless).build().run()).isInstanceOf(RecordSourceException.class);
        }

        @Test
        void run_sourceWithABug_endsWithIt() {
            fill();
            records.before((call, key) -> {
                if (call.equals("replace")) {
                    throw new IllegalStateException("a bug");
                }
            });

            assertThatThrownBy(() -> job().build().run())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a bug");
        }

        @Test
        void run_memoryThatCannotBeRead_saysSo() {
            fill();
            JobKey key = new JobKey(tenant, ReencryptionLab.PURPOSE, records.name(), "p1");
            memory.save(new JobEntry(key, 0, "{\"format\":2}"));

            assertThatThrownBy(() -> job().build().run()).isInstanceOfSatisfying(JobStoreException.class, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.REENCRYPTION_STATE_MALFORMED);
                assertThat(failure.tenant()).contains(tenant);
            });
        }
    }

    @Nested
    final class Pace {

        @Test
        void run_rateLimit_isKept() {
            fill();

            ReencryptionReport report =
                    job().perSecond(50).parallelism(8).build().run();

            assertThat(report.counts().rewritten()).isEqualTo(27);
            assertThat(report.took()).as("26 pauses of 20 ms").isGreaterThanOrEqualTo(Duration.ofMillis(519));
        }

        @Test
        void run_parallelism_isReachedAndNotExceeded() {
            fill();
            rotate();
            CyclicBarrier together = new CyclicBarrier(5);
            AtomicInteger working = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            records.before((call, key) -> {
                if (call.equals("replace")) {
                    most.accumulateAndGet(working.incrementAndGet(), Math::max);
                    awaitOnce(together);
                }
            });
            records.behind((call, key) -> working.decrementAndGet());

            ReencryptionReport report = job().parallelism(5).build().run();

            assertThat(report.isClean()).isTrue();
            assertThat(most).hasValue(5);
        }

        private final AtomicInteger arrived = new AtomicInteger();

        /** The first five wait for each other. */
        private void awaitOnce(CyclicBarrier together) {
            if (arrived.incrementAndGet() <= 5) {
                try {
                    together.await(1, TimeUnit.MINUTES);
                } catch (Exception never) {
                    throw new IllegalStateException(never);
                }
            }
        }

        @Test
        void run_withAListener_isToldHowFarItIs() {
            fill();
            List<ReencryptionProgress> told = new CopyOnWriteArrayList<>();

            ReencryptionReport report =
                    job().perSecond(15).progress(told::add).build().run();

            assertThat(told).hasSizeGreaterThan(1);
            ReencryptionProgress first = told.get(0);
            assertThat(first.total()).isEqualTo(OptionalLong.of(RECORDS));
            assertThat(first.perSecond()).isPositive();
            assertThat(first.remaining()).isPresent();
            ReencryptionProgress last = told.get(told.size() - 1);
            assertThat(last.counts()).isEqualTo(report.counts());
            assertThat(last.remaining()).contains(Duration.ZERO);
        }

        @Test
        void run_estimateThatFails_isNotTold() {
            fill();
            AtomicInteger asked = new AtomicInteger();
            records.before((call, key) -> {
                if (call.equals("estimate")) {
                    asked.incrementAndGet();
                    throw new RecordSourceException(
                            ErrorCode.RECORD_SOURCE_ACCESS_DENIED, false, "counting is denied", null);
                }
            });
            List<ReencryptionProgress> told = new CopyOnWriteArrayList<>();

            assertThat(job().progress(told::add).build().run().isClean()).isTrue();
            assertThat(told).allSatisfy(progress -> assertThat(progress.total()).isEmpty());
            assertThat(asked).hasValue(1);
            assertThat(job().build().run().isClean()).isTrue();
            assertThat(asked).as("nobody listens").hasValue(1);
        }

        @Test
        void run_listenerThatThrows_endsTheRun() {
            fill();
            Consumer<ReencryptionProgress> broken = progress -> {
                throw new IllegalStateException("no paper");
            };

            assertThatThrownBy(() -> job().perSecond(1).progress(broken).build().run())
                    .hasMessage("no paper");
            assertThat(job().build().run().isClean()).isTrue();
        }

        @Test
        void run_interrupted_endsAfterWhatIsInWorkAndTheNextGoesOn() throws InterruptedException {
            fill();
            Thread caller = Thread.currentThread();
            AtomicInteger replaced = new AtomicInteger();
            records.before((call, key) -> {
                if (call.equals("replace") && replaced.incrementAndGet() == 8) {
                    caller.interrupt();
                }
            });

            ReencryptionReport report =
                    job().parallelism(1).perSecond(20).build().run();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(report.complete()).isFalse();
            assertThat(report.counts().read()).isLessThan(RECORDS);
            // A pool has ended a moment before the last of its threads has.
            Patience.eventually(
                    "threads end",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("partywall-reencryption")));

            ReencryptionReport next = job().build().run();
            assertThat(next.isClean())
                    .as("the lease of ten minutes was given back")
                    .isTrue();
            assertAllNewest();
        }

        @Test
        void run_interruptedBefore_doesNothing() {
            fill();
            Thread.currentThread().interrupt();

            ReencryptionReport report = job().perSecond(1).build().run();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(report.complete()).isFalse();
            assertThat(records.attempts()).isLessThan(3);
        }
    }

    @Nested
    final class Settings {

        @Test
        void build_settingThatCannotWork_isRefused() {
            assertRefused("parallelism", job().parallelism(0));
            assertRefused("parallelism", job().parallelism(257));
            assertRefused("pageSize", job().pageSize(0));
            assertRefused("pageSize", job().pageSize(10_001));
            assertRefused("perSecond", job().perSecond(0));
            assertRefused("attempts", job().attempts(0));
            assertRefused("lease", job().lease(Duration.ofMillis(99)));
            assertRefused("lease", job().lease(Duration.ofHours(2)));
            assertRefused(
                    "tenant", Reencryption.builder().keyring(lab.keyring()).purpose("p"));
            assertRefused("keyring", Reencryption.builder().tenant(tenant));
            assertRefused(
                    "source",
                    Reencryption.builder().tenant(tenant).keyring(lab.keyring()).purpose("p"));
            assertRefused(
                    "memory",
                    Reencryption.builder()
                            .tenant(tenant)
                            .keyring(lab.keyring())
                            .purpose("p")
                            .source(records));
        }

        private void assertRefused(String setting, Reencryption.Builder builder) {
            assertThatThrownBy(builder::build)
                    .isInstanceOf(InvalidLifecycleSettingException.class)
                    .hasMessageContaining("'" + setting + "'");
        }

        @Test
        void jobKey_textsThatDoNotFit_areRefused() {
            for (String text : List.of("", "a b", "\u00e4", "x".repeat(201))) {
                assertThatThrownBy(() -> new JobKey(tenant, "p", text, "p0"))
                        .isInstanceOf(TenantIsolationException.class);
            }
            assertThat(new JobKey(tenant, "p", "a", "b").job()).isEqualTo("p a b");
        }
    }
}
