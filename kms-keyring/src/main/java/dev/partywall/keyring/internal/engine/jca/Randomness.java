package dev.partywall.keyring.internal.engine.jca;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Random bytes for many threads, drawn ahead in several places, each with a lock and a source of its own: the JDK's default
 * generator has one lock for the whole JVM. There is nothing per thread, so virtual threads may be as many as they like.
 *
 * <p>A byte is given out once, and overwritten here when it is. What was drawn ahead is thrown away after 100 milliseconds
 * by the wall clock, as the JDK's own generator does: a JVM that is restored from a snapshot more than once must not give
 * out the same bytes again.
 */
final class Randomness {

    /** Where random bytes come from; used by one thread at a time. */
    interface Source {
        /** Fills all of the array. */
        void fill(byte[] bytes);
    }

    private static final int AHEAD = 1024;
    private static final long MAX_AGE_MILLIS = 100;
    private static final int MAX_PLACES = 64;

    private final Supplier<? extends Source> sources;
    private final LongSupplier clockMillis;
    private final Place[] places;

    /** Each place asks for a source at its first use. */
    Randomness(Supplier<? extends Source> sources) {
        this(sources, System::currentTimeMillis, Runtime.getRuntime().availableProcessors());
    }

    Randomness(Supplier<? extends Source> sources, LongSupplier clockMillis, int processors) {
        this.sources = sources;
        this.clockMillis = clockMillis;
        this.places = new Place[Integer.highestOneBit(Math.min(MAX_PLACES, 4 * processors))];
        Arrays.setAll(places, index -> new Place());
    }

    /** From the caller's generator, or else from generators of our own. */
    static Randomness of(@Nullable SecureRandom given) {
        return given == null ? new Randomness(MixedDrbg.supplier()) : new Randomness(() -> given::nextBytes);
    }

    /** Fills an array of up to 1,024 bytes. */
    void fill(byte[] into) {
        Place place = acquire();
        try {
            place.fill(into);
        } finally {
            place.lock.unlock();
        }
    }

    /** The thread's own place, or another that is free. */
    private Place acquire() {
        // The thread's id is no secret, and any choice is right.
        int own = Long.hashCode(Thread.currentThread().getId());
        for (int i = 0; i < places.length; i++) {
            Place place = places[own + i & places.length - 1];
            if (place.lock.tryLock()) {
                return place;
            }
        }
        Place place = places[own & places.length - 1];
        place.lock.lock();
        return place;
    }

    private final class Place {

        private final ReentrantLock lock = new ReentrantLock();
        private final byte[] ahead = new byte[AHEAD];
        private int next = AHEAD;
        private long drawnAt;
        private @Nullable Source source;

        void fill(byte[] into) {
            int length = into.length;
            long age = clockMillis.getAsLong() - drawnAt;
            if (length > AHEAD - next || age < 0 || age >= MAX_AGE_MILLIS) {
                draw();
            }
            System.arraycopy(ahead, next, into, 0, length);
            Arrays.fill(ahead, next, next + length, (byte) 0);
            next += length;
        }

        private void draw() {
            Source own = source;
            if (own == null) {
                own = sources.get();
                source = own;
            }
            // Only when all of it is new may any of it be given out.
            next = AHEAD;
            own.fill(ahead);
            drawnAt = clockMillis.getAsLong();
            next = 0;
        }
    }
}
