package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.PLAINTEXT;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEvent.BranchKeyCreated;
import dev.partywall.core.IsolationEvent.BranchKeyDeleted;
import dev.partywall.core.IsolationEvent.BranchKeyLoaded;
import dev.partywall.core.IsolationEvent.BranchKeyRotated;
import dev.partywall.core.IsolationEvent.BranchKeyUnavailable;
import dev.partywall.core.IsolationEvent.BranchKeysEvicted;
import dev.partywall.core.IsolationEvent.DecryptionRefused;
import dev.partywall.core.IsolationEvent.RecordDecrypted;
import dev.partywall.core.IsolationEvent.RecordEncrypted;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the keyring tells its listener, when, and what becomes of a call whose listener throws. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class IsolationEventsTest {

    private final KeyringLab lab = KeyringLab.start();
    private final Recorder told = new Recorder();
    private int tenants;

    @TempDir
    private Path spool;

    private TenantKeyring keyring = lab.keyring();
    private TenantEncryptor invoices = lab.invoices();

    @BeforeEach
    void build() {
        lab.aws().clock().freeze();
        told.reset();
        keyring = lab.builder()
                .listener(told)
                .clock(lab.aws().clock())
                .negativeTimeToLive(Duration.ZERO)
                .streamMemoryLimit(128 * 1024)
                .spoolFolder(spool)
                .build();
        invoices = keyring.encryptor("invoices");
    }

    @AfterEach
    void mend() {
        keyring.close();
        lab.aws().faults().clear();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Nested
    final class Records {

        @Test
        void encrypt_coldThenWarm_tellsTheLoadThenEachRecord() {
            TenantId tenant = newTenant();
            String version = active(tenant);

            seal(tenant);
            seal(tenant);

            assertThat(told.kinds())
                    .containsExactly(BranchKeyLoaded.class, RecordEncrypted.class, RecordEncrypted.class);
            BranchKeyLoaded loaded = (BranchKeyLoaded) told.events.get(0);
            assertThat(loaded).isEqualTo(new BranchKeyLoaded(now(), tenant, version, loaded.took()));
            assertThat(loaded.took()).isGreaterThanOrEqualTo(Duration.ZERO);
            RecordEncrypted record = new RecordEncrypted(now(), tenant, "invoices", RECORD.value(), version);
            assertThat(told.events.subList(1, 3)).containsExactly(record, record);
        }

        @Test
        void decrypt_ofAnOldVersion_tellsThatVersion() {
            TenantId tenant = newTenant();
            String before = active(tenant);
            byte[] old = lab.seal(tenant);
            lab.keyring().branchKeys().rotate(tenant);

            open(tenant, old);

            assertThat(told.last()).isEqualTo(new RecordDecrypted(now(), tenant, "invoices", RECORD.value(), before));
            assertThat(told.of(BranchKeyLoaded.class))
                    .extracting(BranchKeyLoaded::branchKeyVersion)
                    .as("the active version is asked for first")
                    .containsExactly(active(tenant), before);
            assertThat(told.kinds().get(2)).isEqualTo(RecordDecrypted.class);
            assertThat(told.events).hasSize(3);
        }

        @Test
        void encryptAndDecrypt_inEveryForm_tellOncePerRecord() throws IOException {
            TenantId tenant = newTenant();
            seal(tenant);
            told.reset();

            TenantContext.run(tenant, () -> {
                byte[] message = invoices.encrypt(PLAINTEXT, RECORD, Map.of("a", "b"));
                assertThat(told.kinds()).containsExactly(RecordEncrypted.class);
                invoices.decrypt(message, RECORD, Map.of("a", "b"));
                assertThat(told.take()).containsExactly(RecordEncrypted.class, RecordDecrypted.class);
                invoices.decryptString(invoices.encryptString("text", RECORD), RECORD);
                assertThat(told.take()).containsExactly(RecordEncrypted.class, RecordDecrypted.class);
                invoices.reencrypt(message, RECORD);
                assertThat(told.take()).containsExactly(RecordDecrypted.class, RecordEncrypted.class);
                for (int size : new int[] {0, 10, 500_000}) {
                    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
                    invoices.encrypt(new ByteArrayInputStream(new byte[size]), sealed, RECORD);
                    invoices.decrypt(
                            new ByteArrayInputStream(sealed.toByteArray()), new ByteArrayOutputStream(), RECORD);
                    assertThat(told.take())
                            .as("a stream of %d bytes", size)
                            .containsExactly(RecordEncrypted.class, RecordDecrypted.class);
                }
            });
        }

        @Test
        void encryptAllAndDecryptAll_someRefused_tellEachItemInOrder() {
            TenantId tenant = newTenant();
            byte[] message = seal(tenant);
            told.reset();

            TenantContext.run(
                    tenant,
                    () -> invoices.decryptAll(List.of(
                            BatchItem.of(RECORD, message),
                            BatchItem.of(RecordId.of("moved"), message),
                            BatchItem.of(RECORD, message))));

            assertThat(told.kinds())
                    .containsExactly(RecordDecrypted.class, DecryptionRefused.class, RecordDecrypted.class);
            assertThat(((DecryptionRefused) told.events.get(1)).recordId()).isEqualTo("moved");
        }

        @Test
        void decrypt_refused_tellsWhoTriedWhatAndWhy() {
            TenantId tenant = newTenant();
            TenantId thief = newTenant();
            byte[] message = seal(tenant);
            seal(thief);
            byte[] tampered = message.clone();
            tampered[tampered.length - 1] ^= 1;
            TenantEncryptor notes = keyring.encryptor("notes");
            told.reset();

            expectRefusal(() -> open(thief, message));
            expectRefusal(() -> TenantContext.run(tenant, () -> notes.decrypt(message, RECORD)));
            expectRefusal(() -> TenantContext.run(tenant, () -> invoices.decrypt(message, RecordId.of("other"))));
            expectRefusal(() -> open(tenant, tampered));
            expectRefusal(() -> open(tenant, new byte[0]));
            expectRefusal(() -> TenantContext.run(
                    thief,
                    () -> invoices.decrypt(new ByteArrayInputStream(message), new ByteArrayOutputStream(), RECORD)));

            assertThat(told.events)
                    .containsExactly(
                            refused(thief, "invoices", RECORD, ErrorCode.MESSAGE_OF_OTHER_TENANT),
                            refused(tenant, "notes", RECORD, ErrorCode.MESSAGE_OF_OTHER_PURPOSE),
                            refused(tenant, "invoices", RecordId.of("other"), ErrorCode.MESSAGE_NOT_AUTHENTIC),
                            refused(tenant, "invoices", RECORD, ErrorCode.MESSAGE_NOT_AUTHENTIC),
                            refused(tenant, "invoices", RECORD, ErrorCode.MESSAGE_MALFORMED),
                            refused(thief, "invoices", RECORD, ErrorCode.MESSAGE_OF_OTHER_TENANT));
        }

        @Test
        void decryptString_contentIsNotUtf8_tellsTheRefusalAlone() {
            TenantId tenant = newTenant();
            byte[] message = TenantContext.call(tenant, () -> invoices.encrypt(new byte[] {(byte) 0xff}, RECORD));
            told.reset();

            expectRefusal(() -> TenantContext.run(tenant, () -> invoices.decryptString(message, RECORD)));

            assertThat(told.events).containsExactly(refused(tenant, "invoices", RECORD, ErrorCode.MESSAGE_MALFORMED));
        }

        @Test
        void encrypt_argumentsRefusedOrNoTenant_tellsNothing() {
            TenantId tenant = newTenant();

            assertThatThrownBy(() -> invoices.encrypt(PLAINTEXT, RECORD)).isNotNull();
            assertThatThrownBy(() -> invoices.decrypt(PLAINTEXT, RECORD)).isNotNull();
            assertThatThrownBy(() -> TenantContext.run(
                            tenant, () -> invoices.encrypt(PLAINTEXT, RECORD, Map.of("tenant", "globex"))))
                    .isInstanceOf(InvalidKeySettingException.class);
            assertThatThrownBy(() -> TenantContext.run(tenant, () -> invoices.encryptString("\uD800", RECORD)))
                    .isInstanceOf(InvalidKeySettingException.class);

            assertThat(told.events).isEmpty();
        }

        @Test
        void onEvent_ofRecords_comesOnTheCallersThreadWithTheTenantBound() {
            TenantId tenant = newTenant();

            open(tenant, seal(tenant));

            for (Telling telling : told.tellings) {
                assertThat(telling.bound()).as("%s", telling.event()).contains(tenant);
                if (!(telling.event() instanceof BranchKeyLoaded)) {
                    assertThat(telling.thread()).isSameAs(Thread.currentThread());
                }
            }
        }

        @Test
        void toString_ofAllEvents_showsNoPlaintextAndNoMessage() {
            TenantId tenant = newTenant();
            byte[] message = seal(tenant);
            open(tenant, message);
            expectRefusal(() -> TenantContext.run(tenant, () -> invoices.decrypt(message, RecordId.of("other"))));
            TenantContext.run(tenant, () -> invoices.encrypt(PLAINTEXT, RECORD, Map.of("note", "CANARY-CONTEXT")));
            keyring.branchKeys().rotate(tenant);
            keyring.evict(tenant);
            keyring.branchKeys().delete(tenant);

            assertThat(told.events).hasSizeGreaterThanOrEqualTo(7);
            assertThat(told.events.toString())
                    .doesNotContain("CANARY")
                    .doesNotContainIgnoringCase(HexFormat.of().formatHex(PLAINTEXT, 0, 12))
                    .doesNotContain(
                            Base64.getEncoder().encodeToString(PLAINTEXT).substring(0, 12));
        }
    }

    @Nested
    final class Keys {

        @Test
        void encrypt_16ThreadsOnAColdTenant_tellOneLoadBeforeAllRecords() throws Exception {
            TenantId tenant = newTenant();
            ExecutorService pool = Executors.newFixedThreadPool(16);
            List<Future<byte[]>> futures = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                futures.add(pool.submit(() -> seal(tenant)));
            }
            for (Future<byte[]> future : futures) {
                assertThat(future.get(60, TimeUnit.SECONDS)).isNotEmpty();
            }
            pool.shutdown();

            assertThat(told.kinds().get(0)).isEqualTo(BranchKeyLoaded.class);
            assertThat(told.kinds().subList(1, told.kinds().size())).hasSize(16).containsOnly(RecordEncrypted.class);
        }

        @Test
        void encrypt_keyMissing_tellsItOnceWithItsCode() {
            TenantId nobody = TenantId.of("nobody-" + tenants++);

            assertThatThrownBy(() -> seal(nobody)).isInstanceOf(KeyUnavailableException.class);

            assertThat(told.events)
                    .containsExactly(new BranchKeyUnavailable(now(), nobody, ErrorCode.BRANCH_KEY_MISSING));
        }

        @Test
        void decrypt_kmsDenies_tellsItOnceAndNoRefusal() {
            TenantId tenant = newTenant();
            byte[] message = lab.seal(tenant);
            lab.aws().faults().on("kms:Decrypt").forTenant(tenant).accessDenied();

            assertThatThrownBy(() -> open(tenant, message)).isInstanceOf(KeyUnavailableException.class);

            assertThat(told.events)
                    .containsExactly(new BranchKeyUnavailable(now(), tenant, ErrorCode.KEY_ACCESS_DENIED));
        }

        @Test
        void evict_anyTenant_tellsIt() {
            TenantId tenant = newTenant();

            keyring.evict(tenant);

            assertThat(told.events).containsExactly(new BranchKeysEvicted(now(), tenant));
        }

        @Test
        void create_newThenAgain_tellsOnce() {
            TenantId tenant = TenantId.of("made-" + tenants++);

            BranchKeyVersion version = keyring.branchKeys().create(tenant);
            keyring.branchKeys().create(tenant);

            assertThat(told.events).containsExactly(new BranchKeyCreated(now(), tenant, version.toString()));
        }

        @Test
        void rotate_thenSuperseded_tellsOnce() {
            TenantId tenant = newTenant();
            BranchKeyVersion before = BranchKeyVersion.of(active(tenant));

            BranchKeyVersion after = keyring.branchKeys().rotate(tenant).active();
            keyring.branchKeys().rotate(tenant, before);

            assertThat(told.of(BranchKeyRotated.class))
                    .containsExactly(new BranchKeyRotated(now(), tenant, before.toString(), after.toString()));
            assertThat(told.of(BranchKeyCreated.class)).isEmpty();
        }

        @Test
        void delete_twoVersions_tellsTheRows() {
            TenantId tenant = newTenant();
            lab.keyring().branchKeys().rotate(tenant);

            int rows = keyring.branchKeys().delete(tenant);

            assertThat(told.of(BranchKeyDeleted.class)).containsExactly(new BranchKeyDeleted(now(), tenant, rows));
        }

        @Test
        void createRotateDelete_refusedByAws_tellNothingDone() {
            TenantId tenant = newTenant();
            TenantId fresh = TenantId.of("never-" + tenants++);
            lab.aws().faults().on("*").accessDenied();

            assertThatThrownBy(() -> keyring.branchKeys().create(fresh)).isInstanceOf(KeyUnavailableException.class);
            assertThatThrownBy(() -> keyring.branchKeys().rotate(tenant)).isInstanceOf(KeyUnavailableException.class);
            assertThatThrownBy(() -> keyring.branchKeys().delete(tenant)).isInstanceOf(KeyUnavailableException.class);

            assertThat(told.kinds())
                    .doesNotContain(BranchKeyCreated.class, BranchKeyRotated.class, BranchKeyDeleted.class);
        }
    }

    /** A listener that throws fails the call: nothing leaves, and the next call works. */
    @Nested
    final class Throwing {

        @Test
        void encrypt_recordNotTold_failsThenWorks() {
            TenantId tenant = newTenant();

            assertFails(RecordEncrypted.class, () -> seal(tenant));

            assertThat(open(tenant, seal(tenant))).isEqualTo(PLAINTEXT);
        }

        @Test
        void decrypt_recordNotTold_failsThenWorks() {
            TenantId tenant = newTenant();
            byte[] message = seal(tenant);

            assertFails(RecordDecrypted.class, () -> open(tenant, message));

            assertThat(open(tenant, message)).isEqualTo(PLAINTEXT);
        }

        @Test
        void decrypt_refusalNotTold_failsAllTheSame() {
            TenantId tenant = newTenant();
            TenantId thief = newTenant();
            byte[] message = seal(tenant);

            assertFails(DecryptionRefused.class, () -> open(thief, message));
            expectRefusal(() -> open(thief, message));
        }

        @Test
        void decryptString_recordNotTold_fails() {
            TenantId tenant = newTenant();
            byte[] message = seal(tenant);

            assertFails(
                    RecordDecrypted.class,
                    () -> TenantContext.run(tenant, () -> invoices.decryptString(message, RECORD)));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 10, 4096, 500_000})
        void decrypt_streamNotTold_releasesNothing(int size) throws IOException {
            TenantId tenant = newTenant();
            byte[] message = sealStream(tenant, size);
            ByteArrayOutputStream released = new ByteArrayOutputStream();

            assertFails(
                    RecordDecrypted.class,
                    () -> TenantContext.run(
                            tenant, () -> invoices.decrypt(new ByteArrayInputStream(message), released, RECORD)));

            assertThat(released.size()).isZero();
            assertThat(spool).isEmptyDirectory();
            TenantContext.run(tenant, () -> invoices.decrypt(new ByteArrayInputStream(message), released, RECORD));
            assertThat(released.size()).isEqualTo(size);
        }

        @Test
        void encryptAllAndDecryptAll_anItemNotTold_releaseNothing() {
            TenantId tenant = newTenant();
            byte[] message = seal(tenant);

            assertFails(
                    RecordEncrypted.class,
                    () -> TenantContext.run(
                            tenant, () -> invoices.encryptAll(List.of(BatchItem.of(RECORD, PLAINTEXT)))));
            assertFails(
                    RecordDecrypted.class,
                    () -> TenantContext.run(tenant, () -> invoices.decryptAll(List.of(BatchItem.of(RECORD, message)))));
        }

        @Test
        void encrypt_unavailabilityNotTold_failsThenWorks() {
            TenantId tenant = newTenant();
            lab.aws().faults().on("kms:Decrypt").forTenant(tenant).accessDenied();

            assertFails(BranchKeyUnavailable.class, () -> seal(tenant));

            lab.aws().faults().clear();
            assertThat(seal(tenant)).isNotEmpty();
        }

        @Test
        void evict_notTold_failsAndHasDroppedTheKeys() {
            TenantId tenant = newTenant();
            byte[] message = seal(tenant);

            assertFails(BranchKeysEvicted.class, () -> keyring.evict(tenant));

            lab.aws().faults().on("kms:Decrypt").forTenant(tenant).accessDenied();
            assertThatThrownBy(() -> open(tenant, message)).isInstanceOf(KeyUnavailableException.class);
        }

        @Test
        void create_notTold_failsThenIsRepeated() {
            TenantId tenant = TenantId.of("untold-" + tenants++);

            assertFails(BranchKeyCreated.class, () -> keyring.branchKeys().create(tenant));

            BranchKeyVersion version = keyring.branchKeys().create(tenant);
            assertThat(version).hasToString(active(tenant));
            assertThat(open(tenant, seal(tenant))).isEqualTo(PLAINTEXT);
        }

        @Test
        void create_unknownBeforeAndNotTold_isNotRememberedMissing() {
            TenantId tenant = TenantId.of("untold-" + tenants++);
            try (TenantKeyring remembering = lab.builder()
                    .listener(told)
                    .clock(lab.aws().clock())
                    .negativeTimeToLive(Duration.ofMinutes(10))
                    .build()) {
                TenantEncryptor encryptor = remembering.encryptor("invoices");
                assertThatThrownBy(() -> TenantContext.run(tenant, () -> encryptor.encrypt(PLAINTEXT, RECORD)))
                        .isInstanceOf(KeyUnavailableException.class);

                assertFails(
                        BranchKeyCreated.class, () -> remembering.branchKeys().create(tenant));

                assertThat(TenantContext.call(tenant, () -> encryptor.encrypt(PLAINTEXT, RECORD)))
                        .isNotEmpty();
            }
        }

        @Test
        void rotate_notTold_failsAndNewMessagesUseTheNewVersion() {
            TenantId tenant = newTenant();
            byte[] old = seal(tenant);
            String before = active(tenant);

            assertFails(BranchKeyRotated.class, () -> keyring.branchKeys().rotate(tenant));

            assertThat(active(tenant)).isNotEqualTo(before);
            seal(tenant);
            assertThat(((RecordEncrypted) told.last()).branchKeyVersion()).isEqualTo(active(tenant));
            assertThat(open(tenant, old)).isEqualTo(PLAINTEXT);
        }

        @Test
        void delete_notTold_failsAndNothingOpensAgain() {
            TenantId tenant = newTenant();
            byte[] message = seal(tenant);

            assertFails(BranchKeyDeleted.class, () -> keyring.branchKeys().delete(tenant));

            assertThatThrownBy(() -> open(tenant, message))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BRANCH_KEY_MISSING));
            assertThat(keyring.branchKeys().delete(tenant)).isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 10, 4096, 500_000})
        void encrypt_streamNotTold_leavesNoMessageThatOpens(int size) {
            TenantId tenant = newTenant();
            ByteArrayOutputStream message = new ByteArrayOutputStream();

            assertFails(
                    RecordEncrypted.class,
                    () -> TenantContext.run(
                            tenant, () -> invoices.encrypt(new ByteArrayInputStream(new byte[size]), message, RECORD)));

            expectRefusal(() -> open(tenant, message.toByteArray()));
        }

        @Test
        void encrypt_loadNotTold_failsThenWorksAtOnce() {
            TenantId tenant = newTenant();
            try (TenantKeyring remembering = lab.builder()
                    .listener(told)
                    .clock(lab.aws().clock())
                    .negativeTimeToLive(Duration.ofMinutes(10))
                    .build()) {
                TenantEncryptor encryptor = remembering.encryptor("invoices");

                assertFails(
                        BranchKeyLoaded.class,
                        () -> TenantContext.run(tenant, () -> encryptor.encrypt(PLAINTEXT, RECORD)));

                assertThat(TenantContext.call(tenant, () -> encryptor.encrypt(PLAINTEXT, RECORD)))
                        .as("a listener in trouble is no missing key")
                        .isNotEmpty();
            }
        }

        @Test
        void encrypt_refreshAheadNotTold_callersAreServedUntilExpiry() {
            TenantId tenant = newTenant();
            seal(tenant);
            told.fail(BranchKeyLoaded.class, AuditTrailFull::new);
            lab.aws().clock().advance(Duration.ofMinutes(5).minusMillis(1));

            for (int i = 0; i < 20; i++) {
                assertThat(seal(tenant)).isNotEmpty();
            }

            lab.aws().clock().advance(Duration.ofMillis(1));
            assertThatThrownBy(() -> seal(tenant))
                    .as("expired, and cannot be told")
                    .isNotNull();
            told.mend();
            assertThat(seal(tenant)).isNotEmpty();
        }

        @Test
        void encrypt_listenerThrowsAnError_failsThenWorks() {
            TenantId tenant = newTenant();
            for (Class<? extends IsolationEvent> kind : List.of(BranchKeyLoaded.class, RecordEncrypted.class)) {
                told.fail(kind, () -> {
                    throw new AssertionError("audit trail is full");
                });

                assertThatThrownBy(() -> seal(tenant)).as("%s", kind).isNotNull();

                told.mend();
                assertThat(seal(tenant)).isNotEmpty();
                keyring.evict(tenant);
            }
        }

        private void assertFails(Class<? extends IsolationEvent> kind, ThrowingCallable call) {
            told.fail(kind, AuditTrailFull::new);
            assertThatThrownBy(call)
                    .satisfies(failure -> assertThat(chain(failure)).hasAtLeastOneElementOfType(AuditTrailFull.class));
            assertThat(told.last()).as("told the event that it refused").isInstanceOf(kind);
            told.mend();
        }
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable link = failure; link != null && chain.size() < 20; link = link.getCause()) {
            chain.add(link);
            chain.addAll(List.of(link.getSuppressed()));
        }
        return chain;
    }

    private static final class AuditTrailFull extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        AuditTrailFull() {
            super("audit trail is full");
        }
    }

    private DecryptionRefused refused(TenantId tenant, String purpose, RecordId record, ErrorCode code) {
        return new DecryptionRefused(now(), tenant, purpose, record.value(), code);
    }

    private Instant now() {
        return lab.aws().clock().instant();
    }

    private TenantId newTenant() {
        return lab.createTenant("heard-" + tenants++);
    }

    private String active(TenantId tenant) {
        return lab.keyring()
                .branchKeys()
                .describe(tenant)
                .orElseThrow()
                .active()
                .toString();
    }

    private byte[] seal(TenantId tenant) {
        return TenantContext.call(tenant, () -> invoices.encrypt(PLAINTEXT, RECORD));
    }

    private byte[] sealStream(TenantId tenant, int size) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        TenantContext.run(tenant, () -> invoices.encrypt(new ByteArrayInputStream(new byte[size]), message, RECORD));
        return message.toByteArray();
    }

    private byte[] open(TenantId tenant, byte[] message) {
        return TenantContext.call(tenant, () -> invoices.decrypt(message, RECORD));
    }

    private static void expectRefusal(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(DecryptionRefusedException.class);
    }

    /** An event and how it was told. */
    private record Telling(IsolationEvent event, Thread thread, Optional<TenantId> bound) {}

    /** Keeps what it is told, and throws on demand. */
    private static final class Recorder implements IsolationEventListener {

        private final List<IsolationEvent> events = new CopyOnWriteArrayList<>();
        private final List<Telling> tellings = new CopyOnWriteArrayList<>();
        private volatile @Nullable Class<? extends IsolationEvent> failing;
        private volatile Supplier<RuntimeException> failure = AuditTrailFull::new;

        @Override
        public void onEvent(IsolationEvent event) {
            tellings.add(new Telling(
                    event, Thread.currentThread(), TenantContext.find().map(tenant -> tenant.id())));
            events.add(event);
            Class<? extends IsolationEvent> kind = failing;
            if (kind != null && kind.isInstance(event)) {
                throw failure.get();
            }
        }

        void fail(Class<? extends IsolationEvent> kind, Supplier<RuntimeException> with) {
            failure = with;
            failing = kind;
        }

        void mend() {
            failing = null;
        }

        void reset() {
            mend();
            events.clear();
            tellings.clear();
        }

        List<Class<?>> kinds() {
            List<Class<?>> kinds = new ArrayList<>();
            events.forEach(event -> kinds.add(event.getClass()));
            return kinds;
        }

        List<Class<?>> take() {
            List<Class<?>> kinds = kinds();
            events.clear();
            return kinds;
        }

        <E extends IsolationEvent> List<E> of(Class<E> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        IsolationEvent last() {
            return events.get(events.size() - 1);
        }
    }
}
