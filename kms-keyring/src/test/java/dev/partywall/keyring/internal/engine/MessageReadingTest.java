package dev.partywall.keyring.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.keyring.SealingEngine;
import dev.partywall.keyring.fuzz.HeaderFuzz;
import dev.partywall.keyring.internal.message.MessageFields;
import dev.partywall.keyring.internal.message.MessageFields.Field;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.SpecMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads what the specification's own writer writes, and refuses what departs from the specification even where whoever wrote it
 * held the key: wrapped the data key anew, committed to it, and gave header and frames their tags.
 */
final class MessageReadingTest {

    private static final Map<String, String> STORED = EngineBench.stored(Map.of("schema", "v3"));
    private static final byte[] PLAINTEXT = EngineBench.bytes(5, 250);

    private final EngineBench bench = new EngineBench();
    private final SpecMessage secrets = bench.secrets(1);

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 1",
        "5, 1",
        "0, 4096",
        "1, 4096",
        "4095, 4096",
        "4096, 4096",
        "4097, 4096",
        "8192, 4096",
        "9000, 4096",
        "100, 7",
        "100, 1048576",
        "100, 100",
        "100, 50",
        "100, 2147483647",
        "70000, 65536",
        "3, 2"
    })
    void decrypt_framed_opens(int size, int frameSize) throws MessageRefused {
        byte[] plaintext = EngineBench.bytes(size, size);

        assertThat(bench.open(secrets.framed(STORED, frameSize, plaintext).bytes()))
                .isEqualTo(plaintext);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "4096", "100000"})
    void decrypt_nonFramed_opens(int size) throws MessageRefused {
        byte[] plaintext = EngineBench.bytes(size, size);

        assertThat(bench.open(secrets.nonFramed(STORED, plaintext).bytes())).isEqualTo(plaintext);
    }

    @ParameterizedTest
    @CsvSource({"100, 1", "100, 3", "4096, 2", "0, 0"})
    void decrypt_emptyFinalFrameAfterFullOnes_opens(int frameSize, int frames) throws MessageRefused {
        byte[] plaintext = EngineBench.bytes(6, frameSize * frames);
        List<Field> fields = new ArrayList<>(
                secrets.framed(STORED, Math.max(frameSize, 1), new byte[0]).header());
        for (int i = 1; i <= frames; i++) {
            fields.addAll(SpecMessage.frame(i, Arrays.copyOfRange(plaintext, (i - 1) * frameSize, i * frameSize)));
        }
        fields.addAll(SpecMessage.finalFrame(frames + 1L, new byte[0]));

        assertThat(bench.open(secrets.authenticated(new MessageFields(fields)).bytes()))
                .isEqualTo(plaintext);
    }

    @Test
    void decrypt_contextInTheOrderOfUtf8_opens() throws MessageRefused {
        Map<String, String> stored =
                EngineBench.stored(Map.of("\uFFFD", "replacement", "\uD83D\uDD12", "lock", "größe", "é"));

        assertThat(bench.open(secrets.framed(stored, 100, PLAINTEXT).bytes())).isEqualTo(PLAINTEXT);
    }

    /** What a holder of the key might write, and the specification forbids. */
    static Stream<Arguments> departures() {
        return Stream.of(
                departure("version 1", message -> message.with("version", 1)),
                departure("version 3", message -> message.with("version", 3)),
                departure("suite that does not exist", message -> message.with("suite", 0x0479)),
                departure("suite with a signature", message -> message.with("suite", 0x0578)),
                departure("suite without commitment", message -> message.with("suite", 0x0178)),
                departure("suite 0", message -> message.with("suite", 0)),
                departure("content type 0", message -> message.with("content-type", 0)),
                departure("content type 3", message -> message.with("content-type", 3)),
                departure("framed, frame length 0", message -> message.with("frame-size", 0)),
                departure("frame length another than the frames have", message -> message.with("frame-size", 101)),
                departure("frame length of 2^32 - 1", message -> message.with("frame-size", 0xFFFFFFFFL)),
                departure(
                        "no encrypted data key",
                        message -> message.without("edk[0]").fitted()),
                departure(
                        "two encrypted data keys",
                        message -> message.insert(message.unit("edk[0]"), MessageReadingTest::isContentType)
                                .fitted()),
                departure("two counted, one there", message -> message.with("edk-count", 2)),
                departure(
                        "provider of another keyring",
                        message ->
                                message.with("edk[0].provider", text("aws-kms")).fitted()),
                departure(
                        "provider in capitals", message -> message.with("edk[0].provider", text("AWS-KMS-HIERARCHY"))),
                departure("branch key of another tenant", message -> message.with("edk[0].info", text("evil"))),
                departure(
                        "branch key id with a byte more",
                        message -> message.with("edk[0].info", text("acme\0")).fitted()),
                departure(
                        "ciphertext a byte longer",
                        message -> message.with("edk[0].ciphertext.tag", new byte[17])
                                .fitted()),
                departure(
                        "ciphertext a byte shorter",
                        message -> message.with("edk[0].ciphertext.tag", new byte[15])
                                .fitted()),
                departure(
                        "branch key id longer than any tenant id",
                        message -> message.with("edk[0].info", text("a".repeat(65)))
                                .fitted()),
                departure("length of the ciphertext too low", message -> message.with("edk[0].ciphertext-length", 91)),
                departure("length of the ciphertext too high", message -> message.with("edk[0].ciphertext-length", 93)),
                departure(
                        "pair twice",
                        message -> message.insert(message.unit("context.pair[1]"), MessageReadingTest::isEdkCount)
                                .fitted()),
                departure(
                        "name twice, in a row",
                        message -> message.insert(
                                        SpecMessage.pair(9, "schema", "v2"),
                                        field -> field.unit().equals("context.pair[1]"))
                                .fitted()),
                departure(
                        "pairs not in order",
                        message -> message.insert(SpecMessage.pair(9, "admin", "yes"), MessageReadingTest::isEdkCount)
                                .fitted()),
                departure("count too low", message -> message.with("context.count", 2)),
                departure("count too high", message -> message.with("context.count", 4)),
                departure("count 0", message -> message.with("context.count", 0)),
                departure(
                        "count 0 and no pair",
                        message -> message.without("context.pair[0]")
                                .without("context.pair[1]")
                                .without("context.pair[2]")
                                .fitted()),
                departure(
                        "no context",
                        message -> message.without("context.count")
                                .without("context.pair[0]")
                                .without("context.pair[1]")
                                .without("context.pair[2]")
                                .fitted()),
                departure(
                        "byte after the pairs",
                        message -> message.with("context.pair[2].value", text("acme\0"))
                                .with(
                                        "context-length",
                                        message.field("context-length").number() + 1)),
                departure(
                        "name that is not UTF-8",
                        message -> message.with("context.pair[1].key", new byte[] {'s', (byte) 0xC0, (byte) 0x80})
                                .fitted()),
                departure(
                        "value that is not UTF-8",
                        message -> message.with(
                                        "context.pair[1].value", new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})
                                .fitted()),
                departure(
                        "record id stored",
                        message -> message.insert(
                                        SpecMessage.pair(9, "record", EngineBench.RECORD.value()),
                                        field -> field.unit().equals("context.pair[1]"))
                                .fitted()),
                departure(
                        "another record id stored",
                        message -> message.insert(
                                        SpecMessage.pair(9, "record", "invoice-2"),
                                        field -> field.unit().equals("context.pair[1]"))
                                .fitted()),
                departure(
                        "public key of a signed message",
                        message -> message.insert(
                                        SpecMessage.pair(9, "aws-crypto-public-key", "AkY"),
                                        field -> field.unit().equals("context.pair[0]"))
                                .fitted()),
                departure(
                        "tenant left out",
                        message -> message.without("context.pair[2]").fitted()),
                departure("another tenant", message -> message.with("context.pair[2].value", text("evil"))),
                departure(
                        "purpose left out",
                        message -> message.without("context.pair[0]").fitted()),
                departure("another purpose", message -> message.with("context.pair[0].value", text("receipts"))),
                departure("sequence from 0", message -> sequences(message, -1)),
                departure("sequence from 2", message -> sequences(message, 1)),
                departure(
                        "sequence number twice",
                        message -> message.with("frame[1].sequence", 1).with("frame[1].iv", iv(1))),
                departure("frames swapped", MessageReadingTest::swapped),
                departure("frame left out", message -> message.without("frame[1]")),
                departure(
                        "sequence number of the final frame too low",
                        message -> message.with("final.sequence", 2).with("final.iv", iv(2))),
                departure(
                        "sequence number of the final frame too high",
                        message -> message.with("final.sequence", 4).with("final.iv", iv(4))),
                departure(
                        "sequence number of the final frame 2^32 - 1",
                        message -> message.with("final.sequence", 0xFFFFFFFFL).with("final.iv", iv(-1))),
                departure("IV that is not the sequence number", message -> message.with("frame[0].iv", iv(7))),
                departure(
                        "IV of the final frame that is not the sequence number",
                        message -> message.with("final.iv", iv(7))),
                departure(
                        "IV with other leading bytes",
                        message -> message.with("final.iv", new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3})),
                departure("no final frame", message -> message.without("final")),
                departure("two final frames", message -> message.insert(message.unit("final"), field -> false)),
                departure(
                        "frame after the final frame",
                        message -> message.insert(SpecMessage.frame(4, new byte[100]), field -> false)),
                departure(
                        "final frame longer than a frame",
                        message -> message.with("final.content", new byte[101]).fitted()),
                departure(
                        "final frame of the length of two",
                        message -> message.with("final.content", new byte[232]).fitted()),
                departure(
                        "regular frame shorter than a frame",
                        message -> message.with("frame[0].content", new byte[99])),
                departure("length of the final frame too low", message -> message.with("final.content-length", 49)),
                departure("length of the final frame too high", message -> message.with("final.content-length", 51)),
                departure(
                        "bytes after the message",
                        message -> message.insert(List.of(new Field("more", new byte[1])), field -> false)),
                departure(
                        "another message after the message", message -> message.insert(message.list(), field -> false)),
                departure(
                        "footer after the message",
                        message -> message.insert(List.of(new Field("footer", new byte[105])), field -> false)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("departures")
    void decrypt_framedDeparture_isRefusedThoughAuthentic(String name, UnaryOperator<MessageFields> departure) {
        MessageFields message = secrets.framed(STORED, 100, PLAINTEXT);

        MessageFields departed = departure.apply(inPlaintext(message));

        HeaderFuzz.fuzzerTestOneInput(departed.bytes());
        assertRefused(secrets.authenticated(departed).bytes());
        assertRefused(secrets.authenticatedVerbatim(departed).bytes());
    }

    /** That the wrapping for pairs as they stand is no other where they stand as they should. */
    @Test
    void authenticatedVerbatim_ofAMessageThatConforms_isTheSame() {
        MessageFields message = secrets.framed(STORED, 100, PLAINTEXT);

        assertThat(secrets.authenticatedVerbatim(inPlaintext(message)).bytes()).isEqualTo(message.bytes());
    }

    static Stream<Arguments> blockDepartures() {
        return Stream.of(
                departure("frame length that is not 0", message -> message.with("frame-size", 4096)),
                departure(
                        "said to be framed",
                        message -> message.with("content-type", 2).with("frame-size", 4096)),
                departure("IV that is not 1", message -> message.with("block.iv", iv(2))),
                departure("IV of 0", message -> message.with("block.iv", iv(0))),
                departure("length too low", message -> message.with("block.content-length", 249)),
                departure("length too high", message -> message.with("block.content-length", 251)),
                departure("length beyond 2^32", message -> message.with("block.content-length", (1L << 32) + 250)),
                departure("length of 2^64 - 1", message -> message.with("block.content-length", -1)),
                departure("length negative", message -> message.with("block.content-length", Long.MIN_VALUE + 250)),
                departure(
                        "bytes after the message",
                        message -> message.insert(List.of(new Field("more", new byte[1])), field -> false)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blockDepartures")
    void decrypt_nonFramedDeparture_isRefusedThoughAuthentic(String name, UnaryOperator<MessageFields> departure) {
        MessageFields departed = departure.apply(inPlaintext(secrets.nonFramed(STORED, PLAINTEXT)));

        assertRefused(secrets.authenticated(departed).bytes());
    }

    /** The data key, the commitment and the tags: each of them wrong alone, all the others as they should be. */
    @ParameterizedTest
    @CsvSource({
        "edk[0].ciphertext.salt",
        "edk[0].ciphertext.iv",
        "edk[0].ciphertext.version",
        "edk[0].ciphertext.key",
        "edk[0].ciphertext.tag",
        "commitment"
    })
    void decrypt_fieldChangedUnderAHeaderAuthenticatedAnew_isRefused(String field) {
        MessageFields message = secrets.framed(STORED, 100, PLAINTEXT);

        assertRefused(secrets.headerAuthenticated(changed(message, field)).bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "header-tag",
        "frame[0].tag",
        "frame[1].content",
        "final.tag",
        "final.content",
        "message-id",
        "frame[0].iv"
    })
    void decrypt_authenticatedFieldChanged_isRefused(String field) {
        assertRefused(changed(secrets.framed(STORED, 100, PLAINTEXT), field).bytes());
    }

    @Test
    void decrypt_wrappedForAnotherContext_isRefused() {
        MessageFields message = secrets.framed(STORED, 100, PLAINTEXT);
        MessageFields other = secrets.framed(EngineBench.stored(Map.of("schema", "v4")), 100, PLAINTEXT);
        MessageFields mixed = message.with("edk[0].ciphertext.key", other.get("edk[0].ciphertext.key"))
                .with("edk[0].ciphertext.tag", other.get("edk[0].ciphertext.tag"));

        assertRefused(secrets.headerAuthenticated(mixed).bytes());
    }

    @Test
    void decrypt_frameOfAnotherMessageUnderTheSameDataKey_isRefused() {
        SpecMessage sameKeyOtherId = new SpecMessage(
                secrets.branchKeyId(),
                secrets.branchKeyVersion(),
                secrets.branchKey(),
                secrets.dataKey(),
                EngineBench.bytes(99, 32),
                secrets.salt(),
                secrets.iv(),
                secrets.required());
        MessageFields message = secrets.framed(STORED, 100, PLAINTEXT);
        MessageFields other = sameKeyOtherId.framed(STORED, 100, PLAINTEXT);

        assertRefused(message.with("frame[0].content", other.get("frame[0].content"))
                .with("frame[0].tag", other.get("frame[0].tag"))
                .bytes());
    }

    /** A regular frame that was cut into a final one: the content is authentic, what it is called is not. */
    @Test
    void decrypt_messageCutAfterAFrameMadeFinal_isRefused() {
        MessageFields message = secrets.framed(STORED, 100, PLAINTEXT);
        List<Field> cut = new ArrayList<>(message.header());
        List<Field> last = SpecMessage.finalFrame(1, message.get("frame[0].content"));
        cut.addAll(last.subList(0, last.size() - 1));
        cut.add(last.get(last.size() - 1).with(message.get("frame[0].tag")));

        assertRefused(new MessageFields(cut).bytes());
    }

    /** Such a message is nobody's: the tenant is missing. It is well-formed all the same. */
    @Test
    void parse_emptyContext_isNoBytes() throws MessageRefused {
        byte[] message = secrets.framed(Map.of(), 100, PLAINTEXT).bytes();

        assertThat(MessageHeader.parse(message).length())
                .isEqualTo(new MessageFields(MessageFields.of(message).header()).bytes().length);
        assertThat(MessageFields.of(message).field("context-length").number()).isZero();
        assertRefused(message);
    }

    /** A message that both engines read, or both refuse. */
    @ParameterizedTest
    @EnumSource(SealingEngine.class)
    void decrypt_fromTheOtherEngine_opens(SealingEngine engine) throws MessageRefused {
        for (int frameLength : new int[] {16, 4096, 65_536}) {
            EngineBench writer = new EngineBench(engine, frameLength);
            for (int size : new int[] {0, 1, 16, 4096, 5000, 65_536, 65_537}) {
                byte[] plaintext = EngineBench.bytes(size, size);
                byte[] message = writer.seal(plaintext, Map.of("größe", "é"));
                for (SealingEngine other : SealingEngine.values()) {
                    assertThat(new EngineBench(other, 4096).open(message)).isEqualTo(plaintext);
                }
            }
        }
    }

    private static MessageFields changed(MessageFields message, String field) {
        byte[] bytes = message.get(field).clone();
        bytes[bytes.length / 2] ^= 1;
        return message.with(field, bytes);
    }

    private void assertRefused(byte[] message) {
        assertThatThrownBy(() -> bench.open(message)).isInstanceOf(MessageRefused.class);
    }

    private static Arguments departure(String name, UnaryOperator<MessageFields> departure) {
        return Arguments.of(name, departure);
    }

    /** The message with its contents in plaintext, to be authenticated again. */
    private MessageFields inPlaintext(MessageFields message) {
        return message.withContents(secrets.open(message));
    }

    private static MessageFields sequences(MessageFields message, int by) {
        MessageFields moved = message;
        for (String unit : List.of("frame[0]", "frame[1]", "final")) {
            long sequence = message.field(unit + ".sequence").number() + by;
            moved = moved.with(unit + ".sequence", sequence).with(unit + ".iv", iv(sequence));
        }
        return moved;
    }

    private static MessageFields swapped(MessageFields message) {
        List<Field> first = message.unit("frame[0]");
        return message.without("frame[0]").insert(first, field -> field.unit().equals("final"));
    }

    private static boolean isContentType(Field field) {
        return field.name().equals("content-type");
    }

    private static boolean isEdkCount(Field field) {
        return field.name().equals("edk-count");
    }

    private static byte[] iv(long sequence) {
        return new Field("iv", new byte[12]).with(sequence & 0xFFFFFFFFL).bytes();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
