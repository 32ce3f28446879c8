package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.ACME;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams and buffers where something goes wrong that is not the message. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LongRecordsTest {

    private static final int LIMIT = 128 * 1024;
    private static final int LENGTH = 300_000;

    private final KeyringLab lab = KeyringLab.start();
    private final TenantKeyring keyring = lab.builder().streamMemoryLimit(LIMIT).build();
    private final TenantEncryptor invoices = keyring.encryptor("invoices");

    @BeforeAll
    void onboard() {
        lab.createTenant(ACME.value());
    }

    @AfterAll
    void close() {
        keyring.close();
        lab.close();
    }

    private static byte[] seal(TenantEncryptor encryptor, int length) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        TenantContext.run(ACME, () -> encryptor.encrypt(new ByteArrayInputStream(new byte[length]), message, RECORD));
        return message.toByteArray();
    }

    /** What a server's stream throws when its client has gone must not look like a message that was tampered with. */
    @ParameterizedTest
    @EnumSource
    void decrypt_sinkFails_failsWithWhatTheSinkThrew(SealingEngine engine) throws IOException {
        try (TenantKeyring other =
                lab.builder().engine(engine).streamMemoryLimit(LIMIT).build()) {
            TenantEncryptor encryptor = other.encryptor("invoices");
            byte[] message = seal(encryptor, LENGTH);
            for (Exception failure : new Exception[] {new EOFException("gone"), new IllegalStateException("mine")}) {
                assertThatThrownBy(() -> TenantContext.run(
                                ACME,
                                () -> encryptor.decrypt(
                                        new ByteArrayInputStream(message), new FailingSink(failure), RECORD)))
                        .isSameAs(failure);
            }
        }
    }

    private static final class FailingSink extends OutputStream {

        private final Exception failure;

        FailingSink(Exception failure) {
            this.failure = failure;
        }

        @Override
        public void write(int oneByte) throws IOException {
            if (failure instanceof IOException broken) {
                throw broken;
            }
            throw (RuntimeException) failure;
        }
    }

    @ParameterizedTest
    @EnumSource
    void decrypt_frameLongerThanMemoryMayHold_isRefusedWithTheSetting(SealingEngine engine) throws IOException {
        byte[] message;
        try (TenantKeyring large = lab.builder().frameLength(512 * 1024).build()) {
            message = seal(large.encryptor("invoices"), LENGTH);
        }
        try (TenantKeyring small =
                lab.builder().engine(engine).streamMemoryLimit(LIMIT).build()) {
            TenantEncryptor encryptor = small.encryptor("invoices");
            ByteArrayOutputStream released = new ByteArrayOutputStream();
            ByteBuffer target = ByteBuffer.allocate(LENGTH);

            assertTooLarge(() -> encryptor.decrypt(new ByteArrayInputStream(message), released, RECORD));
            assertTooLarge(() -> encryptor.decrypt(ByteBuffer.wrap(message), target, RECORD));

            assertThat(released.size()).isZero();
            assertThat(target.position()).isZero();
            assertThat(TenantContext.call(ACME, () -> encryptor.decrypt(message, RECORD)))
                    .as("of an array that is in memory anyway, it opens")
                    .hasSize(LENGTH);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void assertTooLarge(Work work) {
        assertThatThrownBy(() -> TenantContext.run(ACME, work::run))
                .isInstanceOfSatisfying(
                        InvalidKeySettingException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE))
                .hasMessageContaining("streamMemoryLimit");
    }

    @Test
    void encryptAndDecrypt_readOnlyTarget_isRefusedBeforeAnything() throws IOException {
        byte[] message = seal(invoices, 10);
        ByteBuffer readOnly = ByteBuffer.allocate(1000).asReadOnlyBuffer();

        assertThatThrownBy(() -> TenantContext.run(
                        ACME, () -> invoices.encrypt(ByteBuffer.wrap(new byte[10]), readOnly, RECORD)))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() ->
                        TenantContext.run(ACME, () -> invoices.decrypt(ByteBuffer.wrap(message), readOnly, RECORD)))
                .isInstanceOf(ReadOnlyBufferException.class);
    }

    /** The order of a buffer is for numbers that its owner reads and writes; the format has its own. */
    @Test
    void decrypt_littleEndianBuffer_opensWhateverTheLengthOfTheContext() {
        for (int length = 1; length < 600; length++) {
            Map<String, String> pairs = Map.of("a", "x".repeat(length));
            byte[] message = TenantContext.call(ACME, () -> invoices.encrypt(new byte[] {1, 2, 3}, RECORD, pairs));
            ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer plaintext = ByteBuffer.allocate(3).order(ByteOrder.LITTLE_ENDIAN);

            TenantContext.run(ACME, () -> invoices.decrypt(buffer, plaintext, RECORD));

            assertThat(plaintext.array()).as("a value of %s bytes", length).containsExactly(1, 2, 3);
        }
    }

    @Test
    void messageLength_ofAsManyFramesAsThereAreNumbers_isTheLongest() {
        try (TenantKeyring small = lab.builder().frameLength(128).build()) {
            TenantEncryptor encryptor = small.encryptor("invoices");
            long longest = 128L * Integer.MAX_VALUE;

            assertThat(TenantContext.call(ACME, () -> encryptor.messageLength(longest, RECORD)))
                    .isGreaterThan(longest);
            assertThatThrownBy(() -> TenantContext.run(ACME, () -> {
                        long unused = encryptor.messageLength(longest + 1, RECORD);
                    }))
                    .isInstanceOf(InvalidKeySettingException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, (1L << 50) + 1})
    void messageLength_ofNoPlaintext_isRefused(long length) {
        assertThatThrownBy(() -> TenantContext.run(ACME, () -> {
                    long unused = invoices.messageLength(length, RECORD);
                }))
                .isInstanceOf(InvalidKeySettingException.class);
    }

    @Test
    void encrypt_sourceFails_leavesNoMessageThatOpens() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        InputStream failing = new FilterInputStream(new ByteArrayInputStream(new byte[LENGTH / 2])) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = super.read(bytes, offset, length);
                if (read < 0) {
                    throw new IOException("source");
                }
                return read;
            }
        };

        assertThatThrownBy(() -> TenantContext.run(ACME, () -> invoices.encrypt(failing, written, RECORD)))
                .hasMessage("source");

        assertThat(written.size()).isGreaterThan(LENGTH / 4);
        assertThatThrownBy(() -> TenantContext.run(ACME, () -> invoices.decrypt(written.toByteArray(), RECORD)))
                .isInstanceOf(DecryptionRefusedException.class);
    }
}
