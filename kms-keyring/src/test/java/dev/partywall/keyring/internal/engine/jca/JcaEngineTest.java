package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.BranchKeyCache;
import dev.partywall.keyring.internal.cache.BranchKeyLoader;
import dev.partywall.keyring.internal.cache.CacheSettings;
import dev.partywall.keyring.internal.cache.Lease;
import dev.partywall.keyring.internal.cache.Session;
import dev.partywall.keyring.internal.engine.EngineBench;
import dev.partywall.keyring.internal.engine.MessageEngine;
import dev.partywall.keyring.internal.engine.MessageEngine.Claims;
import dev.partywall.keyring.internal.engine.SealingStream;
import dev.partywall.keyring.internal.message.MessageBytes;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the engine does with leases, keys and broken parts around it. */
final class JcaEngineTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final RecordContext CONTEXT = new RecordContext(ACME, "invoices", Map.of(), RecordId.of("1"));

    private final BranchKey key =
            new BranchKey(ACME, UUID.randomUUID().toString(), EngineBench.bytes(1, BranchKey.LENGTH));
    private final JcaEngine engine = new JcaEngine(null, 128, null, System::nanoTime);

    private Claims claims(byte[] message) throws MessageRefused {
        return Claims.of(MessageHeader.parse(message), MessageBytes.of(message));
    }

    /** A caller's sink may take its time: the branch key must not be held for it. */
    @Test
    void open_aMessage_givesTheBranchKeyBackBeforeAnythingIsRead() throws Exception {
        byte[] message = engine.encrypt(key, new byte[1000], CONTEXT);
        BranchKeyLoader loader = new BranchKeyLoader() {
            @Override
            public BranchKey loadActive(TenantId tenant) {
                return key;
            }

            @Override
            public BranchKey loadVersion(TenantId tenant, String version) {
                return key;
            }
        };
        try (BranchKeyCache cache = new BranchKeyCache(
                loader,
                new CacheSettings(
                        Duration.ofHours(1),
                        Duration.ZERO,
                        Duration.ofMinutes(5),
                        10,
                        10,
                        Ticker.systemTicker(),
                        Clock.systemUTC()))) {
            Lease lease = cache.active(Tenant.of(ACME), Session.of(Tenant.of(ACME)));
            try (MessageEngine.Opening opening = engine.open(lease, claims(message), CONTEXT)) {
                cache.evict(ACME);
                assertThat(key.secretBytes()).as("nobody holds it any more").containsOnly(0);

                ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
                opening.writeTo(new ByteArrayInputStream(message), OutputStream.nullOutputStream());
                opening.writeTo(new ByteArrayInputStream(message), plaintext);
                assertThat(plaintext.toByteArray()).isEqualTo(new byte[1000]);
            }
        }
    }

    @Test
    void encryptingStream_sinkFails_sealsNothingMore() throws IOException {
        int[] writes = {0};
        OutputStream failing = new OutputStream() {
            @Override
            public void write(int oneByte) {
                throw new IllegalStateException("one by one");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (++writes[0] == 3) {
                    throw new IOException("sink");
                }
            }
        };
        SealingStream sealing = engine.encryptingStream(key, failing, CONTEXT);

        assertThatThrownBy(() -> sealing.write(new byte[1000])).hasMessage("sink");
        assertThatThrownBy(() -> sealing.write(new byte[1000])).isInstanceOf(IOException.class);
        sealing.close();
        sealing.abort();

        assertThat(writes[0]).as("header, one frame, and the frame that failed").isEqualTo(3);
    }

    /** However a plaintext is cut when it is written, byte by byte or from the middle of an array, it is the same plaintext. */
    @Test
    void encryptingStream_writtenInAnyPieces_sealsWhatWasWritten() throws Exception {
        byte[] plaintext = new byte[400];
        new Random(1).nextBytes(plaintext);
        boolean[] flushed = {false};
        ByteArrayOutputStream message = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                flushed[0] = true;
            }
        };

        SealingStream sealing = engine.encryptingStream(key, message, CONTEXT);
        sealing.write(plaintext[0]);
        sealing.write(plaintext, 1, 5);
        sealing.write(plaintext, 6, 2);
        sealing.write(plaintext, 8, 0);
        sealing.write(plaintext, 8, 300);
        assertThat(flushed[0]).isFalse();
        sealing.flush();
        assertThat(flushed[0]).isTrue();
        sealing.write(plaintext, 308, 92);
        sealing.close();

        assertThat(engine.decrypt(key, message.toByteArray(), claims(message.toByteArray()), CONTEXT))
                .isEqualTo(plaintext);
    }

    @Test
    void encrypt_generatorFails_isABugOfAProviderThatNamesTheTenant() {
        JcaEngine broken = new JcaEngine(new BrokenGenerator(), 4096, null, System::nanoTime);

        assertThatThrownBy(() -> broken.encrypt(key, new byte[1], CONTEXT))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("acme")
                .hasMessageContaining("secureRandom")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> broken.encryptingStream(key, OutputStream.nullOutputStream(), CONTEXT))
                .isInstanceOf(KeyUnavailableException.class);
    }

    private static final class BrokenGenerator extends SecureRandom {

        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            throw new IllegalStateException("no entropy");
        }
    }

    /** A header is checked and used as it was when it was first read. */
    @Test
    void parse_bytesThatChangeAfterwards_keepsWhatItRead() throws MessageRefused {
        byte[] message = engine.encrypt(key, new byte[10], CONTEXT);
        byte[] original = message.clone();
        MessageHeader header = MessageHeader.parse(message);

        Arrays.fill(message, (byte) 0x7f);

        header.requireFor(CONTEXT);
        assertThat(header.branchKeyVersion()).hasToString(key.version());
        assertThat(engine.decrypt(
                        key, original, new Claims(header, claims(original).cut()), CONTEXT))
                .hasSize(10);
    }
}
