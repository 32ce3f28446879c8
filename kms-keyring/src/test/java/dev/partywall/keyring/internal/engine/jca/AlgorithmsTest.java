package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageHeader;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
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
