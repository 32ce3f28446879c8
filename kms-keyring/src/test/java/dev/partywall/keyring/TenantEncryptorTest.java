package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.ACME;
import static dev.partywall.keyring.KeyringLab.GLOBEX;
import static dev.partywall.keyring.KeyringLab.PLAINTEXT;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.NoTenantException;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantEncryptorTest {

    private final KeyringLab lab = KeyringLab.start();
    private final TenantEncryptor invoices = lab.invoices();

    @BeforeAll
    void onboard() {
        lab.keyring().branchKeys().create(ACME);
        lab.keyring().branchKeys().create(GLOBEX);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Nested
    final class Bytes {

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 127, 4095, 4096, 4097, 8192, 100_000})
        void decrypt_ofWhatWasEncrypted_givesItBack(int size) {
            byte[] plaintext = new byte[size];
            new Random(size).nextBytes(plaintext);

            byte[] opened =
                    TenantContext.call(ACME, () -> invoices.decrypt(invoices.encrypt(plaintext, RECORD), RECORD));

            assertThat(opened).isEqualTo(plaintext);
        }

        @Test
        void encrypt_anyRecord_storesTenantAndPurposeAndNotTheRecordId() {
            byte[] message =
                    TenantContext.call(ACME, () -> invoices.encrypt(PLAINTEXT, RECORD, Map.of("schema", "v3")));

            ParsedCiphertext header = new ParsedCiphertext(message);
            assertThat(header.getEncryptionContextMap())
                    .isEqualTo(Map.of("tenant", "acme", "purpose", "invoices", "schema", "v3"));
            assertThat(header.getCryptoAlgoId().getValue()).isEqualTo((short) 0x0478);
            assertThat(header.getEncryptedKeyBlobCount()).isEqualTo(1);
            assertThat(new String(message, StandardCharsets.ISO_8859_1)).doesNotContain(RECORD.value());
        }

        @Test
        void encrypt_sameRecordTwice_givesDifferentMessages() {
            assertThat(lab.seal(ACME)).isNotEqualTo(lab.seal(ACME));
        }

        @Test
        void decrypt_otherRecordId_isRefused() {
            byte[] message = lab.seal(ACME);

            assertRefused(
                    () -> TenantContext.run(ACME, () -> invoices.decrypt(message, RecordId.of("invoice-2"))),
                    ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }

        @Test
        void decrypt_otherPurpose_isRefused() {
            byte[] message = lab.seal(ACME);
            TenantEncryptor notes = lab.keyring().encryptor("notes");

            assertRefused(
                    () -> TenantContext.run(ACME, () -> notes.decrypt(message, RECORD)),
                    ErrorCode.MESSAGE_OF_OTHER_PURPOSE);
        }

        @Test
        void decrypt_expectedPairsAreThere_opens() {
            byte[] opened = TenantContext.call(ACME, () -> {
                byte[] message = invoices.encrypt(PLAINTEXT, RECORD, Map.of("schema", "v3", "region", "eu"));
                return invoices.decrypt(message, RECORD, Map.of("schema", "v3"));
            });

            assertThat(opened).isEqualTo(PLAINTEXT);
        }

        @Test
        void decrypt_expectedPairIsAnother_isRefused() {
            assertRefused(
                    () -> TenantContext.run(ACME, () -> {
                        byte[] message = invoices.encrypt(PLAINTEXT, RECORD, Map.of("schema", "v3"));
                        invoices.decrypt(message, RECORD, Map.of("schema", "v2"));
                    }),
                    ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }

        @Test
        void encrypt_noTenantBound_isRefusedBeforeAnyCall() {
            long mark = lab.aws().calls().mark();

            assertThatThrownBy(() -> invoices.encrypt(PLAINTEXT, RECORD)).isInstanceOf(NoTenantException.class);
            assertThatThrownBy(() -> invoices.decrypt(new byte[0], RECORD)).isInstanceOf(NoTenantException.class);
            assertThatThrownBy(() -> invoices.encryptAll(List.of())).isInstanceOf(NoTenantException.class);

            assertThat(lab.aws().calls().since(mark).count()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"tenant", "purpose", "record", "aws-crypto-public-key", ""})
        void encrypt_reservedName_isRefused(String name) {
            assertThatThrownBy(() ->
                            TenantContext.run(ACME, () -> invoices.encrypt(PLAINTEXT, RECORD, Map.of(name, "x"))))
                    .isInstanceOfSatisfying(
                            InvalidKeySettingException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ENCRYPTION_CONTEXT));
        }

        @Test
        void encrypt_emptyValue_isRefused() {
            assertThatThrownBy(() ->
                            TenantContext.run(ACME, () -> invoices.encrypt(PLAINTEXT, RECORD, Map.of("note", ""))))
                    .isInstanceOf(InvalidKeySettingException.class);
        }

        @Test
        void encrypt_contextOfMoreThan32K_isRefusedAndOneThatFitsOpens() {
            String tooMuch = "x".repeat(32_710);
            assertThatThrownBy(() ->
                            TenantContext.run(ACME, () -> invoices.encrypt(PLAINTEXT, RECORD, Map.of("note", tooMuch))))
                    .isInstanceOf(InvalidKeySettingException.class);

            String much = "x".repeat(32_600);
            byte[] opened = TenantContext.call(ACME, () -> {
                byte[] message = invoices.encrypt(PLAINTEXT, RECORD, Map.of("note", much));
                return invoices.decrypt(message, RECORD);
            });
            assertThat(opened).isEqualTo(PLAINTEXT);
        }
    }

    @Nested
    final class Text {

        @ParameterizedTest
        @ValueSource(strings = {"", "plain", "Grüße, 東京, \uD83D\uDE80", "a\u0000b"})
        void decryptString_ofWhatWasEncrypted_givesItBack(String text) {
            String opened = TenantContext.call(
                    ACME, () -> invoices.decryptString(invoices.encryptString(text, RECORD), RECORD));

            assertThat(opened).isEqualTo(text);
        }

        @Test
        void encryptString_unpairedSurrogate_isRefused() {
            assertThatThrownBy(() -> TenantContext.run(ACME, () -> invoices.encryptString("\uD800", RECORD)))
                    .isInstanceOf(InvalidKeySettingException.class);
        }

        @Test
        void decryptString_contentIsNotUtf8_isRefused() {
            assertRefused(
                    () -> TenantContext.run(ACME, () -> {
                        byte[] message = invoices.encrypt(new byte[] {(byte) 0xff}, RECORD);
                        invoices.decryptString(message, RECORD);
                    }),
                    ErrorCode.MESSAGE_MALFORMED);
        }
    }

    @Nested
    final class Streams {

        @TempDir
        private Path folder;

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 4096, 130_000, 131_072, 500_000, 3_000_000})
        void decrypt_ofWhatWasEncrypted_givesItBackInBothForms(int size) throws IOException {
            byte[] plaintext = new byte[size];
            new Random(size).nextBytes(plaintext);
            try (TenantKeyring small = lab.builder()
                    .streamMemoryLimit(128 * 1024)
                    .spoolFolder(folder)
                    .build()) {
                TenantEncryptor encryptor = small.encryptor("invoices");
                ByteArrayOutputStream message = new ByteArrayOutputStream();
                ByteArrayOutputStream opened = new ByteArrayOutputStream();

                TenantContext.run(ACME, () -> {
                    encryptor.encrypt(new ByteArrayInputStream(plaintext), message, RECORD);
                    encryptor.decrypt(new ByteArrayInputStream(message.toByteArray()), opened, RECORD);
                    assertThat(encryptor.decrypt(message.toByteArray(), RECORD)).isEqualTo(plaintext);
                });

                assertThat(opened.toByteArray()).isEqualTo(plaintext);
                assertThat(folder).as("nothing stays behind").isEmptyDirectory();
            }
        }

        @Test
        void encrypt_streamThatIsEmptyAtOnce_givesAMessageThatOpens() throws IOException {
            ByteArrayOutputStream message = new ByteArrayOutputStream();

            TenantContext.run(ACME, () -> {
                invoices.encrypt(InputStream.nullInputStream(), message, RECORD);
                assertThat(invoices.decrypt(message.toByteArray(), RECORD)).isEmpty();
            });
        }

        @Test
        void decrypt_ofABytesMessage_opens() throws IOException {
            ByteArrayOutputStream opened = new ByteArrayOutputStream();

            TenantContext.run(ACME, () -> invoices.decrypt(new ByteArrayInputStream(lab.seal(ACME)), opened, RECORD));

            assertThat(opened.toByteArray()).isEqualTo(PLAINTEXT);
        }

        @Test
        void encrypt_plaintextFails_leavesNoMessageThatOpens() {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            InputStream failing =
                    new SequenceInputStream(new ByteArrayInputStream(new byte[10_000]), new BrokenStream());

            assertThatThrownBy(() -> TenantContext.run(ACME, () -> invoices.encrypt(failing, message, RECORD)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("disk on fire");
            assertRefused(
                    () -> TenantContext.run(ACME, () -> invoices.decrypt(message.toByteArray(), RECORD)),
                    ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }

        @Test
        void decrypt_evictedWhileTheStreamArrives_asksForTheKeyAfterIt() throws IOException {
            TenantId tenant = lab.createTenant("slow-stream");
            byte[] plaintext = new byte[300_000];
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            ByteArrayOutputStream opened = new ByteArrayOutputStream();
            try (TenantKeyring small =
                    lab.builder().streamMemoryLimit(128 * 1024).build()) {
                TenantEncryptor encryptor = small.encryptor("invoices");
                TenantContext.run(
                        tenant, () -> encryptor.encrypt(new ByteArrayInputStream(plaintext), message, RECORD));
                InputStream slow =
                        new SequenceInputStream(new ByteArrayInputStream(message.toByteArray()), new AtEnd(() -> {
                            lab.keyring().branchKeys().delete(tenant);
                            small.evict(tenant);
                        }));

                assertThatThrownBy(() -> TenantContext.run(tenant, () -> encryptor.decrypt(slow, opened, RECORD)))
                        .isInstanceOf(KeyUnavailableException.class);
            }
            assertThat(opened.size()).isZero();
        }

        @Test
        void encrypt_listenerRefuses_leavesNoMessageThatOpens() {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            try (TenantKeyring audited = lab.builder()
                    .listener(event -> {
                        if (event instanceof IsolationEvent.RecordEncrypted) {
                            throw new IllegalStateException("audit trail is full");
                        }
                    })
                    .build()) {
                assertThatThrownBy(() -> TenantContext.run(
                                ACME,
                                () -> audited.encryptor("invoices")
                                        .encrypt(new ByteArrayInputStream(PLAINTEXT), message, RECORD)))
                        .hasMessage("audit trail is full");
            }
            assertRefused(
                    () -> TenantContext.run(ACME, () -> invoices.decrypt(message.toByteArray(), RECORD)),
                    ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }

        @Test
        void decrypt_streamsOfTheCaller_stayOpen() throws IOException {
            CloseWatcher watcher = new CloseWatcher();
            byte[] message = lab.seal(ACME);

            TenantContext.run(ACME, () -> {
                invoices.decrypt(watcher.in(message), watcher.out(), RECORD);
                invoices.encrypt(watcher.in(message), watcher.out(), RECORD);
            });

            assertThat(watcher.closed()).isFalse();
        }
    }

    @Nested
    final class Batches {

        @Test
        void decryptAll_oneItemIsForeign_failsAlone() {
            byte[] own = lab.seal(ACME);
            byte[] foreign = lab.seal(GLOBEX);

            List<BatchResult> results = TenantContext.call(
                    ACME,
                    () -> invoices.decryptAll(List.of(
                            BatchItem.of(RECORD, own), BatchItem.of(RECORD, foreign), BatchItem.of(RECORD, own))));

            assertThat(results)
                    .extracting(result -> result.failure().isPresent())
                    .containsExactly(false, true, false);
            assertThat(results.get(0).bytes()).isEqualTo(PLAINTEXT);
            assertThatThrownBy(() -> results.get(1).bytes()).isInstanceOf(DecryptionRefusedException.class);
            assertThat(results.toString()).doesNotContain("CANARY");
        }

        @Test
        void encryptAll_everyItem_opensUnderItsOwnRecordId() {
            List<BatchItem> items =
                    List.of(BatchItem.of(RecordId.of("a"), PLAINTEXT), BatchItem.of(RecordId.of("b"), new byte[0]));

            TenantContext.run(ACME, () -> {
                List<BatchResult> sealed = invoices.encryptAll(items);
                for (int i = 0; i < items.size(); i++) {
                    assertThat(invoices.decrypt(
                                    sealed.get(i).bytes(), items.get(i).recordId()))
                            .isEqualTo(items.get(i).bytes());
                }
            });
        }
    }

    @Nested
    final class Wrong {

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "a b", "ä", "-x", "x/y"})
        void encryptor_badPurpose_isRefused(String purpose) {
            assertThatThrownBy(() -> lab.keyring().encryptor(purpose)).isInstanceOf(InvalidKeySettingException.class);
        }

        @Test
        void decrypt_emptyAndArbitraryBytes_areRefused() {
            Random random = new Random(1);
            for (int size : new int[] {0, 1, 2, 40, 273, 5000}) {
                byte[] bytes = new byte[size];
                random.nextBytes(bytes);
                assertRefused(
                        () -> TenantContext.run(ACME, () -> invoices.decrypt(bytes, RECORD)),
                        ErrorCode.MESSAGE_MALFORMED);
            }
        }

        @Test
        void decrypt_bytesOfTheCaller_areNotChanged() {
            byte[] message = lab.seal(ACME);
            byte[] copy = message.clone();

            lab.open(ACME, message);

            assertThat(message).isEqualTo(copy);
            assertThat(Arrays.equals(PLAINTEXT, PLAINTEXT.clone())).isTrue();
        }
    }

    /** An empty stream that does something when it is asked for more. */
    private static final class AtEnd extends InputStream {
        private final Runnable action;

        AtEnd(Runnable action) {
            this.action = action;
        }

        @Override
        public int read() {
            action.run();
            return -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return read();
        }
    }

    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("disk on fire");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }
    }

    private static void assertRefused(ThrowingCallable work, ErrorCode code) {
        assertThatThrownBy(work).isInstanceOfSatisfying(DecryptionRefusedException.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat((TenantIsolationException) refused).hasNoCause();
            assertThat(refused.getMessage()).doesNotContain(code.name());
        });
    }
}
