package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.ACME;
import static dev.partywall.keyring.KeyringLab.GLOBEX;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.NoTenantException;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of the engines: what one writes, the other reads, in every form of the call, and nobody reads more.
 * {@link MessageEngineTest} runs it for each pair.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MessageEngineContract {

    private static final Map<String, String> PAIRS =
            Map.of("größe", "東京 \uD83D\uDE80", "\uFF5E", "wave", "\uD83D\uDE00", "smile", "z", "a".repeat(20_000));

    private final KeyringLab lab = KeyringLab.start();
    private final TenantKeyring writing;
    private final TenantKeyring reading;
    private final TenantEncryptor writer;
    private final TenantEncryptor reader;
    private final int frameLength;

    MessageEngineContract(SealingEngine from, SealingEngine to, int frameLength) {
        this.frameLength = frameLength;
        writing = lab.builder().engine(from).frameLength(frameLength).build();
        reading = lab.builder()
                .engine(to)
                .frameLength(frameLength)
                .streamMemoryLimit(128 * 1024)
                .build();
        writer = writing.encryptor("invoices");
        reader = reading.encryptor("invoices");
        writing.branchKeys().create(ACME);
        writing.branchKeys().create(GLOBEX);
    }

    @AfterAll
    void close() {
        writing.close();
        reading.close();
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 15, 16, 17, 127, 128, 129, 255, 256, 257, 4095, 4096, 4097, 8192, 12_289, 20_480, 150_000})
    void decrypt_anySize_givesBackInEveryForm(int size) throws IOException {
        byte[] plaintext = plaintext(size);
        for (byte[] message : List.of(seal(plaintext), sealStream(plaintext), sealBuffer(plaintext))) {
            assertThat(open(message)).isEqualTo(plaintext);
            assertThat(openStream(message)).isEqualTo(plaintext);
            assertThat(openBuffer(message)).isEqualTo(plaintext);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 128, 129, 4096, 4097, 20_000})
    void encrypt_anySize_isFramedAndNotLongerThanSaid(int size) {
        byte[] message = seal(plaintext(size));

        ParsedCiphertext header = new ParsedCiphertext(message);
        assertThat(header.getContentType()).isEqualTo(com.amazonaws.encryptionsdk.model.ContentType.FRAME);
        assertThat(header.getFrameLength()).isEqualTo(frameLength);
        assertThat(header.getEncryptionContextMap()).isEqualTo(Map.of("tenant", "acme", "purpose", "invoices"));
        long said = TenantContext.call(ACME, () -> writer.messageLength(size, RECORD));
        assertThat(message.length).isEqualTo((int) said);
        assertThat(sealBuffer(plaintext(size)).length).isBetween((int) said - 32, (int) said);
    }

    @Test
    void decrypt_pairsOfAllKinds_opens() {
        byte[] message = TenantContext.call(ACME, () -> writer.encrypt(plaintext(100), RECORD, PAIRS));

        assertThat(TenantContext.call(ACME, () -> reader.decrypt(message, RECORD, PAIRS)))
                .isEqualTo(plaintext(100));
        assertThat(TenantContext.call(ACME, () -> reader.decrypt(message, RECORD, Map.of("\uFF5E", "wave"))))
                .isEqualTo(plaintext(100));
        assertRefused(() -> reader.decrypt(message, RECORD, Map.of("\uFF5E", "Wave")), ErrorCode.MESSAGE_NOT_AUTHENTIC);
        assertRefused(() -> reader.decrypt(message, RECORD, Map.of("y", "")), ErrorCode.INVALID_ENCRYPTION_CONTEXT);
    }

    @Test
    void decrypt_afterRotations_opensMessagesOfEveryVersion() {
        TenantId tenant = TenantId.of("rotated");
        writing.branchKeys().create(tenant);
        byte[][] messages = new byte[4][];
        for (int i = 0; i < messages.length; i++) {
            int size = i * 1000;
            messages[i] = TenantContext.call(tenant, () -> writer.encrypt(plaintext(size), RECORD));
            writing.branchKeys().rotate(tenant);
        }
        for (int i = 0; i < messages.length; i++) {
            byte[] message = messages[i];
            assertThat(TenantContext.call(tenant, () -> reader.decrypt(message, RECORD)))
                    .isEqualTo(plaintext(i * 1000));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 128, 4096, 4097, 20_000})
    void reencrypt_messageOfAnOldVersion_isSealedAnewWithItsPairs(int size) {
        TenantId tenant = TenantId.of("resealed-" + size);
        BranchKeyVersion first = writing.branchKeys().create(tenant);
        byte[] plain = TenantContext.call(tenant, () -> writer.encrypt(plaintext(size), RECORD));
        byte[] paired = TenantContext.call(tenant, () -> writer.encrypt(plaintext(size), RECORD, PAIRS));
        BranchKeyVersion second = writing.branchKeys().rotate(tenant).active();

        for (byte[] message : List.of(plain, paired)) {
            byte[] before = message.clone();
            byte[] resealed = TenantContext.call(tenant, () -> reader.reencrypt(message, RECORD));

            assertThat(message).isEqualTo(before);
            assertThat(versionOf(tenant, message)).isEqualTo(first);
            assertThat(versionOf(tenant, resealed)).isEqualTo(second);
            assertThat(new ParsedCiphertext(resealed).getEncryptionContextMap())
                    .isEqualTo(new ParsedCiphertext(message).getEncryptionContextMap());
            assertThat(new ParsedCiphertext(resealed).getMessageId())
                    .isNotEqualTo(new ParsedCiphertext(message).getMessageId());
            assertThat(TenantContext.call(tenant, () -> writer.decrypt(resealed, RECORD)))
                    .isEqualTo(plaintext(size));
        }
    }

    private BranchKeyVersion versionOf(TenantId tenant, byte[] message) {
        return TenantContext.call(tenant, () -> reader.branchKeyVersion(message, RECORD));
    }

    @Test
    void reencrypt_otherRecordPurposeOrTenant_isRefused() {
        byte[] message = seal(plaintext(500));
        byte[] flipped = message.clone();
        flipped[message.length - 1] ^= 1;

        assertRefused(() -> reader.reencrypt(message, RecordId.of("another")), ErrorCode.MESSAGE_NOT_AUTHENTIC);
        assertRefused(() -> reader.reencrypt(flipped, RECORD), ErrorCode.MESSAGE_NOT_AUTHENTIC);
        assertRefused(
                () -> reading.encryptor("receipts").reencrypt(message, RECORD), ErrorCode.MESSAGE_OF_OTHER_PURPOSE);
        assertThatThrownBy(() -> TenantContext.run(GLOBEX, () -> reader.reencrypt(message, RECORD)))
                .isInstanceOfSatisfying(
                        DecryptionRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MESSAGE_OF_OTHER_TENANT));
        assertThatThrownBy(() -> reader.reencrypt(message, RECORD)).isInstanceOf(NoTenantException.class);
    }

    @Test
    void decrypt_otherRecordPurposeOrTenant_isRefused() {
        byte[] message = seal(plaintext(500));

        assertRefused(() -> reader.decrypt(message, RecordId.of("another")), ErrorCode.MESSAGE_NOT_AUTHENTIC);
        assertRefused(() -> reading.encryptor("receipts").decrypt(message, RECORD), ErrorCode.MESSAGE_OF_OTHER_PURPOSE);
        assertThatThrownBy(() -> TenantContext.run(GLOBEX, () -> reader.decrypt(message, RECORD)))
                .isInstanceOf(DecryptionRefusedException.class);
    }

    @Test
    void decrypt_bodyOfAnotherMessage_isRefused() {
        byte[] first = seal(plaintext(5000));
        byte[] second = seal(plaintext(5000));
        int body = new ParsedCiphertext(first).getOffset();

        byte[] mixed = first.clone();
        System.arraycopy(second, body, mixed, body, first.length - body);

        assertRefused(() -> reader.decrypt(mixed, RECORD), ErrorCode.MESSAGE_NOT_AUTHENTIC);
    }

    @Test
    void decrypt_framesSwapped_isRefused() {
        byte[] message = seal(plaintext(3 * frameLength));
        int body = new ParsedCiphertext(message).getOffset();
        int stride = frameLength + 32;

        byte[] swapped = message.clone();
        System.arraycopy(message, body, swapped, body + stride, stride);
        System.arraycopy(message, body + stride, swapped, body, stride);
        byte[] renumbered = swapped.clone();
        System.arraycopy(message, body, renumbered, body, 4);
        System.arraycopy(message, body + stride, renumbered, body + stride, 4);

        assertRefused(() -> reader.decrypt(swapped, RECORD), ErrorCode.MESSAGE_NOT_AUTHENTIC);
        assertRefused(() -> reader.decrypt(renumbered, RECORD), ErrorCode.MESSAGE_NOT_AUTHENTIC);
    }

    @Test
    void decrypt_bufferTooSmall_isRefusedBeforeAnyCallAndMovesNothing() {
        byte[] message = seal(plaintext(300));
        ByteBuffer source = ByteBuffer.wrap(message);
        ByteBuffer target = ByteBuffer.allocate(299);
        reading.evict(ACME);
        long mark = lab.aws().calls().mark();

        assertRefused(() -> reader.decrypt(source, target, RECORD), ErrorCode.TOO_LARGE);

        assertThat(lab.aws().calls().since(mark).count()).isZero();
        assertThat(source.position()).isZero();
        assertThat(target.position()).isZero();
    }

    @Test
    void encrypt_bufferTooSmall_isRefusedAndMovesNothing() {
        ByteBuffer plaintext = ByteBuffer.wrap(plaintext(300));
        ByteBuffer message = ByteBuffer.allocate(TenantContext.call(ACME, () -> writer.messageLength(299, RECORD))
                .intValue());

        assertRefused(() -> writer.encrypt(plaintext, message, RECORD), ErrorCode.TOO_LARGE);

        assertThat(plaintext.position()).isZero();
        assertThat(message.position()).isZero();
        assertThat(message.array()).containsOnly(0);
    }

    @Test
    void decrypt_bufferTamperedAnywhere_writesNothing() {
        byte[] message = seal(plaintext(1000));
        Random random = new Random(11);
        for (int i = 0; i < 100; i++) {
            byte[] flipped = message.clone();
            flipped[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
            ByteBuffer target = ByteBuffer.allocate(2000);
            assertThatThrownBy(() ->
                            TenantContext.run(ACME, () -> reader.decrypt(ByteBuffer.wrap(flipped), target, RECORD)))
                    .isInstanceOf(DecryptionRefusedException.class);
            assertThat(target.array()).containsOnly(0);
            assertThat(target.position()).isZero();
        }
    }

    private byte[] plaintext(int size) {
        byte[] plaintext = new byte[size];
        new Random(size).nextBytes(plaintext);
        return plaintext;
    }

    private byte[] seal(byte[] plaintext) {
        return TenantContext.call(ACME, () -> writer.encrypt(plaintext, RECORD));
    }

    private byte[] sealStream(byte[] plaintext) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        TenantContext.run(ACME, () -> writer.encrypt(new ByteArrayInputStream(plaintext), message, RECORD));
        return message.toByteArray();
    }

    /** Between bytes that are not the record's, from a direct buffer. */
    private byte[] sealBuffer(byte[] plaintext) {
        ByteBuffer source = ByteBuffer.allocateDirect(plaintext.length + 7).position(3);
        source.put(plaintext).flip().position(3);
        long length = TenantContext.call(ACME, () -> writer.messageLength(plaintext.length, RECORD));
        ByteBuffer message = ByteBuffer.allocateDirect((int) length + 5).position(5);

        TenantContext.run(ACME, () -> writer.encrypt(source, message, RECORD));

        assertThat(source.hasRemaining()).isFalse();
        byte[] bytes = new byte[message.position() - 5];
        message.get(5, bytes);
        return bytes;
    }

    private byte[] open(byte[] message) {
        return TenantContext.call(ACME, () -> reader.decrypt(message, RECORD));
    }

    private byte[] openStream(byte[] message) throws IOException {
        ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        TenantContext.run(ACME, () -> reader.decrypt(new ByteArrayInputStream(message), plaintext, RECORD));
        return plaintext.toByteArray();
    }

    private byte[] openBuffer(byte[] message) {
        ByteBuffer source = ByteBuffer.allocateDirect(message.length + 9).position(4);
        source.put(message).flip().position(4);
        ByteBuffer target = ByteBuffer.allocate(message.length).position(2);

        TenantContext.run(ACME, () -> reader.decrypt(source, target, RECORD));

        assertThat(source.hasRemaining()).isFalse();
        return Arrays.copyOfRange(target.array(), 2, target.position());
    }

    private static void assertRefused(ThrowingCallable work, ErrorCode code) {
        assertThatThrownBy(() -> TenantContext.run(ACME, work::call))
                .isInstanceOfSatisfying(
                        dev.partywall.core.TenantIsolationException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
