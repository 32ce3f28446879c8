package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.ACME;
import static dev.partywall.keyring.KeyringLab.GLOBEX;
import static dev.partywall.keyring.KeyringLab.PLAINTEXT;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class DataKeyReuseTest {

    private static final Duration AGE = Duration.ofMinutes(1);

    private final KeyringLab lab = KeyringLab.start();
    private final List<TenantKeyring> keyrings = new ArrayList<>();

    @BeforeAll
    void onboard() {
        lab.createTenant(ACME.value());
        lab.createTenant(GLOBEX.value());
        lab.aws().clock().freeze();
    }

    @AfterEach
    void closeKeyrings() {
        keyrings.forEach(TenantKeyring::close);
        keyrings.clear();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private TenantKeyring keyring(long messages, long bytes) {
        TenantKeyring keyring = lab.builder()
                .clock(lab.aws().clock())
                .timeToLive(Duration.ofHours(1))
                .dataKeyReuse(new DataKeyReuse(messages, bytes, AGE))
                .build();
        keyrings.add(keyring);
        return keyring;
    }

    private static byte[] seal(TenantKeyring keyring, TenantId tenant, RecordId record) {
        return TenantContext.call(tenant, () -> keyring.encryptor("invoices").encrypt(PLAINTEXT, record));
    }

    private static byte[] seal(TenantKeyring keyring) {
        return seal(keyring, ACME, RECORD);
    }

    private static ByteBuffer dataKey(byte[] message) {
        return ByteBuffer.wrap(
                new ParsedCiphertext(message).getEncryptedKeyBlobs().get(0).getEncryptedDataKey());
    }

    private static ByteBuffer messageId(byte[] message) {
        return ByteBuffer.wrap(new ParsedCiphertext(message).getMessageId());
    }

    @Test
    void encrypt_withoutReuse_hasADataKeyOfItsOwn() {
        assertThat(dataKey(seal(lab.keyring()))).isNotEqualTo(dataKey(seal(lab.keyring())));
    }

    @Test
    void encrypt_sameRecord_sharesTheDataKeyAndNothingElse() {
        TenantKeyring keyring = keyring(100, 100_000);
        byte[] first = seal(keyring);
        byte[] second = seal(keyring);

        assertThat(dataKey(first)).isEqualTo(dataKey(second));
        assertThat(messageId(first)).isNotEqualTo(messageId(second));
        int tag = new ParsedCiphertext(first).getOffset();
        assertThat(Arrays.copyOfRange(first, tag - 48, first.length))
                .as("commitment, tag and body are of another message key")
                .isNotEqualTo(Arrays.copyOfRange(second, tag - 48, second.length));
    }

    @Test
    void encrypt_anythingElseInTheContext_hasAnotherDataKey() {
        TenantKeyring keyring = keyring(100, 100_000);
        TenantEncryptor invoices = keyring.encryptor("invoices");
        List<byte[]> messages = List.of(
                seal(keyring),
                seal(keyring, ACME, RecordId.of("another")),
                seal(keyring, GLOBEX, RECORD),
                TenantContext.call(ACME, () -> keyring.encryptor("receipts").encrypt(PLAINTEXT, RECORD)),
                TenantContext.call(ACME, () -> invoices.encrypt(PLAINTEXT, RECORD, Map.of("a", "b"))),
                TenantContext.call(ACME, () -> invoices.encrypt(PLAINTEXT, RECORD, Map.of("a", "c"))));

        assertThat(messages.stream().map(DataKeyReuseTest::dataKey)).doesNotHaveDuplicates();
    }

    @Test
    void encrypt_asManyMessagesAsAllowed_thenTakesAnotherDataKey() {
        TenantKeyring keyring = keyring(3, 100_000);

        assertThat(usesOfDataKeys(messages(keyring, 8))).containsExactlyInAnyOrder(3, 3, 2);
    }

    @Test
    void encrypt_asManyBytesAsAllowed_thenTakesAnotherDataKey() {
        TenantKeyring keyring = keyring(100, 2L * PLAINTEXT.length);

        assertThat(usesOfDataKeys(messages(keyring, 5))).containsExactlyInAnyOrder(2, 2, 1);
    }

    @Test
    void encrypt_longerThanAllowed_hasADataKeyOfItsOwn() {
        TenantKeyring keyring = keyring(100, PLAINTEXT.length - 1);

        assertThat(usesOfDataKeys(messages(keyring, 3))).containsExactly(1, 1, 1);
    }

    @Test
    void encrypt_olderThanAllowed_takesAnotherDataKey() {
        TenantKeyring keyring = keyring(100, 100_000);
        ByteBuffer first = dataKey(seal(keyring));

        lab.aws().clock().advance(AGE.minusMillis(1));
        assertThat(dataKey(seal(keyring))).isEqualTo(first);

        lab.aws().clock().advance(Duration.ofMillis(1));
        assertThat(dataKey(seal(keyring))).isNotEqualTo(first);
    }

    @Test
    void encrypt_afterEvictionOrRotation_takesAnotherDataKey() {
        TenantKeyring keyring = keyring(100, 100_000);
        ByteBuffer first = dataKey(seal(keyring));

        keyring.evict(ACME);
        ByteBuffer second = dataKey(seal(keyring));
        keyring.branchKeys().rotate(ACME);
        ByteBuffer third = dataKey(seal(keyring));

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    }

    @Test
    void encrypt_manyRecords_keepsFewDataKeys() {
        TenantKeyring keyring = keyring(100, 100_000);
        ByteBuffer first = dataKey(seal(keyring));
        for (int i = 0; i < 16; i++) {
            seal(keyring, ACME, RecordId.of("other-" + i));
        }

        assertThat(dataKey(seal(keyring))).isNotEqualTo(first);
    }

    @Test
    void decrypt_sharedDataKey_opensHereAndInTheReferenceEngine() {
        TenantKeyring keyring = keyring(100, 100_000);
        TenantKeyring reference =
                lab.builder().engine(SealingEngine.ENCRYPTION_SDK).build();
        keyrings.add(reference);
        for (byte[] message : messages(keyring, 5)) {
            for (TenantKeyring reader : List.of(keyring, reference)) {
                assertThat(TenantContext.call(
                                ACME, () -> reader.encryptor("invoices").decrypt(message, RECORD)))
                        .isEqualTo(PLAINTEXT);
            }
        }
    }

    @Test
    void decrypt_openedDataKeyInMemory_isStillBoundToRecordPurposeAndTenant() {
        TenantKeyring keyring = keyring(100, 100_000);
        byte[] message = seal(keyring);
        TenantEncryptor invoices = keyring.encryptor("invoices");
        assertThat(TenantContext.call(ACME, () -> invoices.decrypt(message, RECORD)))
                .isEqualTo(PLAINTEXT);

        assertRefused(ACME, invoices, message, RecordId.of("another"), ErrorCode.MESSAGE_NOT_AUTHENTIC);
        assertRefused(ACME, keyring.encryptor("receipts"), message, RECORD, ErrorCode.MESSAGE_OF_OTHER_PURPOSE);
        assertRefused(GLOBEX, invoices, message, RECORD, ErrorCode.MESSAGE_OF_OTHER_TENANT);
        for (int bit = 0; bit < message.length * 8; bit++) {
            byte[] flipped = message.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> TenantContext.run(ACME, () -> invoices.decrypt(flipped, RECORD)))
                    .isInstanceOf(DecryptionRefusedException.class);
        }
    }

    @Test
    void decrypt_branchKeyDeletedAndEvicted_opensNothingFromMemory() {
        TenantId leaving = lab.createTenant("leaving");
        TenantKeyring keyring = keyring(100, 100_000);
        byte[] message = seal(keyring, leaving, RECORD);
        TenantEncryptor invoices = keyring.encryptor("invoices");
        assertThat(TenantContext.call(leaving, () -> invoices.decrypt(message, RECORD)))
                .isEqualTo(PLAINTEXT);

        keyring.branchKeys().delete(leaving);

        assertThatThrownBy(() -> TenantContext.run(leaving, () -> invoices.decrypt(message, RECORD)))
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BRANCH_KEY_MISSING));
    }

    @Test
    void encrypt_manyThreads_neverExceedsTheBounds() throws Exception {
        TenantKeyring keyring = keyring(7, 100_000);
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(threads);
        List<Future<List<byte[]>>> sealed = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            sealed.add(pool.submit(() -> {
                start.countDown();
                start.await();
                return messages(keyring, 300);
            }));
        }
        List<byte[]> all = new ArrayList<>();
        for (Future<List<byte[]>> some : sealed) {
            all.addAll(some.get());
        }
        pool.shutdown();

        assertThat(usesOfDataKeys(all)).allMatch(uses -> uses <= 7);
        assertThat(all.stream().map(DataKeyReuseTest::messageId)).doesNotHaveDuplicates();
        for (byte[] message : all) {
            assertThat(lab.open(ACME, message)).isEqualTo(PLAINTEXT);
        }
    }

    private static List<byte[]> messages(TenantKeyring keyring, int count) {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(seal(keyring));
        }
        return messages;
    }

    private static List<Integer> usesOfDataKeys(List<byte[]> messages) {
        return messages.stream()
                .map(DataKeyReuseTest::dataKey)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.summingInt(message -> 1)))
                .values()
                .stream()
                .toList();
    }

    private static void assertRefused(
            TenantId tenant, TenantEncryptor encryptor, byte[] message, RecordId record, ErrorCode code) {
        assertThatThrownBy(() -> TenantContext.run(tenant, () -> encryptor.decrypt(message, record)))
                .isInstanceOfSatisfying(
                        DecryptionRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Nested
    final class Bounds {

        @ParameterizedTest
        @CsvSource({"0, 1, PT1M", "4294967297, 1, PT1M", "1, 0, PT1M", "1, -1, PT1M", "1, 1, PT0S", "1, 1, PT24H0.001S"
        })
        void constructor_outOfRange_isRefused(long messages, long bytes, Duration age) {
            assertThatThrownBy(() -> new DataKeyReuse(messages, bytes, age))
                    .isInstanceOf(InvalidKeySettingException.class)
                    .hasMessageContaining("dataKeyReuse");
        }

        @Test
        void constructor_atTheLimits_isTaken() {
            assertThat(new DataKeyReuse(1L << 32, Long.MAX_VALUE, Duration.ofHours(24)).maximumMessages())
                    .isEqualTo(4_294_967_296L);
            assertThat(new DataKeyReuse(1, 1, Duration.ofMillis(1)).maximumBytes())
                    .isEqualTo(1);
        }

        @Test
        void build_withTheReferenceEngine_isRefused() {
            TenantKeyring.Builder builder =
                    lab.builder().engine(SealingEngine.ENCRYPTION_SDK).dataKeyReuse(new DataKeyReuse(1, 1, AGE));

            assertThatThrownBy(builder::build)
                    .isInstanceOf(TenantIsolationException.class)
                    .hasMessageContaining("dataKeyReuse");
        }
    }
}
