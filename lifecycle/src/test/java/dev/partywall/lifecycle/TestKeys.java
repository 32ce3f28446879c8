package dev.partywall.lifecycle;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** Keys that everybody knows, the same in every JVM. */
final class TestKeys {

    /** Signs certificates in tests. */
    static final KeyPair SIGNING = ed25519(1);

    /** Another. */
    static final KeyPair OTHER = ed25519(2);

    private TestKeys() {}

    private static KeyPair ed25519(int filling) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new Filling((byte) filling));
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** No randomness at all. */
    private static final class Filling extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte filling;

        private Filling(byte filling) {
            this.filling = filling;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, filling);
        }
    }
}
