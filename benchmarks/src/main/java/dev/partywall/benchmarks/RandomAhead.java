package dev.partywall.benchmarks;

import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Randomness as Partywall draws it, a good many bytes at a time from a DRBG that is given some of the platform's, but without
 * anything that keeps threads apart: each has its own.
 */
final class RandomAhead {

    private static final int AHEAD = 1024;
    private static final int FRESH = 32;
    private static final int STRENGTH = 256;

    private final SecureRandom platform = new SecureRandom();
    private final ThreadLocal<Place> places = ThreadLocal.withInitial(Place::new);

    /** New bytes, up to 1,024. */
    byte[] next(int length) {
        return places.get().next(length);
    }

    private final class Place {

        private final SecureRandom drbg = drbg();
        private final byte[] ahead = new byte[AHEAD];
        private int next = AHEAD;

        byte[] next(int length) {
            if (length > AHEAD - next) {
                byte[] fresh = new byte[FRESH];
                platform.nextBytes(fresh);
                drbg.nextBytes(ahead, DrbgParameters.nextBytes(STRENGTH, false, fresh));
                next = 0;
            }
            next += length;
            return Arrays.copyOfRange(ahead, next - length, next);
        }

        private static SecureRandom drbg() {
            try {
                return SecureRandom.getInstance("DRBG", DrbgParameters.instantiation(STRENGTH, Capability.NONE, null));
            } catch (NoSuchAlgorithmException none) {
                throw new IllegalStateException(none);
            }
        }
    }
}
