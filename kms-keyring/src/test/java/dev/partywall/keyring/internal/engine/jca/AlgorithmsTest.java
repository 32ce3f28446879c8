package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageHeader;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.CipherSpi;
import org.junit.jupiter.api.Test;

final class AlgorithmsTest {

    private static final String REFUSING = "RefusesOurIvs";

    /** As providers do that are told to take no IV but their own. */
    @Test
    void installed_firstProviderRefusesOurIvs_takesTheNext() {
        Security.insertProviderAt(new RefusingProvider(), 1);
        try {
            Algorithms algorithms = Algorithms.installed();
            byte[] sealed = new byte[MessageHeader.TAG_LENGTH + 3];

            algorithms
                    .aesGcm(TenantId.of("acme"))
                    .startSealing(new OperationKey(new byte[AesGcm.KEY_LENGTH]), new byte[MessageBody.IV_LENGTH], 0)
                    .seal(new byte[3], 0, 3, sealed, 0);

            assertThat(sealed).isNotEqualTo(new byte[sealed.length]);
        } finally {
            Security.removeProvider(REFUSING);
        }
    }

    /** Runs where the profile corretto installs it; elsewhere there is none to prefer. */
    @Test
    void installed_correttoIsThere_isTakenForAll() {
        Provider corretto = Security.getProvider("AmazonCorrettoCryptoProvider");
        assumeTrue(corretto != null, "skipped: Amazon Corretto Crypto Provider is not installed");

        assertThat(Algorithms.installed().providers()).containsOnly(corretto);
    }

    private static final class RefusingProvider extends Provider {

        private static final long serialVersionUID = 1L;

        RefusingProvider() {
            super(REFUSING, "1", "for a test");
            put("Cipher.AES/GCM/NoPadding", RefusingCipher.class.getName());
        }
    }

    /** Made by the JDK, by its name. */
    public static final class RefusingCipher extends CipherSpi {

        /** As the JDK wants it. */
        public RefusingCipher() {}

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidAlgorithmParameterException {
            throw new InvalidAlgorithmParameterException("not an IV of ours");
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random)
                throws InvalidAlgorithmParameterException {
            throw new InvalidAlgorithmParameterException("not an IV of ours");
        }

        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) {}

        @Override
        protected void engineSetMode(String mode) {}

        @Override
        protected void engineSetPadding(String padding) {}

        @Override
        protected int engineGetBlockSize() {
            return 16;
        }

        @Override
        protected int engineGetOutputSize(int inputLength) {
            return inputLength;
        }

        @Override
        protected byte[] engineGetIV() {
            return new byte[0];
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected byte[] engineUpdate(byte[] input, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected byte[] engineDoFinal(byte[] input, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset) {
            throw new UnsupportedOperationException();
        }
    }
}
