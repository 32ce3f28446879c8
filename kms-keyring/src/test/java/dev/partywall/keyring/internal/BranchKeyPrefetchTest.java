package dev.partywall.keyring.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.BranchKeyCache;
import dev.partywall.keyring.internal.cache.BranchKeyLoader;
import dev.partywall.keyring.internal.cache.CacheSettings;
import dev.partywall.keyring.internal.cache.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BranchKeyPrefetchTest {

    private static final TenantId ACME = TenantId.of("acme");

    private final BranchKeyCache cache = new BranchKeyCache(
            new NoKeys(),
            new CacheSettings(
                    Duration.ofMinutes(5),
                    Duration.ZERO,
                    Duration.ofMinutes(1),
                    100,
                    100,
                    Ticker.systemTicker(),
                    Clock.systemUTC()));
    private final BranchKeyPrefetch prefetch = new BranchKeyPrefetch(cache, Session::of, 2);
    private final Map<String, KeyUnavailableException> failed = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    @Timeout(30)
    void load_someLoadsBreak_permitsComeBack() throws Exception {
        Set<String> versions = new LinkedHashSet<>();
        for (int i = 0; i < 10; i++) {
            versions.add("v" + i);
        }

        prefetch.load(versions, version -> CompletableFuture.failedFuture(new AssertionError("planted")), failed);

        assertThat(failed).isEmpty();
    }

    /** The permit that a load gives back must not be had before what it has to tell. */
    @Test
    @Timeout(240)
    void load_lastOneFailsOnItsOwnThread_isToldOfBeforeTheEnd() throws Exception {
        KeyUnavailableException missing =
                new KeyUnavailableException(ErrorCode.BRANCH_KEY_VERSION_UNKNOWN, ACME, false, "planted", null);
        ExecutorService loads = Executors.newFixedThreadPool(2);
        for (int round = 0; round < 20_000; round++) {
            failed.clear();
            prefetch.load(
                    Set.of("v1"), version -> CompletableFuture.supplyAsync(() -> Optional.of(missing), loads), failed);
            assertThat(failed).containsOnlyKeys("v1");
        }
        loads.shutdown();
    }

    private static final class NoKeys implements BranchKeyLoader {

        @Override
        public BranchKey loadActive(TenantId tenant) {
            throw new AssertionError("not asked");
        }

        @Override
        public BranchKey loadVersion(TenantId tenant, String version) {
            throw new AssertionError("not asked");
        }
    }
}
