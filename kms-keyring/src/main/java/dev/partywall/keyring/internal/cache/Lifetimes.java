package dev.partywall.keyring.internal.cache;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** From when to when a key may be used, on the cache's ticker; and how long its session has, by the wall clock. */
final class Lifetimes {

    private final CacheSettings settings;
    private final long timeToLive;
    /** From 0 to 1. */
    private final DoubleSupplier spread;

    Lifetimes(CacheSettings settings, DoubleSupplier spread) {
        this.settings = settings;
        this.timeToLive = settings.timeToLive().toNanos();
        this.spread = spread;
    }

    long now() {
        return settings.ticker().read();
    }

    /** Whether the session has ended. Reads no clock for a session that has no end. */
    boolean isOver(Session session) {
        return session.expiry().isPresent() && left(session) <= 0;
    }

    /** What a load brought, from now on. Due for a refresh at 75 to 85 % of its life, so that keys loaded together are not refreshed together. */
    Loaded begin(BranchKey key, Session session) {
        long life = Math.max(0, left(session));
        long now = now();
        return Loaded.key(key, now + (long) (life * (0.75 + spread.getAsDouble() * 0.1)), now + life);
    }

    /** When a refresh that brought nothing is tried again. */
    long nextAttempt() {
        return now() + timeToLive / 20;
    }

    private long left(Session session) {
        if (session.expiry().isEmpty()) {
            return timeToLive;
        }
        Duration left = Duration.between(
                settings.wallClock().instant(), session.expiry().get());
        return left.compareTo(settings.timeToLive()) < 0 ? left.toNanos() : timeToLive;
    }
}
