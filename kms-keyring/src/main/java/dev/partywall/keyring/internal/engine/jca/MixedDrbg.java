package dev.partywall.keyring.internal.engine.jca;

import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A deterministic random bit generator of 256 bits of strength that is given 32 bytes of the platform's generator with
 * every draw. So it depends on the operating system's randomness of the moment, as the platform's does, and takes its lock
 * for few bytes of many. Used by one thread at a time.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/90/a/r1/final">NIST SP 800-90A, section 9.3 (additional input)</a>
 */
final class MixedDrbg implements Randomness.Source {

    private static final int STRENGTH = 256;
    private static final int FRESH_LENGTH = 32;

    private final SecureRandom drbg;
    private final SecureRandom platform;

    MixedDrbg(SecureRandom drbg, SecureRandom platform) {
        this.drbg = drbg;
        this.platform = platform;
    }

    /** Makes sources that share the platform's generator; where the JDK has no DRBG, it is the platform's alone. */
    static Supplier<Randomness.Source> supplier() {
        SecureRandom platform = new SecureRandom();
        return () -> {
            try {
                return new MixedDrbg(
                        SecureRandom.getInstance("DRBG", DrbgParameters.instantiation(STRENGTH, Capability.NONE, null)),
                        platform);
            } catch (NoSuchAlgorithmException none) {
                return platform::nextBytes;
            }
        };
    }

    @Override
    public void fill(byte[] bytes) {
        byte[] fresh = new byte[FRESH_LENGTH];
        platform.nextBytes(fresh);
        drbg.nextBytes(bytes, DrbgParameters.nextBytes(STRENGTH, false, fresh));
        Arrays.fill(fresh, (byte) 0);
    }
}
