package dev.partywall.keyring.internal;

import static dev.partywall.keyring.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.BranchKeyCache;
import dev.partywall.keyring.internal.cache.BranchKeyLoader;
import dev.partywall.keyring.internal.cache.CacheSettings;
import dev.partywall.keyring.internal.cache.Session;
import dev.partywall.testing.LabClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    /** A listener that fails must not keep a revoked key alive. */
    @ParameterizedTest
    @MethodSource("failures")
    void load_deniedAndListenerThrows_isTheDenial(Throwable ofListener) {
        KeyUnavailableException denial = denial(ACME);
        ListeningLoader loader = new ListeningLoader(
                scripted(() -> {
                    throw denial;
                }),
                event -> rethrow(ofListener),
                Clock.systemUTC());

        assertThatThrownBy(() -> loader.loadActive(ACME)).isSameAs(denial).hasSuppressedException(ofListener);
        assertThat(denial.forAnotherCaller()).hasSuppressedException(ofListener);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void refresh_deniedAndListenerThrows_endsTheKey(Throwable ofListener) {
        BranchKey key = key();
        AtomicBoolean denied = new AtomicBoolean();
        ListeningLoader loader = new ListeningLoader(
                scripted(() -> {
                    if (denied.get()) {
                        throw denial(ACME);
                    }
                    return key;
                }),
                event -> {
                    if (denied.get()) {
                        rethrow(ofListener);
                    }
                },
                Clock.systemUTC());
        LabClock clock = LabClock.create();
        clock.freeze();
        try (BranchKeyCache cache = cache(loader, clock)) {
            use(cache);
            denied.set(true);
            clock.advance(Duration.ofSeconds(270));

            use(cache);

            eventually(() -> key.secretBytes()[0] == 0);
            assertThatThrownBy(() -> use(cache))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_ACCESS_DENIED));
        }
    }

    private static List<Throwable> failures() {
        return List.of(
                new IllegalStateException("audit trail is full"),
                new AssertionError("audit trail is full"),
                new KeyUnavailableException(
                        ErrorCode.KEY_SERVICE_UNAVAILABLE, TenantId.of("audit"), true, "planted", null));
    }

    /** A listener may seal what it is told under a key of its own, which may be denied. */
    @Test
    void load_listenerIsDeniedAKeyOfItsOwn_isNoAnswerAboutThisKey() {
        BranchKey key = key();
        KeyUnavailableException ofAudit = denial(TenantId.of("audit"));
        ListeningLoader loader = new ListeningLoader(
                always(key),
                event -> {
                    throw ofAudit;
                },
                Clock.systemUTC());

        assertThatThrownBy(() -> loader.loadActive(ACME))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(ofAudit);

        assertThat(key.secretBytes()).containsOnly(0);
    }

    /** More of them than there are places for refreshes and loads. */
    @Test
    void load_listenerThrowsAgainAndAgain_nothingIsUsedUp() {
        AtomicBoolean full = new AtomicBoolean(true);
        List<BranchKey> keys = new CopyOnWriteArrayList<>();
        ListeningLoader loader = new ListeningLoader(
                scripted(() -> {
                    keys.add(key());
                    return keys.get(keys.size() - 1);
                }),
                event -> {
                    if (full.get()) {
                        throw new IllegalStateException("audit trail is full");
                    }
                },
                Clock.systemUTC());
        try (BranchKeyCache cache = cache(loader, LabClock.create())) {
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> use(cache)).hasRootCauseMessage("audit trail is full");
            }
            assertThat(keys).hasSize(100).allMatch(key -> key.secretBytes()[0] == 0);
            full.set(false);

            use(cache);

            assertThat(cache.metrics().size()).isEqualTo(1);
        }
    }

    private static void use(BranchKeyCache cache) {
        Tenant acme = Tenant.of(ACME);
        cache.active(acme, Session.of(acme)).close();
    }

    private static BranchKeyCache cache(BranchKeyLoader loader, LabClock clock) {
        return new BranchKeyCache(
                loader,
                new CacheSettings(
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        10,
                        10,
                        CacheSettings.tickerOf(clock),
                        clock));
    }

    private static KeyUnavailableException denial(TenantId tenant) {
        return new KeyUnavailableException(ErrorCode.KEY_ACCESS_DENIED, tenant, false, "planted", null);
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private static BranchKey key() {
        byte[] bytes = new byte[BranchKey.LENGTH];
        Arrays.fill(bytes, (byte) 0x5a);
        return new BranchKey(ACME, "v1", bytes);
    }

    private static BranchKeyLoader always(BranchKey key) {
        return scripted(() -> key);
    }

    private static BranchKeyLoader scripted(Supplier<BranchKey> script) {
        return new BranchKeyLoader() {
            @Override
            public BranchKey loadActive(TenantId tenant) {
                return script.get();
            }

            @Override
            public BranchKey loadVersion(TenantId tenant, String version) {
                return script.get();
            }
        };
    }
}
