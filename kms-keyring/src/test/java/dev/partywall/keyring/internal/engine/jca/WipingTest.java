package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.Leases;
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
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Our own copies of keys are overwritten when an operation ends, however it ends: seen from the provider, which is given the
 * keys and the arrays themselves, and breaks at each of its steps in turn.
 */
final class WipingTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final RecordContext CONTEXT = new RecordContext(ACME, "invoices", Map.of(), RecordId.of("1"));

    private final BranchKey key = new BranchKey(ACME, UUID.randomUUID().toString(), bytes(BranchKey.LENGTH));
    private final byte[] plaintext = bytes(300);
    private WatchedProvider provider = WatchedProvider.install();
    private JcaEngine engine = new JcaEngine(null, 128, null, System::nanoTime);

    private interface Operation {
        void run() throws MessageRefused, IOException;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void forgetWhatTheProbesDid() {
        provider.restart(0);
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void encrypt_brokenAtAnyStep_leavesNoKey() throws Exception {
        breakEverywhere(() -> engine.encrypt(key, plaintext, CONTEXT));
    }

    @Test
    void decrypt_brokenAtAnyStep_leavesNoKey() throws Exception {
        byte[] message = engine.encrypt(key, plaintext, CONTEXT);

        breakEverywhere(() -> engine.decrypt(key, message, claims(message), CONTEXT));
    }

    @Test
    void encryptingStream_brokenAtAnyStep_leavesNoKey() throws Exception {
        breakEverywhere(() -> {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            SealingStream sealing = engine.encryptingStream(key, message, CONTEXT);
            try {
                sealing.write(plaintext);
                sealing.close();
            } finally {
                sealing.abort();
            }
            assertThat(message.size()).isEqualTo(MessageHeader.length(CONTEXT) + engine.maximumBodyLength(300));
        });
    }

    @Test
    void open_brokenAtAnyStep_leavesNoKey() throws Exception {
        byte[] message = engine.encrypt(key, plaintext, CONTEXT);

        breakEverywhere(() -> {
            ByteArrayOutputStream opened = new ByteArrayOutputStream();
            try (MessageEngine.Opening opening = engine.open(Leases.on(key), claims(message), CONTEXT)) {
                opening.writeTo(new ByteArrayInputStream(message), opened);
            }
            assertThat(opened.toByteArray()).isEqualTo(plaintext);
            // One frame, which each part goes through.
            assertThat(provider.sealedOrOpened(128))
                    .hasSize(3)
                    .allSatisfy(frame -> assertThat(frame).containsOnly(0));
        });
    }

    /** A frame is sealed from where it was gathered. */
    @Test
    void encryptingStream_closedOrAborted_overwritesItsFrame() throws Exception {
        for (boolean aborted : new boolean[] {false, true}) {
            provider.restart(0);
            SealingStream sealing = engine.encryptingStream(key, new ByteArrayOutputStream(), CONTEXT);
            sealing.write(plaintext);
            if (aborted) {
                sealing.abort();
            } else {
                sealing.close();
            }
            assertThat(provider.sealedOrOpened(128))
                    .isNotEmpty()
                    .allSatisfy(frame -> assertThat(frame).containsOnly(0));
            assertNothingLeft("aborted: " + aborted);
        }
    }

    @Test
    void decrypt_refusedAtAnyPart_leavesNoKey() {
        byte[] message = engine.encrypt(key, plaintext, CONTEXT);
        for (int at = MessageHeader.length(CONTEXT) - 1; at >= 0; at--) {
            byte[] changed = message.clone();
            changed[at] ^= 1;
            provider.restart(0);
            try {
                engine.decrypt(key, changed, claims(changed), CONTEXT);
                assertThat(at).as("opened, though this byte was changed").isNegative();
            } catch (MessageRefused expected) {
                assertNothingLeft("byte " + at);
            }
        }
    }

    /** The first frame opens, and what was in it must not stay behind when the last one does not. */
    @Test
    void decrypt_lastFrameChanged_overwritesWhatWasOpened() throws Exception {
        byte[] message = engine.encrypt(key, plaintext, CONTEXT);
        message[message.length - 1] ^= 1;
        provider.restart(0);

        assertThatThrownBy(() -> engine.decrypt(key, message, claims(message), CONTEXT))
                .isInstanceOf(MessageRefused.class);

        assertThat(provider.sealedOrOpened(plaintext.length))
                .isNotEmpty()
                .allSatisfy(opened -> assertThat(opened).containsOnly(0));
        assertNothingLeft("refused");
    }

    @Test
    void encryptingStream_sinkTakesNoHeader_leavesNoKey() {
        OutputStream failing = new OutputStream() {
            @Override
            public void write(int oneByte) throws IOException {
                throw new IOException("sink");
            }
        };

        assertThatThrownBy(() -> engine.encryptingStream(key, failing, CONTEXT)).hasMessage("sink");

        assertNothingLeft("sink");
    }

    /** No array is that long: there is never memory for this frame. */
    @Test
    void encryptingStream_noMemoryForAFrame_leavesNoKey() {
        JcaEngine huge = new JcaEngine(null, Integer.MAX_VALUE, null, System::nanoTime);
        provider.restart(0);

        assertThatThrownBy(() -> huge.encryptingStream(key, new ByteArrayOutputStream(), CONTEXT))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(provider.givenKeys()).isNotEmpty();
        assertNothingLeft("no memory");
    }

    private static Claims claims(byte[] message) throws MessageRefused {
        return Claims.of(MessageHeader.parse(message), MessageBytes.of(message));
    }

    private void breakEverywhere(Operation operation) throws Exception {
        provider.restart(0);
        operation.run();
        int steps = provider.steps();
        assertThat(provider.givenKeys().stream().distinct())
                .as("wrapping key, message key")
                .hasSizeGreaterThan(1);
        assertThat(provider.arrays()).isNotEmpty();
        assertNothingLeft("unbroken");

        for (int step = 1; step <= steps; step++) {
            provider.restart(step);
            assertThatThrownBy(operation::run)
                    .as("step %s of %s", step, steps)
                    .isInstanceOf(KeyUnavailableException.class)
                    .hasMessageContaining("acme");
            assertNothingLeft("step " + step);
        }
    }

    /** Labels and numbers stay as they are; of the length of a key or of a block there are secrets alone. */
    private void assertNothingLeft(String when) {
        for (OperationKey used : provider.givenKeys()) {
            assertThatThrownBy(used::bytes).as(when).hasMessage("the key is closed");
        }
        for (byte[] array : provider.arrays()) {
            if (array.length % BranchKey.LENGTH == 0) {
                assertThat(array).as(when).containsOnly(0);
            }
        }
        assertThat(provider.digestsBegun()).as(when).isZero();
        // Data keys, wrapped and unwrapped.
        for (byte[] array : provider.sealedOrOpened(AesGcm.KEY_LENGTH)) {
            assertThat(array).as(when).containsOnly(0);
        }
        assertThat(key.secretBytes()).as("the branch key is not the engine's").isEqualTo(bytes(BranchKey.LENGTH));
    }
}
