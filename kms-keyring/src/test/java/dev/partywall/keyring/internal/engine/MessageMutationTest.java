package dev.partywall.keyring.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.fuzz.HeaderFuzz;
import dev.partywall.keyring.internal.message.MessageFields;
import dev.partywall.keyring.internal.message.MessageFields.Field;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageMutations;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.SpecMessage;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Messages spoilt in every bit and length, and at random by what knows the format: none is accepted, all are refused in the one
 * way that there is, and none makes the reader ask for more memory than its own size accounts for.
 *
 * <p>Replay with {@code -Dpartywall.seed=...}; {@code -Dpartywall.cases=...} sets how many mutations are drawn.
 */
final class MessageMutationTest {

    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());

    private static final int CASES = Integer.getInteger("partywall.cases", 20_000);
    private static final int CAMPAIGN = 1_000_000;

    /** What a refusal may allocate beside what the size of the message accounts for: exceptions, views of the bytes. */
    private static final int REFUSAL_BYTES = 4096;

    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final EngineBench bench = new EngineBench();
    private final byte[] sealed = bench.seal(EngineBench.bytes(3, 40), Map.of("schema", "v3"));
    private final byte[] framed = framed(1, 20, 70);
    private final byte[] nonFramed = bench.secrets(2)
            .nonFramed(EngineBench.stored(Map.of("schema", "v3")), EngineBench.bytes(4, 50))
            .bytes();

    private byte[] framed(int seed, int frameSize, int size) {
        return bench.secrets(seed)
                .framed(EngineBench.stored(Map.of("schema", "v3")), frameSize, EngineBench.bytes(seed, size))
                .bytes();
    }

    @Test
    void messages_unspoilt_open() throws MessageRefused {
        assertThat(bench.open(sealed)).isEqualTo(EngineBench.bytes(3, 40));
        assertThat(bench.open(framed)).isEqualTo(EngineBench.bytes(1, 70));
        assertThat(bench.open(nonFramed)).isEqualTo(EngineBench.bytes(4, 50));
    }

    @Test
    void open_everyBitFlipped_isRefused() {
        Map<ErrorCode, Integer> refusals = new EnumMap<>(ErrorCode.class);
        for (byte[] message : List.of(sealed, framed, nonFramed)) {
            for (int bit = 0; bit < message.length * 8; bit++) {
                byte[] flipped = message.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                refusals.merge(refusal(flipped, "bit " + bit), 1, Integer::sum);
            }
        }

        assertThat(refusals)
                .as("parser, tenant, purpose, version and cryptography are all reached")
                .containsKeys(
                        ErrorCode.MESSAGE_MALFORMED,
                        ErrorCode.MESSAGE_OF_OTHER_TENANT,
                        ErrorCode.MESSAGE_OF_OTHER_PURPOSE,
                        ErrorCode.BRANCH_KEY_VERSION_UNKNOWN,
                        ErrorCode.MESSAGE_NOT_AUTHENTIC);
    }

    @Test
    void open_everyByteAtItsLimits_isRefused() {
        for (byte[] message : List.of(sealed, framed, nonFramed)) {
            for (int i = 0; i < message.length; i++) {
                for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF, message[i] + 1, message[i] - 1}) {
                    byte[] changed = message.clone();
                    changed[i] = (byte) value;
                    if (changed[i] != message[i]) {
                        refusal(changed, "byte " + i + " = " + value);
                    }
                }
            }
        }
    }

    @Test
    void open_everyTruncationAndExtension_isRefused() {
        for (byte[] message : List.of(sealed, framed, nonFramed)) {
            for (int length = 0; length < message.length + 300; length++) {
                if (length != message.length) {
                    refusal(Arrays.copyOf(message, length), "length " + length);
                }
            }
            for (int begin = 1; begin < message.length; begin++) {
                refusal(Arrays.copyOfRange(message, begin, message.length), "from " + begin);
            }
        }
    }

    /** Every number of the format at the limits of its width and beside its value, alone and with another at its limits. */
    @Test
    void open_everyNumberAtItsLimits_isRefused() {
        Set<String> changed = new TreeSet<>();
        for (byte[] message : List.of(sealed, framed, nonFramed)) {
            MessageFields fields = MessageFields.of(message);
            List<Integer> numbers = numbers(fields);
            for (int first : numbers) {
                for (Field value : limits(fields.list().get(first))) {
                    changed.add(value.name());
                    MessageFields once = with(fields, first, value);
                    refuseUnlessEqual(message, once.bytes(), value.name());
                    for (int second : numbers) {
                        for (Field other : limits(fields.list().get(second))) {
                            refuseUnlessEqual(message, with(once, second, other).bytes(), value + " and " + other);
                        }
                    }
                }
            }
        }

        assertThat(changed)
                .contains(
                        "context-length",
                        "context.count",
                        "context.pair[2].value-length",
                        "edk-count",
                        "edk[0].provider-length",
                        "edk[0].info-length",
                        "edk[0].ciphertext-length",
                        "content-type",
                        "frame-size",
                        "frame[0].sequence",
                        "final.marker",
                        "final.sequence",
                        "final.content-length",
                        "block.content-length");
    }

    private static List<Integer> numbers(MessageFields fields) {
        return IntStream.range(0, fields.list().size())
                .filter(index -> fields.list().get(index).isNumber())
                .boxed()
                .toList();
    }

    private static List<Field> limits(Field field) {
        long actual = field.number();
        long most = field.bytes().length == 8 ? -1 : (1L << (8 * field.bytes().length)) - 1;
        return List.of(
                field.with(0),
                field.with(1),
                field.with(actual - 1),
                field.with(actual + 1),
                field.with(most >>> 1),
                field.with((most >>> 1) + 1),
                field.with(most - 1),
                field.with(most));
    }

    private static MessageFields with(MessageFields message, int index, Field field) {
        List<Field> fields = new ArrayList<>(message.list());
        fields.set(index, field);
        return new MessageFields(fields);
    }

    private void refuseUnlessEqual(byte[] original, byte[] changed, String what) {
        if (!Arrays.equals(original, changed)) {
            refusal(changed, what);
        }
    }

    @Test
    void open_mutations_areRefused() {
        mutate(CASES);
    }

    @Tag("campaign")
    @Test
    void open_millionMutations_areRefused() {
        mutate(CAMPAIGN);
    }

    private void mutate(int cases) {
        Random random = new Random(SEED);
        List<byte[]> messages = List.of(sealed, framed, nonFramed, framed(7, 20, 70), framed(8, 16, 0));
        MessageMutations mutations = new MessageMutations(random, fieldsOf(messages));
        Map<ErrorCode, Integer> refusals = new EnumMap<>(ErrorCode.class);
        for (int i = 0; i < cases; i++) {
            byte[] mutant = mutations.nextBytes();
            HeaderFuzz.fuzzerTestOneInput(mutant);
            if (!isOneOf(messages, mutant)) {
                refusals.merge(refusal(mutant, "case " + i), 1, Integer::sum);
            }
        }
        System.out.println("MessageMutationTest -Dpartywall.seed=" + SEED + ": " + refusals);

        assertThat(refusals.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(cases / 2);
        assertThat(refusals.keySet())
                .as("-Dpartywall.seed=%d", SEED)
                .contains(ErrorCode.MESSAGE_MALFORMED, ErrorCode.MESSAGE_NOT_AUTHENTIC);
    }

    /**
     * Mutants that somebody who holds the key authenticated anew: what opens is what a strict reader of the specification takes,
     * and that gives back what was put in.
     */
    @Test
    void open_mutationsAuthenticatedAnew_openWhereTheyConform() {
        authenticate(CASES / 2);
    }

    @Tag("campaign")
    @Test
    void open_mutationsAuthenticatedAnewAtLength_openWhereTheyConform() {
        authenticate(CAMPAIGN);
    }

    private void authenticate(int cases) {
        Random random = new Random(SEED);
        MessageMutations mutations =
                new MessageMutations(random, fieldsOf(List.of(framed, nonFramed, framed(1, 16, 48))));
        int opened = 0;
        for (int i = 0; i < cases; i++) {
            MessageFields next = mutations.next();
            HeaderFuzz.fuzzerTestOneInput(next.bytes());
            SpecMessage secrets = bench.secrets(1);
            byte[] mutant =
                    (random.nextBoolean() ? secrets.authenticated(next) : secrets.authenticatedVerbatim(next)).bytes();
            boolean conforms = conforms(mutant);
            opened += conforms ? 1 : 0;
            if (conforms != opens(mutant, "case " + i)) {
                fail("-Dpartywall.seed=%d, case %d: %s: %s", SEED, i, conforms ? "refused" : "opened", hex(mutant));
            }
        }
        System.out.println("MessageMutationTest -Dpartywall.seed=" + SEED + ": of " + cases + " opened " + opened);

        assertThat(opened).as("-Dpartywall.seed=%d", SEED).isBetween(cases / 500, cases / 2);
    }

    /** Whether a message is as the specification has it and of the tenant, purpose, record and key of the bench. */
    private boolean conforms(byte[] message) {
        try {
            MessageFields fields = MessageFields.of(message);
            Map<String, String> stored = SpecMessage.stored(fields.list());
            SpecMessage secrets = bench.secretsOf(message);
            return Arrays.equals(fields.get("edk[0].info"), ascii(EngineBench.TENANT.value()))
                    && Arrays.equals(fields.get("edk[0].ciphertext.version"), bench.version())
                    && EngineBench.TENANT.value().equals(stored.get("tenant"))
                    && EngineBench.PURPOSE.equals(stored.get("purpose"))
                    && !stored.containsKey("record")
                    && Arrays.equals(
                            secrets.authenticated(fields.withContents(secrets.open(fields)))
                                    .bytes(),
                            message);
        } catch (IllegalArgumentException | IllegalStateException departs) {
            return false;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private boolean opens(byte[] message, String what) {
        try {
            bench.open(message);
            return true;
        } catch (MessageRefused refused) {
            return false;
        } catch (RuntimeException other) {
            throw new AssertionError("-Dpartywall.seed=" + SEED + ", " + what + ": " + hex(message), other);
        }
    }

    /** The header says what it likes of lengths: refusing it costs no more than the message's own size. */
    @Test
    void parse_anyClaimOfLength_allocatesNoMoreThanTheMessageAccountsFor() {
        List<byte[]> claims = new ArrayList<>();
        for (byte[] message : List.of(sealed, framed, nonFramed)) {
            MessageFields fields = MessageFields.of(message);
            for (int index : numbers(fields)) {
                for (Field value : limits(fields.list().get(index))) {
                    byte[] claim = with(fields, index, value).bytes();
                    claims.add(claim);
                    claims.add(Arrays.copyOf(claim, Math.min(claim.length, 40)));
                }
            }
        }
        claims.add(new byte[40]);
        claims.forEach(MessageMutationTest::allocatedByParsing);

        Map<Integer, Long> most = claims.stream()
                .collect(Collectors.toMap(claim -> claim.length, MessageMutationTest::allocatedByParsing, Math::max));

        assertThat(most)
                .allSatisfy((length, allocated) -> assertThat(allocated)
                        .as("bytes allocated for a message of %d", length)
                        .isLessThan(REFUSAL_BYTES + 4L * length));
        assertThat(most).containsKey(40);
    }

    /** The least of a few runs: a class may be loaded in one of them. */
    private static long allocatedByParsing(byte[] message) {
        return IntStream.range(0, 3)
                .mapToLong(run -> {
                    long before = THREAD.getCurrentThreadAllocatedBytes();
                    try {
                        MessageHeader.parse(message);
                    } catch (MessageRefused refused) {
                        // As it should be, or not: what it costs is the matter.
                    }
                    return THREAD.getCurrentThreadAllocatedBytes() - before;
                })
                .min()
                .orElseThrow();
    }

    private static List<MessageFields> fieldsOf(List<byte[]> messages) {
        return messages.stream().map(MessageFields::of).toList();
    }

    private static boolean isOneOf(List<byte[]> messages, byte[] candidate) {
        return messages.stream().anyMatch(message -> Arrays.equals(message, candidate));
    }

    private ErrorCode refusal(byte[] message, String what) {
        try {
            byte[] opened = bench.open(message);
            return fail(
                    "-Dpartywall.seed=%d, %s: accepted, and gave %d bytes: %s",
                    SEED, what, opened.length, hex(message));
        } catch (MessageRefused refused) {
            return refused.code();
        } catch (RuntimeException | Error other) {
            throw new AssertionError("-Dpartywall.seed=" + SEED + ", " + what + ": " + hex(message), other);
        }
    }

    private static String hex(byte[] message) {
        return HexFormat.of().formatHex(message);
    }
}
