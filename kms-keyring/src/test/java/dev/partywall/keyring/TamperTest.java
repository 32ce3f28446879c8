package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.ACME;
import static dev.partywall.keyring.KeyringLab.GLOBEX;
import static dev.partywall.keyring.KeyringLab.PLAINTEXT;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.internal.message.MessageFields;
import dev.partywall.keyring.internal.message.MessageMutations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Everything an attacker can do to stored bytes: nothing is accepted, one exception type, no byte of plaintext. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TamperTest {

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

    @Test
    void decrypt_everyBitFlipped_isRefused() {
        byte[] message = lab.seal(ACME);
        Map<ErrorCode, Integer> refusals = new EnumMap<>(ErrorCode.class);

        for (int bit = 0; bit < message.length * 8; bit++) {
            byte[] flipped = message.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            refusals.merge(refusal(ACME, flipped), 1, Integer::sum);
        }

        assertThat(refusals.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(message.length * 8);
        assertThat(refusals)
                .as("the attack reaches the parser, the tenant check, the key lookup and the cryptography")
                .containsKeys(
                        ErrorCode.MESSAGE_MALFORMED,
                        ErrorCode.MESSAGE_OF_OTHER_TENANT,
                        ErrorCode.MESSAGE_OF_OTHER_PURPOSE,
                        ErrorCode.BRANCH_KEY_VERSION_UNKNOWN,
                        ErrorCode.MESSAGE_NOT_AUTHENTIC);
    }

    @Test
    void decrypt_everyTruncationAndSomeExtensions_isRefused() {
        byte[] message = lab.seal(ACME);

        for (int length = 0; length < message.length; length++) {
            refusal(ACME, Arrays.copyOf(message, length));
        }
        for (int extra : new int[] {1, 16, 300, 5_000}) {
            assertThat(refusal(ACME, Arrays.copyOf(message, message.length + extra)))
                    .isEqualTo(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    /** As {@code MessageMutationTest}, through all of the library. */
    @Test
    void decrypt_spoiltByWhatKnowsTheFormat_isRefused() {
        long seed = Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());
        List<byte[]> messages = List.of(lab.seal(ACME), lab.seal(ACME), lab.seal(GLOBEX), sealStream(invoices, 9_000));
        MessageMutations mutations = new MessageMutations(
                new Random(seed), messages.stream().map(MessageFields::of).toList());

        for (int i = 0; i < 2_000; i++) {
            byte[] spoilt = mutations.nextBytes();
            if (messages.stream().noneMatch(message -> Arrays.equals(message, spoilt))) {
                assertThatCode(() -> refusal(ACME, spoilt))
                        .as("-Dpartywall.seed=%d, case %d", seed, i)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void decrypt_streamTamperedAnywhere_releasesNothing() {
        try (TenantKeyring small = lab.builder().streamMemoryLimit(128 * 1024).build()) {
            TenantEncryptor encryptor = small.encryptor("invoices");
            byte[] message = sealStream(encryptor, 300_000);
            Random random = new Random(42);
            for (int i = 0; i < 200; i++) {
                byte[] flipped = message.clone();
                flipped[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
                assertNothingReleased(encryptor, flipped);
            }
            for (int cut : new int[] {1, 16, 48, 4_096, 150_000}) {
                assertNothingReleased(encryptor, Arrays.copyOf(message, message.length - cut));
            }
            for (int extra : new int[] {1, 64, 10_000}) {
                assertNothingReleased(encryptor, Arrays.copyOf(message, message.length + extra));
            }
        }
    }

    private static byte[] sealStream(TenantEncryptor encryptor, int size) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        TenantContext.run(ACME, () -> {
            try {
                encryptor.encrypt(new ByteArrayInputStream(new byte[size]), message, RECORD);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        });
        return message.toByteArray();
    }

    private static void assertNothingReleased(TenantEncryptor encryptor, byte[] tampered) {
        ByteArrayOutputStream released = new ByteArrayOutputStream();
        try {
            TenantContext.run(ACME, () -> encryptor.decrypt(new ByteArrayInputStream(tampered), released, RECORD));
            fail("accepted");
        } catch (DecryptionRefusedException expected) {
            assertThat(released.size()).isZero();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Test
    void decrypt_foreignTenantsMessage_isRefusedWithNoCall() {
        byte[] message = lab.seal(ACME);
        lab.keyring().evict(GLOBEX);
        long mark = lab.aws().calls().mark();

        assertThat(refusal(GLOBEX, message)).isEqualTo(ErrorCode.MESSAGE_OF_OTHER_TENANT);

        assertThat(lab.aws().calls().since(mark).count()).isZero();
    }

    @Test
    void decrypt_tenantRewrittenToTheAttackers_isRefusedByCryptography() {
        TenantId mallory = TenantId.of("evil");
        lab.keyring().branchKeys().create(mallory);
        lab.keyring().branchKeys().create(TenantId.of("good"));
        byte[] message = lab.seal(TenantId.of("good"));

        byte[] contextOnly = Messages.replaceFirst(message, "good", "evil");
        byte[] both = Messages.replaceFirst(contextOnly, "good", "evil");

        assertThat(refusal(mallory, contextOnly)).isEqualTo(ErrorCode.MESSAGE_OF_OTHER_TENANT);
        assertThat(new ParsedCiphertext(both).getEncryptionContextMap()).containsEntry("tenant", "evil");
        assertThat(refusal(mallory, both)).isEqualTo(ErrorCode.BRANCH_KEY_VERSION_UNKNOWN);
    }

    @Test
    void decrypt_encryptedDataKeysSwappedBetweenTenants_isRefused() {
        TenantId victim = lab.createTenant("aaaa");
        TenantId attacker = lab.createTenant("bbbb");
        byte[] victims = lab.seal(victim);
        byte[] attackers = lab.seal(attacker);

        byte[] victimsBodyUnderAttackersKey = Messages.withEncryptedDataKeyOf(victims, attackers);
        byte[] alsoRenamed = Messages.replaceFirst(victimsBodyUnderAttackersKey, "aaaa", "bbbb");

        assertThat(refusal(victim, victimsBodyUnderAttackersKey)).isEqualTo(ErrorCode.MESSAGE_OF_OTHER_TENANT);
        assertThat(refusal(attacker, victimsBodyUnderAttackersKey)).isEqualTo(ErrorCode.MESSAGE_OF_OTHER_TENANT);
        assertThat(refusal(attacker, alsoRenamed)).isEqualTo(ErrorCode.MESSAGE_NOT_AUTHENTIC);
    }

    @Test
    void decrypt_headerOfOneMessageOnTheBodyOfAnother_isRefused() {
        byte[] first = lab.seal(ACME);
        byte[] second = lab.seal(ACME);
        int body = new ParsedCiphertext(first).getOffset();

        byte[] replayed = second.clone();
        System.arraycopy(first, 0, replayed, 0, body);

        assertThat(refusal(ACME, replayed)).isEqualTo(ErrorCode.MESSAGE_NOT_AUTHENTIC);
    }

    @Test
    void decrypt_contextPairEditedAddedOrDropped_isRefused() {
        byte[] message = TenantContext.call(ACME, () -> invoices.encrypt(PLAINTEXT, RECORD, Map.of("schema", "v3")));

        assertThat(refusal(ACME, Messages.replaceFirst(message, "v3", "v4")))
                .isEqualTo(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        assertThat(refusal(ACME, Messages.withContext(message, Map.of("tenant", "acme", "purpose", "invoices"))))
                .isEqualTo(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        assertThat(refusal(
                        ACME,
                        Messages.withContext(
                                message,
                                Map.of("tenant", "acme", "purpose", "invoices", "schema", "v3", "admin", "yes"))))
                .isEqualTo(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        assertThat(refusal(
                        ACME,
                        Messages.withContext(
                                message, Map.of("tenant", "acme", "purpose", "invoices", "record", RECORD.value()))))
                .isEqualTo(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        assertThat(refusal(ACME, Messages.withContext(message, Map.of("purpose", "invoices"))))
                .isEqualTo(ErrorCode.MESSAGE_OF_OTHER_TENANT);
    }

    /** Asserts the one opaque refusal and tells its code. */
    private ErrorCode refusal(TenantId tenant, byte[] message) {
        try {
            byte[] opened = lab.open(tenant, message);
            return fail("accepted, and gave " + opened.length + " bytes");
        } catch (DecryptionRefusedException refused) {
            assertThat(refused.getMessage())
                    .isEqualTo(new DecryptionRefusedException(ErrorCode.BUG, tenant).getMessage());
            assertThat(refused).hasNoCause().hasNoSuppressedExceptions();
            return refused.code();
        }
    }
}
