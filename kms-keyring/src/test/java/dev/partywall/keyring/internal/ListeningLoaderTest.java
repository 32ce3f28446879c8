package dev.partywall.keyring.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.BranchKeyLoader;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ListeningLoaderTest {

    private static final TenantId ACME = TenantId.of("acme");

    @Test
    void load_listenerThrows_overwritesTheKey() {
        BranchKey key = key();
        ListeningLoader loader = new ListeningLoader(
                always(key),
                event -> {
                    throw new IllegalStateException("audit trail is full");
                },
                Clock.systemUTC());

        assertThatThrownBy(() -> loader.loadActive(ACME)).isInstanceOf(IllegalStateException.class);

        assertThat(key.secretBytes()).containsOnly(0);
    }

    @Test
    void load_listenerThrowsAnError_overwritesTheKey() {
        BranchKey key = key();
        ListeningLoader loader = new ListeningLoader(
                always(key),
                event -> {
                    throw new AssertionError("audit trail is full");
                },
                Clock.systemUTC());

        assertThatThrownBy(() -> loader.loadVersion(ACME, "v1")).isInstanceOf(AssertionError.class);

        assertThat(key.secretBytes()).containsOnly(0);
    }

    private static BranchKey key() {
        byte[] bytes = new byte[BranchKey.LENGTH];
        Arrays.fill(bytes, (byte) 0x5a);
        return new BranchKey(ACME, "v1", bytes);
    }

    private static BranchKeyLoader always(BranchKey key) {
        return new BranchKeyLoader() {
            @Override
            public BranchKey loadActive(TenantId tenant) {
                return key;
            }

            @Override
            public BranchKey loadVersion(TenantId tenant, String version) {
                return key;
            }
        };
    }
}
