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

    /** What a load brought. Its life began with the load, for that is when AWS was asked. */
    Loaded loaded(BranchKey key, Session session, long asked) {
        long now = now();
        long life = Math.max(0, Math.min(timeToLive, left(session) + now - asked));
        return Loaded.key(key, now, refreshAt(asked, life), asked + life);
    }

    /**
     * At 75 to 85 % of its life, so that keys loaded together are not refreshed together. Never, where its session ends it: the
     * next would end with the session too, and be refreshed again and again until then.
     */
    private long refreshAt(long asked, long life) {
        return life < timeToLive ? Loaded.NOT_DUE : asked + (long) (life * (0.75 + spread.getAsDouble() * 0.1));
    }

    /** When a refresh that brought nothing is tried again. */
    long nextAttempt(long now) {
        return now + timeToLive / 20;
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
