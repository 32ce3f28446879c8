package dev.partywall.keyring.internal.cache;

import org.jspecify.annotations.Nullable;

/**
 * A place in the cache: first for a load under way, then for the key that it brought and those that refreshes bring after
 * it, then for nothing. What has ended never begins again.
 *
 * <p>Its monitor is held for a few assignments, and nothing that could wait is called under it. A use takes no monitor.
 */
final class Slot {

    private final CacheKey key;
    private final int hash;
    private final int sessionHash;
    /**
     * When its key was used last, on the cache's ticker, and when the cache's common bound was told so. Written by every
     * use without any order: a thread that sees an older time makes a worse guess at what is in use, and no mistake.
     */
    private long usedAt;

    private long toldAt;

    private volatile @Nullable Loaded held;
    private volatile @Nullable Load load = new Load();
    private volatile boolean ended;

    /** A place for a load that is about to begin. */
    Slot(CacheKey key, long now) {
        this.key = key;
        this.hash = key.hashCode();
        this.sessionHash = key.session().hashCode();
        this.usedAt = now;
        this.toldAt = now;
    }

    CacheKey key() {
        return key;
    }

    int sessionHash() {
        return sessionHash;
    }

    boolean isFor(Session session, String version) {
        return key.version().equals(version) && key.session().equals(session);
    }

    /** The key, while there is one. */
    @Nullable
    Loaded held() {
        return held;
    }

    /** The load, while it is under way. */
    @Nullable
    Load load() {
        return load;
    }

    boolean isEnded() {
        return ended;
    }

    /** How long its key was not used; the longest time of all if it may not be used any more. */
    long idle(long now) {
        Loaded present = held;
        return present != null && present.left(now) > 0 ? now - usedAt : Long.MAX_VALUE;
    }

    /** Notes a use, and says whether the last one that was told of is so long ago. */
    boolean usedAgain(long now, long grain) {
        usedAt = now;
        if (now - toldAt < grain) {
            return false;
        }
        toldAt = now;
        return true;
    }

    /** The load brought a key, which counts as used now. Not if the place has ended, or has one. */
    synchronized boolean settle(Loaded loaded) {
        if (ended || held != null) {
            return false;
        }
        held = loaded;
        usedAt = loaded.arrivedAt();
        return true;
    }

    /** Those who waited have their leases: from now on the key may be pushed out. */
    synchronized void endLoad() {
        load = null;
    }

    /** A refresh brought a key. Not if the place has ended. */
    @SuppressWarnings("ReferenceEquality") // what was loaded is itself and no other
    synchronized boolean replace(Loaded old, Loaded fresh) {
        if (ended || held != old) {
            return false;
        }
        held = fresh;
        return true;
    }

    /**
     * Ends the place if it holds just this, null for the load. {@code also} runs in the same step: nobody else ends the place
     * meanwhile, and whatever it throws, the place has ended.
     */
    @SuppressWarnings("ReferenceEquality") // what was loaded is itself and no other
    synchronized boolean end(@Nullable Loaded expected, Runnable also) {
        if (ended || held != expected) {
            return false;
        }
        try {
            also.run();
        } finally {
            end();
        }
        return true;
    }

    /** Ends the place, whatever it holds, and returns the key that it held. */
    synchronized @Nullable Loaded end() {
        Loaded last = held;
        ended = true;
        held = null;
        load = null;
        return last;
    }

    /** Of what it is for, which costs less than the identity; a place equals itself and no other all the same. */
    @Override
    public int hashCode() {
        return hash;
    }
}
