package dev.partywall.keyring.internal.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.function.BiConsumer;

/**
 * The bound and the clock of all keys in memory: says which key goes when there are too many in all, and when the time of
 * one is over though nobody asks for it. Nothing is looked up here.
 */
final class ResidentKeys {

    private final Cache<Slot, Loaded> keys;

    /** {@code dropped} is told of what goes by size or by time, on whatever thread finds out. */
    ResidentKeys(CacheSettings settings, BiConsumer<Slot, Loaded> dropped) {
        Ticker ticker = settings.ticker();
        this.keys = Caffeine.newBuilder()
                .executor(Runnable::run)
                .scheduler(Scheduler.systemScheduler())
                .ticker(ticker)
                .maximumSize(settings.maximumKeys())
                .expireAfter(new Ends(ticker))
                .removalListener((slot, loaded, cause) -> {
                    boolean unasked = cause == RemovalCause.SIZE || cause == RemovalCause.EXPIRED;
                    if (unasked && slot != null && loaded != null) {
                        dropped.accept(slot, loaded);
                    }
                })
                .build();
    }

    /** Keeps the key of a place, in the stead of another that the place held. */
    void put(Slot slot, Loaded loaded) {
        keys.put(slot, loaded);
    }

    /** Notes that the key of a place is in use. */
    void touch(Slot slot) {
        Loaded unused = keys.getIfPresent(slot);
    }

    void remove(Slot slot) {
        keys.invalidate(slot);
    }

    /** Does now what is due: what is over the bound or past its time goes. */
    void cleanUp() {
        keys.cleanUp();
    }

    /** How many keys there are. */
    long count() {
        return keys.estimatedSize();
    }

    /** A key goes when its time is over, however often it is used. */
    private static final class Ends implements Expiry<Slot, Loaded> {

        private final Ticker ticker;

        Ends(Ticker ticker) {
            this.ticker = ticker;
        }

        @Override
        public long expireAfterCreate(Slot slot, Loaded loaded, long now) {
            return Math.max(0, loaded.left(ticker.read()));
        }

        @Override
        public long expireAfterUpdate(Slot slot, Loaded loaded, long now, long left) {
            return Math.max(0, loaded.left(ticker.read()));
        }

        @Override
        public long expireAfterRead(Slot slot, Loaded loaded, long now, long left) {
            return left;
        }
    }
}
