package dev.partywall.keyring.internal.engine.jca;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's cryptography, watched: remembers each key and each array that it is given or gives, the arrays themselves and not
 * copies, and can be told to break at a step. For one thread; comes before all other providers while it is installed.
 */
public final class WatchedProvider extends Provider implements AutoCloseable {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "Watched";

    /** The JDK makes ciphers and digests by their names, so they find what they report to here. */
    private static final Watch WATCH = new Watch();

    private static final class Watch {
        private final List<OperationKey> keys = new ArrayList<>();
        private final List<byte[]> arrays = new ArrayList<>();
        private final List<byte[]> sealedOrOpened = new ArrayList<>();
        private final Set<WatchedDigest> begun = Collections.newSetFromMap(new IdentityHashMap<>());
        private int steps;
        private int breaksAt;

        void step() {
            if (++steps == breaksAt) {
                throw new ProviderException("broken for a test");
            }
        }
    }

    /** Which the engine would take first, wherever it stands: it is first in the profile that installs it. */
    private final transient @Nullable Provider preferred = Security.getProvider("AmazonCorrettoCryptoProvider");

    private WatchedProvider() {
        super(NAME, "1", "for a test");
        put("Cipher.AES/GCM/NoPadding", WatchedCipher.class.getName());
        put("MessageDigest.SHA-256", WatchedSha256.class.getName());
        put("MessageDigest.SHA-512", WatchedSha512.class.getName());
    }

    /** Puts it before all others. */
    public static WatchedProvider install() {
        WatchedProvider provider = new WatchedProvider();
        if (provider.preferred != null) {
            Security.removeProvider(provider.preferred.getName());
        }
        Security.insertProviderAt(provider, 1);
        return provider;
    }

    /** Forgets what was seen, and breaks at this step from now on; at none if it is 0. */
    public void restart(int breaksAt) {
        WATCH.keys.clear();
        WATCH.arrays.clear();
        WATCH.sealedOrOpened.clear();
        WATCH.begun.clear();
        WATCH.steps = 0;
        WATCH.breaksAt = breaksAt;
    }

    /** How many steps there were: starts, parts and ends of ciphers and digests. */
    public int steps() {
        return WATCH.steps;
    }

    /** The keys that ciphers were given. */
    List<OperationKey> givenKeys() {
        return List.copyOf(WATCH.keys);
    }

    /** What went into digests and came out of them. */
    List<byte[]> arrays() {
        return List.copyOf(WATCH.arrays);
    }

    /** How many digests hold what they were given, neither ended nor reset. */
    int digestsBegun() {
        return WATCH.begun.size();
    }

    /** What ciphers took from and wrote to, of this length. */
    List<byte[]> sealedOrOpened(int length) {
        return WATCH.sealedOrOpened.stream()
                .filter(array -> array.length == length)
                .toList();
    }

    @Override
    public void close() {
        restart(0);
        Security.removeProvider(NAME);
        if (preferred != null) {
            Security.insertProviderAt(preferred, 1);
        }
    }

    abstract static class WatchedDigest extends MessageDigestSpi {

        private final MessageDigest digest;

        WatchedDigest(String algorithm) throws NoSuchAlgorithmException {
            try {
                this.digest = MessageDigest.getInstance(algorithm, Security.getProvider("SUN"));
            } catch (NoSuchAlgorithmException missing) {
                throw new ProviderException(missing);
            }
        }

        @Override
        protected void engineUpdate(byte input) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            WATCH.step();
            WATCH.arrays.add(input);
            WATCH.begun.add(this);
            digest.update(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            WATCH.step();
            byte[] hash = digest.digest();
            WATCH.begun.remove(this);
            WATCH.arrays.add(hash);
            return hash;
        }

        @Override
        protected void engineReset() {
            WATCH.begun.remove(this);
            digest.reset();
        }
    }

    /** Made by the JDK, by its name. */
    public static final class WatchedSha256 extends WatchedDigest {

        /** As the JDK wants it. */
        public WatchedSha256() throws NoSuchAlgorithmException {
            super("SHA-256");
        }
    }

    /** Made by the JDK, by its name. */
    public static final class WatchedSha512 extends WatchedDigest {

        /** As the JDK wants it. */
        public WatchedSha512() throws NoSuchAlgorithmException {
            super("SHA-512");
        }
    }

    /** Made by the JDK, by its name. */
    public static class WatchedCipher extends CipherSpi {

        private final Cipher cipher;

        /** As the JDK wants it. */
        public WatchedCipher() throws GeneralSecurityException {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding", Security.getProvider("SunJCE"));
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            WATCH.keys.add((OperationKey) key);
            WATCH.step();
            cipher.init(mode, key, parameters);
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineUpdateAAD(byte[] source, int offset, int length) {
            WATCH.step();
            cipher.updateAAD(source, offset, length);
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
                throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
            WATCH.sealedOrOpened.add(input);
            WATCH.sealedOrOpened.add(output);
            WATCH.step();
            try {
                return cipher.doFinal(input, offset, length, output, outputOffset);
            } catch (AEADBadTagException refused) {
                // As a provider does that writes what it decrypts before it verifies it.
                Arrays.fill(output, outputOffset, output.length, (byte) 0x55);
                throw refused;
            }
        }

        @Override
        protected byte[] engineDoFinal(byte[] input, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineSetMode(String mode) {}

        @Override
        protected void engineSetPadding(String padding) {}

        @Override
        protected int engineGetBlockSize() {
            return cipher.getBlockSize();
        }

        @Override
        protected int engineGetOutputSize(int inputLength) {
            return cipher.getOutputSize(inputLength);
        }

        @Override
        protected byte[] engineGetIV() {
            return cipher.getIV();
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return cipher.getParameters();
        }

        @Override
        protected byte[] engineUpdate(byte[] input, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset) {
            throw new UnsupportedOperationException();
        }
    }
}
