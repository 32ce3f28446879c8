package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.internal.engine.EngineBench;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.RecordContext;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept, for how long, and that it is overwritten when it goes. */
final class ReusedDataKeysTest {

    private static final long MAX_BYTES = 1000;
    private static final Duration MAX_AGE = Duration.ofMinutes(1);

    private long now = Long.MAX_VALUE - 5;
    private final ReusedDataKeys reused = new ReusedDataKeys(new DataKeyReuse(3, MAX_BYTES, MAX_AGE), () -> now);

    private static MessageHeader header(int record) {
        RecordContext context =
                new RecordContext(TenantId.of("acme"), "invoices", Map.of(), RecordId.of("record-" + record));
        MessageHeader header = MessageHeader.draft(context, 4096, 0);
        Arrays.fill(header.bytes(), header.encryptedDataKey(), header.encryptedDataKey() + 92, (byte) record);
        return header;
    }

    private static byte[] context(int record) {
        return EngineBench.bytes(record, 40);
    }

    private static OperationKey key(int record) {
        return new OperationKey(EngineBench.bytes(-1 - record, AesGcm.KEY_LENGTH));
    }

    private void keepBoth(int record) {
        try (OperationKey dataKey = key(record)) {
            reused.keepForSealing(context(record), 1, header(record), dataKey);
            reused.keepForOpening(header(record), context(record), dataKey);
        }
    }

    private @Nullable OperationKey sealing(int record, long length) {
        return reused.takeForSealing(context(record), length, header(record));
    }

    private @Nullable OperationKey opening(int record) {
        return reused.takeForOpening(header(record), context(record));
    }

    /** The arrays themselves, in no order. */
    private List<byte[]> kept() {
        List<byte[]> kept = new ArrayList<>();
        for (String list : List.of("sealing", "opening")) {
            for (Object dataKey : (List<?>) read(reused, list)) {
                kept.add((byte[]) read(dataKey, "bytes"));
            }
        }
        return kept;
    }

    private static Object read(Object of, String name) {
        try {
            Field field = of.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        } catch (ReflectiveOperationException renamed) {
            throw new LinkageError(name, renamed);
        }
    }

    private static void assertIsKeyAndClose(@Nullable OperationKey taken, int record) {
        try (OperationKey given = Objects.requireNonNull(taken);
                OperationKey expected = key(record)) {
            assertThat(given.bytes()).isEqualTo(expected.bytes());
        }
    }

    private static void assertWiped(List<byte[]> keys, int count) {
        assertThat(keys.stream().filter(key -> Arrays.equals(key, new byte[AesGcm.KEY_LENGTH])))
                .hasSize(count);
    }

    @Test
    void take_whatWasKept_isACopyOfItsOwn() {
        keepBoth(1);
        MessageHeader fresh = header(7);

        for (int i = 0; i < 2; i++) {
            assertIsKeyAndClose(reused.takeForSealing(context(1), 1, fresh), 1);
            assertIsKeyAndClose(opening(1), 1);
        }
        assertThat(fresh.bytes())
                .as("the encrypted form")
                .isNotEqualTo(header(7).bytes());
        assertThat(Arrays.copyOfRange(fresh.bytes(), fresh.encryptedDataKey(), fresh.encryptedDataKey() + 92))
                .containsOnly(1);
        assertWiped(kept(), 0);
    }

    @Test
    void take_anotherContextOrEncryptedDataKey_isNone() {
        keepBoth(1);

        assertThat(sealing(2, 1)).isNull();
        assertThat(opening(2)).isNull();
        assertThat(reused.takeForOpening(header(1), context(2))).isNull();
        assertThat(reused.takeForOpening(header(2), context(1))).isNull();
    }

    @Test
    void takeForSealing_atTheBounds_isGivenAndNotBeyond() {
        keepBoth(1);
        assertThat(sealing(1, MAX_BYTES)).as("one byte is sealed").isNull();
        assertThat(sealing(1, MAX_BYTES - 1)).isNotNull();
        assertThat(sealing(1, 0)).as("the third message, of no bytes").isNotNull();
        assertThat(sealing(1, 0)).as("the fourth").isNull();
    }

    @Test
    void keepForSealing_longerThanAnyMayBe_isNotKept() {
        try (OperationKey dataKey = key(1)) {
            reused.keepForSealing(context(1), MAX_BYTES + 1, header(1), dataKey);
            assertThat(kept()).isEmpty();

            reused.keepForSealing(context(1), MAX_BYTES, header(1), dataKey);
            assertThat(kept()).hasSize(1);
        }
    }

    @Test
    void take_keyThatIsTooOld_isGoneAndOverwritten() {
        keepBoth(1);
        now += MAX_AGE.toNanos() - 1;
        keepBoth(2);
        assertThat(sealing(1, 1)).isNotNull();
        assertThat(opening(1)).isNotNull();
        List<byte[]> keys = kept();

        now += 1;

        assertThat(sealing(1, 1)).isNull();
        assertThat(opening(1)).isNull();
        assertThat(kept()).hasSize(2);
        assertWiped(keys, 2);
        assertThat(opening(2)).isNotNull();
    }

    /** By either list: who only opens must not keep what was sealed with. */
    @Test
    void takeForOpening_sealingKeyThatIsTooOld_isOverwrittenToo() {
        keepBoth(1);
        List<byte[]> keys = kept();
        now += MAX_AGE.toNanos();

        assertThat(opening(2)).isNull();

        assertThat(kept()).isEmpty();
        assertWiped(keys, 2);
    }

    @Test
    void keep_oneMoreThanSixteen_overwritesTheOneNotUsedLongest() {
        for (int record = 1; record <= 16; record++) {
            keepBoth(record);
        }
        assertThat(sealing(1, 1)).isNotNull();
        assertThat(opening(1)).isNotNull();
        List<byte[]> keys = kept();
        assertThat(keys).hasSize(32);
        assertWiped(keys, 0);

        keepBoth(17);

        assertThat(kept()).hasSize(32);
        assertWiped(keys, 2);
        assertThat(opening(1)).isNotNull();
        assertThat(opening(2)).isNull();
        assertThat(opening(3)).isNotNull();
    }

    /** Two threads that made one for the same context: the later one stays. */
    @Test
    void keep_sameContextAgain_overwritesTheEarlier() {
        keepBoth(1);
        List<byte[]> keys = kept();

        keepBoth(1);

        assertThat(kept()).hasSize(2);
        assertWiped(keys, 2);
        assertWiped(kept(), 0);
    }

    @Test
    void close_always_overwritesAll() {
        keepBoth(1);
        keepBoth(2);
        List<byte[]> keys = kept();

        reused.close();

        assertWiped(keys, 4);
        assertThat(kept()).isEmpty();
        assertThat(sealing(1, 1)).isNull();
        assertThat(opening(1)).isNull();
    }
}
