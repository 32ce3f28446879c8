package dev.partywall.keyring.internal.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;

/** How long and how much the cache keeps: in all, and for one tenant. */
public record CacheSettings(
        Duration timeToLive,
        Duration negativeTimeToLive,
        Duration loadTimeout,
        int maximumKeys,
        int maximumKeysPerTenant,
        Ticker ticker,
        Clock wallClock) {

    /** A ticker that follows a clock, for tests that move time. */
    public static Ticker tickerOf(Clock clock) {
        return () -> {
            var now = clock.instant();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        };
    }
}
