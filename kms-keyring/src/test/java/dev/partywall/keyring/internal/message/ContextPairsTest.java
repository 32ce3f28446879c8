package dev.partywall.keyring.internal.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.keyring.internal.message.ContextPairs.Pair;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs in bytes that end where the pairs do, so that nothing behind them can be read in their place. */
final class ContextPairsTest {

    private static byte[] bytes(ContextPairs pairs) {
        byte[] bytes = new byte[pairs.length()];
        pairs.copyTo(bytes, 0);
        return bytes;
    }

    private static final Pair A = Pair.of("a", "1");
    private static final Pair B = Pair.of("bb", "22");
    private static final Pair C = Pair.of("c", "");

    private static byte[] bytes(int count, Pair... pairs) {
        ByteBuffer bytes = ByteBuffer.allocate(
                Short.BYTES + Arrays.stream(pairs).mapToInt(Pair::size).sum());
        bytes.putShort((short) count);
        for (Pair pair : pairs) {
            pair.writeTo(bytes);
        }
        return bytes.array();
    }

    private static ContextPairs parse(byte[] bytes) throws MessageRefused {
        return ContextPairs.parse(bytes, 0, bytes.length);
    }

    @Test
    void parse_whatOfWrites_isTheSame() throws MessageRefused {
        ContextPairs written = ContextPairs.of(C, A, B);

        ContextPairs read = parse(bytes(written));

        assertThat(bytes(written)).isEqualTo(bytes(3, A, B, C));
        assertThat(bytes(read)).isEqualTo(bytes(written));
        assertThat(read.containsAll(written)).isTrue();
        assertThat(read).hasToString("ContextPairs[3]");
    }

    /** Bytes around the pairs are none of theirs. */
    @Test
    void parse_inTheMiddleOfBytes_readsNoOthers() throws MessageRefused {
        byte[] pairs = bytes(2, A, B);
        byte[] around = new byte[pairs.length + 7];
        Arrays.fill(around, (byte) 0xFF);
        System.arraycopy(pairs, 0, around, 3, pairs.length);

        ContextPairs read = ContextPairs.parse(around, 3, 3 + pairs.length);

        assertThat(read.length()).isEqualTo(pairs.length);
        assertThat(bytes(read)).isEqualTo(pairs);
        assertThat(read.copyTo(around, 1)).isEqualTo(1 + pairs.length);
        assertThat(around).startsWith(0xFF).containsSequence(pairs);
    }

    @Test
    void parse_noBytes_isNoPairs() throws MessageRefused {
        ContextPairs none = ContextPairs.parse(new byte[0], 0, 0);

        assertThat(none.length()).isZero();
        assertThat(none.contains(A)).isFalse();
        assertThat(none.containsName("a".getBytes(UTF_8))).isFalse();
        assertThat(none.containsAll(none)).isTrue();
        assertThat(none.with(A)).isEqualTo(bytes(1, A));
        assertThat(none).hasToString("ContextPairs[0]");
    }

    /** The same name twice is no order, whatever the values are. */
    @Test
    void parse_nameTwice_isRefused() {
        assertRefused(bytes(2, A, A));
        assertRefused(bytes(2, A, Pair.of("a", "2")));
        assertRefused(bytes(2, B, A));
        assertRefused(bytes(2, Pair.of("ab", ""), Pair.of("a", "")));
    }

    @Test
    void parse_countThatIsNotOfThePairs_isRefused() {
        assertRefused(bytes(0, A));
        assertRefused(bytes(2, A));
        assertRefused(bytes(1, A, B));
        assertRefused(new byte[] {0});
        assertRefused(new byte[] {0, 0});
        assertRefused(new byte[] {0, 1});
    }

    /** Each end within the pairs, and lengths that point beyond them. */
    @Test
    void parse_cutAnywhere_isRefused() throws MessageRefused {
        byte[] whole = bytes(2, A, B);
        for (int end = 1; end < whole.length; end++) {
            assertRefused(Arrays.copyOf(whole, end));
            int cut = end;
            assertThatThrownBy(() -> ContextPairs.parse(whole, 0, cut)).isInstanceOf(MessageRefused.class);
        }
        assertThat(parse(whole).length()).isEqualTo(whole.length);
    }

    /** One byte, the last of all: there is no second one to make a count of. */
    @Test
    void parse_oneByteAtTheVeryEnd_isRefused() {
        assertThatThrownBy(() -> ContextPairs.parse(new byte[4], 3, 4)).isInstanceOf(MessageRefused.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 8, 12})
    void parse_lengthOneMoreOrAtItsLimits_isRefused(int at) {
        for (int length : List.of(0xFFFF, 0x8000, 0x7FFF, 3)) {
            byte[] bytes = bytes(2, A, B);
            ByteBuffer.wrap(bytes).putShort(at, (short) length);

            assertRefused(bytes);
        }
    }

    @Test
    void parse_textThatIsNotUtf8AtTheVeryEnd_isRefused() throws MessageRefused {
        byte[] bytes = bytes(1, Pair.of("k", "é"));
        assertThat(parse(bytes).length()).isEqualTo(bytes.length);

        bytes[bytes.length - 1] = 'x';
        assertRefused(bytes);
        byte[] lone = bytes(1, Pair.of("k", "v"));
        lone[lone.length - 1] = (byte) 0x80;
        assertRefused(lone);
    }

    @Test
    void contains_pairsBeforeBetweenAndBehind_findsThoseAlone() {
        ContextPairs pairs = ContextPairs.of(B, C);

        assertThat(pairs.contains(B)).isTrue();
        assertThat(pairs.contains(C)).isTrue();
        assertThat(pairs.contains(A)).isFalse();
        assertThat(pairs.contains(Pair.of("bb", "2"))).isFalse();
        assertThat(pairs.contains(Pair.of("b", "22"))).isFalse();
        assertThat(pairs.contains(Pair.of("bbb", "22"))).isFalse();
        assertThat(pairs.contains(Pair.of("d", ""))).as("behind all").isFalse();
        assertThat(pairs.containsName("c".getBytes(UTF_8))).isTrue();
        assertThat(pairs.containsName("d".getBytes(UTF_8))).isFalse();
        assertThat(pairs.containsAll(ContextPairs.of(C))).isTrue();
        assertThat(pairs.containsAll(ContextPairs.of(A, B))).isFalse();
        assertThat(pairs.containsAll(ContextPairs.of(C, Pair.of("d", "")))).isFalse();
    }

    @Test
    void with_onePairMore_putsItInOrder() {
        assertThat(ContextPairs.of(B, C).with(A)).isEqualTo(bytes(3, A, B, C));
        assertThat(ContextPairs.of(A, C).with(B)).isEqualTo(bytes(3, A, B, C));
        assertThat(ContextPairs.of(A, B).with(C)).isEqualTo(bytes(3, A, B, C));
    }

    @Test
    void pair_equalNameAndValue_isEqual() {
        Pair same = Pair.of(Map.entry("a", "1"));

        assertThat(same).isEqualTo(A).hasSameHashCodeAs(A).isNotEqualTo(B).isNotEqualTo(Pair.of("a", "2"));
        assertThat(Pair.of("b", "1")).isNotEqualTo(A).isGreaterThan(A);
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> parse(bytes)).isInstanceOf(MessageRefused.class);
    }
}
