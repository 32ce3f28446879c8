package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageHeader;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.junit.jupiter.api.Test;

final class AlgorithmsTest {

    private static final String ODD = "Odd";

    /** As providers do that are told to take no IV but their own. */
    @Test
    void algorithms_firstProviderRefusesOurIvs_takesTheNext() {
        takesTheNext(new OddProvider(RefusingCipher.class));
    }

    @Test
    void algorithms_firstProviderSealsAndDoesNotOpen_takesTheNext() {
        takesTheNext(new OddProvider(SealingCipher.class));
    }

    private static void takesTheNext(Provider odd) {
        Algorithms algorithms = new Algorithms(Stream.concat(Stream.of(odd), Stream.of(Security.getProviders()))
                .toList());
        byte[] sealed = new byte[MessageHeader.TAG_LENGTH + 3];

        algorithms
                .aesGcm(TenantId.of("acme"))
                .startSealing(new OperationKey(new byte[AesGcm.KEY_LENGTH]), new byte[MessageBody.IV_LENGTH], 0)
                .seal(new byte[3], 0, 3, sealed, 0);

        assertThat(sealed).isNotEqualTo(new byte[sealed.length]);
        assertThat(algorithms.providers()).isNotEmpty().doesNotContain(odd);
    }

    @Test
    void algorithms_noneUsable_saysWhichAndWhy() {
        assertThatThrownBy(() -> new Algorithms(List.of(new OddProvider(RefusingCipher.class))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("AES/GCM/NoPadding")
                .satisfies(none -> assertThat(none.getSuppressed()).hasSize(1));
    }

    /** Runs where the profile corretto installs it; elsewhere there is none to prefer. */
    @Test
    void installed_correttoIsThere_isTakenForAll() {
        Provider corretto = Security.getProvider("AmazonCorrettoCryptoProvider");
        assumeTrue(corretto != null, "skipped: Amazon Corretto Crypto Provider is not installed");

        assertThat(Algorithms.installed().providers()).containsOnly(corretto);
    }

    private static final class OddProvider extends Provider {

        private static final long serialVersionUID = 1L;

        OddProvider(Class<?> cipher) {
            super(ODD, "1", "for a test");
            put("Cipher.AES/GCM/NoPadding", cipher.getName());
        }
    }

    /** Made by the JDK, by its name. */
    public static final class SealingCipher extends WatchedProvider.WatchedCipher {

        private int mode;

        /** As the JDK wants it. */
        public SealingCipher() throws GeneralSecurityException {}

        @Override
        protected void engineInit(int newMode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            mode = newMode;
            super.engineInit(newMode, key, parameters, random);
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
                throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
            if (mode == Cipher.DECRYPT_MODE) {
                throw new AEADBadTagException("as it always says");
            }
            return super.engineDoFinal(input, offset, length, output, outputOffset);
        }
    }

    /** Made by the JDK, by its name. */
    public static final class RefusingCipher extends WatchedProvider.WatchedCipher {

        /** As the JDK wants it. */
        public RefusingCipher() throws GeneralSecurityException {}

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidAlgorithmParameterException {
            throw new InvalidAlgorithmParameterException("not an IV of ours");
        }
    }
}
