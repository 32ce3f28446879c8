package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.generators.KDFCounterBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KDFCounterParameters;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys against published vectors, the JDK's own HMAC, and the derivations of Bouncy Castle. */
final class KeyDerivationTest {

    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());
    private static final Algorithms ALGORITHMS = Algorithms.installed();

    private final Random random = new Random(SEED);

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Nested
    final class HmacCode {

        /** https://www.rfc-editor.org/rfc/rfc4231, sections 4.2 to 4.4. */
        @ParameterizedTest
        @CsvSource({
            "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 4869205468657265,"
                    + " b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7,"
                    + " 87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
            "4a656665, 7768617420646f2079612077616e7420666f72206e6f7468696e673f,"
                    + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843,"
                    + " 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        })
        void code_publishedVector_isReproduced(String key, String data, String sha256, String sha512) {
            HexFormat hex = HexFormat.of();
            try (Hmac hmac = ALGORITHMS.hmacSha256();
                    Hmac longer = ALGORITHMS.hmacSha512()) {
                assertThat(hmac.key(hex.parseHex(key)).code(hex.parseHex(data))).isEqualTo(hex.parseHex(sha256));
                assertThat(longer.key(hex.parseHex(key)).code(hex.parseHex(data)))
                        .isEqualTo(hex.parseHex(sha512));
            }
        }

        @RepeatedTest(20)
        void code_anyKeyAndInput_isTheJdks() throws Exception {
            byte[] key = bytes(1 + random.nextInt(64));
            byte[] input = bytes(random.nextInt(300));
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(key, "HMAC"));

            try (Hmac hmac = ALGORITHMS.hmacSha512()) {
                hmac.key(bytes(64)).code(input);

                assertThat(hmac.key(key).code(input))
                        .as("seed %d", SEED)
                        .isEqualTo(hmac.code(input))
                        .isEqualTo(mac.doFinal(input));
            }
        }

        @Test
        void code_afterClose_isNotOfTheKey() {
            Hmac hmac = ALGORITHMS.hmacSha256().key(bytes(32));
            byte[] before = hmac.code(new byte[3]);

            hmac.close();

            assertThat(hmac.code(new byte[3])).isNotEqualTo(before).isEqualTo(codeOfZeroPads());
        }

        private byte[] codeOfZeroPads() {
            Hmac blank = ALGORITHMS.hmacSha256();
            return blank.code(new byte[3]);
        }
    }

    @RepeatedTest(20)
    void wrappingKey_anyBranchKeyAndSalt_isBouncyCastles() {
        byte[] branchKey = bytes(32);
        byte[] salted = bytes(40);
        BranchKey key = new BranchKey(TenantId.of("acme"), UUID.randomUUID().toString(), branchKey.clone());
        KDFCounterBytesGenerator judge = new KDFCounterBytesGenerator(new HMac(new SHA256Digest()));
        byte[] label = "aws-kms-hierarchy".getBytes(StandardCharsets.US_ASCII);
        byte[] fixed = new byte[label.length + 1 + 16 + 4];
        System.arraycopy(label, 0, fixed, 0, label.length);
        System.arraycopy(salted, 7, fixed, label.length + 1, 16);
        fixed[fixed.length - 2] = 1;
        judge.init(new KDFCounterParameters(branchKey, fixed, 32));
        byte[] expected = new byte[32];
        judge.generateBytes(expected, 0, 32);

        OperationKey derived = CounterKdf.wrappingKey(ALGORITHMS, key, salted, 7);

        assertThat(derived.bytes()).as("seed %d", SEED).isEqualTo(expected);
        assertThat(key.secretBytes()).as("the branch key stays").isEqualTo(branchKey);
    }

    @RepeatedTest(20)
    void derive_anyDataKeyAndMessageId_isBouncyCastles() throws MessageRefused {
        byte[] dataKey = bytes(32);
        MessageHeader header = header();
        System.arraycopy(bytes(32), 0, header.bytes(), header.messageId(), 32);
        byte[] messageId = Arrays.copyOfRange(header.bytes(), header.messageId(), header.messageId() + 32);

        MessageKeys keys = MessageKeys.derive(ALGORITHMS, new OperationKey(dataKey.clone()), header);
        keys.commit(header);

        assertThat(keys.messageKey().bytes())
                .as("seed %d", SEED)
                .isEqualTo(hkdf(dataKey, messageId, "\u0004xDERIVEKEY"));
        assertThat(Arrays.copyOfRange(header.bytes(), header.commitment(), header.commitment() + 32))
                .as("seed %d", SEED)
                .isEqualTo(hkdf(dataKey, messageId, "COMMITKEY"));
        keys.requireCommitment(header);
    }

    @Test
    void requireCommitment_anyBitChanged_isRefused() {
        MessageHeader header = header();
        MessageKeys keys = MessageKeys.derive(ALGORITHMS, new OperationKey(bytes(32)), header);
        keys.commit(header);
        for (int bit = 0; bit < 256; bit++) {
            header.bytes()[header.commitment() + bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> keys.requireCommitment(header)).isInstanceOf(MessageRefused.class);
            header.bytes()[header.commitment() + bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    private static byte[] hkdf(byte[] key, byte[] salt, String info) {
        HKDFBytesGenerator judge = new HKDFBytesGenerator(new SHA512Digest());
        judge.init(new HKDFParameters(key, salt, info.getBytes(StandardCharsets.ISO_8859_1)));
        byte[] expected = new byte[32];
        judge.generateBytes(expected, 0, 32);
        return expected;
    }

    private static MessageHeader header() {
        return MessageHeader.draft(
                new RecordContext(TenantId.of("acme"), "invoices", Map.of(), RecordId.of("1")), 4096, 0);
    }
}
