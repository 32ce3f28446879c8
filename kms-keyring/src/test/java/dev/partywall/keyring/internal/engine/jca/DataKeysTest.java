package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.engine.EngineBench;
import dev.partywall.keyring.internal.engine.MessageEngine.Claims;
import dev.partywall.keyring.internal.message.MessageBytes;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a message's data key comes from, seen from the provider: a wrapping key and a message key, or a message key alone. */
final class DataKeysTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final RecordContext CONTEXT = new RecordContext(ACME, "invoices", Map.of(), RecordId.of("1"));
    private static final DataKeyReuse REUSE = new DataKeyReuse(10, 1000, Duration.ofMinutes(1));

    private final WatchedProvider provider = WatchedProvider.install();
    private final String version = UUID.randomUUID().toString();
    private final BranchKey key = branchKey();

    /** The same each time; what is reused is another's. */
    private BranchKey branchKey() {
        return new BranchKey(ACME, version, EngineBench.bytes(1, BranchKey.LENGTH));
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private long keysOfSealing(JcaEngine engine) {
        provider.restart(0);
        assertThat(engine.encrypt(key, new byte[10], CONTEXT)).isNotEmpty();
        return provider.givenKeys().stream().distinct().count();
    }

    private long keysOfOpening(JcaEngine engine, byte[] message) throws Exception {
        Claims claims = Claims.of(MessageHeader.parse(message), MessageBytes.of(message));
        provider.restart(0);
        assertThat(engine.decrypt(key, message, claims, CONTEXT)).isEqualTo(new byte[10]);
        return provider.givenKeys().stream().distinct().count();
    }

    @Test
    void dataKeys_notReused_areWrappedAndUnwrappedEachTime() throws Exception {
        JcaEngine engine = new JcaEngine(null, 128, null, System::nanoTime);
        byte[] message = engine.encrypt(key, new byte[10], CONTEXT);

        assertThat(keysOfSealing(engine)).isEqualTo(2);
        assertThat(keysOfSealing(engine)).isEqualTo(2);
        assertThat(keysOfOpening(engine, message)).isEqualTo(2);
        assertThat(keysOfOpening(engine, message)).isEqualTo(2);
    }

    @Test
    void dataKeys_reused_areWrappedAndUnwrappedOnce() throws Exception {
        JcaEngine engine = new JcaEngine(null, 128, REUSE, System::nanoTime);
        byte[] message = new JcaEngine(null, 128, null, System::nanoTime).encrypt(key, new byte[10], CONTEXT);

        assertThat(keysOfSealing(engine)).isEqualTo(2);
        assertThat(keysOfSealing(engine)).isEqualTo(1);
        assertThat(keysOfOpening(engine, message)).isEqualTo(2);
        assertThat(keysOfOpening(engine, message)).isEqualTo(1);
    }

    private interface Use {
        byte[] by(JcaEngine engine, BranchKey key) throws MessageRefused;
    }

    @Test
    void dataKeys_reusedAndTheClockBreaksAtAnyReading_areOverwritten() throws Exception {
        byte[] message = new JcaEngine(null, 128, null, System::nanoTime).encrypt(key, new byte[10], CONTEXT);
        Claims claims = Claims.of(MessageHeader.parse(message), MessageBytes.of(message));

        breakClock((engine, fresh) -> engine.encrypt(fresh, new byte[10], CONTEXT));
        breakClock((engine, fresh) -> engine.decrypt(fresh, message, claims, CONTEXT));
    }

    private void breakClock(Use use) throws MessageRefused {
        int brokenWithADataKey = 0;
        int good = 0;
        while (!isUsed(use, good)) {
            if (!provider.sealedOrOpened(AesGcm.KEY_LENGTH).isEmpty()) {
                brokenWithADataKey++;
            }
            assertThat(provider.sealedOrOpened(AesGcm.KEY_LENGTH))
                    .allSatisfy(dataKey -> assertThat(dataKey).containsOnly(0));
            good++;
        }
        assertThat(brokenWithADataKey).isPositive();
    }

    /** Uses an engine whose clock breaks after some good readings; tells whether they were enough. */
    private boolean isUsed(Use use, int goodReadings) throws MessageRefused {
        AtomicInteger left = new AtomicInteger(goodReadings);
        JcaEngine engine = new JcaEngine(null, 128, REUSE, () -> {
            if (left.getAndDecrement() <= 0) {
                throw new IllegalStateException("clock");
            }
            return 0;
        });
        provider.restart(0);
        try {
            return use.by(engine, branchKey()).length > 0;
        } catch (KeyUnavailableException broken) {
            assertThat(broken).hasRootCauseMessage("clock");
            return false;
        }
    }
}
