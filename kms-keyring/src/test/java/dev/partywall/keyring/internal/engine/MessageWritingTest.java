package dev.partywall.keyring.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.internal.message.MessageFields;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import dev.partywall.keyring.internal.message.SpecMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is, byte for byte, what the specification asks for, given what is random in it. */
final class MessageWritingTest {

    private final EngineBench bench = new EngineBench();

    static Stream<Arguments> records() {
        List<Map<String, String>> contexts = List.of(
                Map.of(),
                Map.of("schema", "v3", "region", "eu"),
                Map.of("a", "1", "z", "2", "record-kind", "3", "recor", "4", "records", "5"),
                // By UTF-8, U+FFFD comes before U+1F512; by UTF-16 it comes after it.
                Map.of("\uFFFD", "replacement", "\uD83D\uDD12", "lock", "größe", "é"),
                Map.of("long", "x".repeat(20_000)));
        return IntStream.of(0, 1, 31, 4095, 4096, 4097, 8191, 8192, 8193, 20_480)
                .boxed()
                .flatMap(size -> contexts.stream().map(pairs -> Arguments.of(size, pairs)));
    }

    @ParameterizedTest
    @MethodSource("records")
    void encrypt_anyRecord_isWhatTheSpecificationsOwnWriterWrites(int size, Map<String, String> pairs) {
        byte[] plaintext = EngineBench.bytes(size, size);

        byte[] message = bench.seal(plaintext, pairs);

        SpecMessage secrets = bench.secretsOf(message);
        assertThat(message)
                .isEqualTo(secrets.framed(EngineBench.stored(pairs), 4096, plaintext)
                        .bytes());
        assertThat(secrets.open(MessageFields.of(message))).isEqualTo(plaintext);
    }

    /** A header that is written claims what it is asked to when it is read. */
    @Test
    void draft_ofARecord_isForThatRecord() throws MessageRefused {
        RecordContext context =
                new RecordContext(TenantId.of("acme"), "invoices", Map.of("k", "v"), EngineBench.RECORD);

        MessageHeader draft = MessageHeader.draft(context, 4096, 7);

        draft.requireFor(context);
        assertThat(draft.bytes()).hasSize(MessageHeader.length(context) + 7);
        assertThat(draft.length()).isEqualTo(MessageHeader.length(context));
    }

    @Test
    void encrypt_anyRecord_hasTheFieldsOfTheFormat() {
        MessageFields message = MessageFields.of(bench.seal(new byte[5000], Map.of("schema", "v3")));

        assertThat(message.field("version").number()).isEqualTo(2);
        assertThat(message.field("suite").number()).isEqualTo(0x0478);
        assertThat(message.field("edk-count").number()).isEqualTo(1);
        assertThat(new String(message.get("edk[0].provider"), StandardCharsets.UTF_8))
                .isEqualTo("aws-kms-hierarchy");
        assertThat(new String(message.get("edk[0].info"), StandardCharsets.UTF_8))
                .isEqualTo(EngineBench.TENANT.value());
        assertThat(message.field("edk[0].ciphertext-length").number()).isEqualTo(92);
        assertThat(message.field("content-type").number()).isEqualTo(2);
        assertThat(message.field("frame-size").number()).isEqualTo(4096);
        assertThat(message.units("frame[")).containsExactly("frame[0]");
        assertThat(message.field("final.sequence").number()).isEqualTo(2);
        assertThat(message.field("final.content-length").number()).isEqualTo(904);
        assertThat(message.units("context.pair["))
                .extracting(pair -> new String(message.get(pair + ".key"), StandardCharsets.UTF_8))
                .containsExactly("purpose", "schema", "tenant");
    }

    @Test
    void encrypt_sameRecordOften_repeatsNothingRandom() {
        Set<String> seen = new HashSet<>();
        int messages = 200;
        for (int i = 0; i < messages; i++) {
            byte[] message = bench.seal(new byte[10], Map.of());
            MessageFields fields = MessageFields.of(message);
            for (String name : List.of("message-id", "edk[0].ciphertext.salt", "edk[0].ciphertext.iv", "commitment")) {
                seen.add(name + Arrays.toString(fields.get(name)));
            }
            seen.add("data key" + Arrays.toString(bench.secretsOf(message).dataKey()));
        }

        assertThat(seen).hasSize(5 * messages);
    }

    /** Message id, and so message key and commitment, are each message's own; the wrapped data key is shared. */
    @Test
    void encrypt_underAReusedDataKey_isWhatTheSpecificationsOwnWriterWrites() {
        EngineBench reusing = new EngineBench(new DataKeyReuse(10, 1_000_000, Duration.ofHours(1)));
        Set<String> ids = new HashSet<>();
        Set<String> dataKeys = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            byte[] plaintext = EngineBench.bytes(i, 100 * i);
            byte[] message = reusing.seal(plaintext, Map.of("schema", "v3"));
            SpecMessage secrets = reusing.secretsOf(message);
            ids.add(Arrays.toString(secrets.messageId()));
            dataKeys.add(Arrays.toString(secrets.dataKey()));

            assertThat(message)
                    .isEqualTo(secrets.framed(EngineBench.stored(Map.of("schema", "v3")), 4096, plaintext)
                            .bytes());
        }

        assertThat(ids).hasSize(30);
        assertThat(dataKeys).hasSize(3);
    }

    @Test
    void encrypt_anyRecord_leavesTheRecordIdOut() {
        byte[] message = bench.seal(new byte[10], Map.of());

        assertThat(new String(message, StandardCharsets.ISO_8859_1)).doesNotContain(EngineBench.RECORD.value());
    }
}
