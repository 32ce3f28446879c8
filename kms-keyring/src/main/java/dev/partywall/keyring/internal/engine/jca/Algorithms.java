package dev.partywall.keyring.internal.engine.jca;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * The algorithms of the suite, each from a provider that is chosen once: Amazon Corretto Crypto Provider where the
 * application has installed it, otherwise the first that the JDK finds. To ask a known provider takes a third of the time
 * that a search takes.
 *
 * <p>Safe for many threads; what it makes is not.
 *
 * @see <a href="https://github.com/corretto/amazon-corretto-crypto-provider">Amazon Corretto Crypto Provider</a>
 */
final class Algorithms {

    private static final String CORRETTO = "AmazonCorrettoCryptoProvider";
    private static final String AES_GCM = "AES/GCM/NoPadding";
    private static final String SHA_256 = "SHA-256";
    private static final String SHA_512 = "SHA-512";
    private static final int SHA_256_BLOCK = 64;
    private static final int SHA_512_BLOCK = 128;

    private final Provider aesGcm;
    private final Provider sha256;
    private final Provider sha512;

    private Algorithms(@Nullable Provider preferred) throws GeneralSecurityException {
        this.aesGcm = choose(preferred, provider -> cipher(provider).getProvider());
        this.sha256 = choose(preferred, provider -> digest(SHA_256, provider).getProvider());
        this.sha512 = choose(preferred, provider -> digest(SHA_512, provider).getProvider());
    }

    /** Those of the providers that are installed now. */
    static Algorithms installed() {
        try {
            return new Algorithms(Security.getProvider(CORRETTO));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(
                    "this JVM has no provider for one of " + AES_GCM + ", " + SHA_256 + ", " + SHA_512, missing);
        }
    }

    private interface Choice {
        Provider of(@Nullable Provider provider) throws GeneralSecurityException;
    }

    private static Provider choose(@Nullable Provider preferred, Choice choice) throws GeneralSecurityException {
        try {
            return choice.of(preferred);
        } catch (NoSuchAlgorithmException notOffered) {
            if (preferred == null) {
                throw notOffered;
            }
            return choice.of(null);
        }
    }

    private static Cipher cipher(@Nullable Provider provider) throws GeneralSecurityException {
        return provider == null ? Cipher.getInstance(AES_GCM) : Cipher.getInstance(AES_GCM, provider);
    }

    private static MessageDigest digest(String algorithm, @Nullable Provider provider) throws NoSuchAlgorithmException {
        return provider == null ? MessageDigest.getInstance(algorithm) : MessageDigest.getInstance(algorithm, provider);
    }

    /** A new cipher, for one operation. */
    AesGcm aesGcm() {
        try {
            return new AesGcm(cipher(aesGcm));
        } catch (GeneralSecurityException gone) {
            throw gone(gone);
        }
    }

    /** A new HMAC with SHA-256, for one operation. */
    Hmac hmacSha256() {
        return hmac(SHA_256, sha256, SHA_256_BLOCK);
    }

    /** A new HMAC with SHA-512, for one operation. */
    Hmac hmacSha512() {
        return hmac(SHA_512, sha512, SHA_512_BLOCK);
    }

    private static Hmac hmac(String digest, Provider provider, int blockLength) {
        try {
            return new Hmac(digest(digest, provider), blockLength);
        } catch (GeneralSecurityException gone) {
            throw gone(gone);
        }
    }

    private static IllegalStateException gone(GeneralSecurityException failure) {
        return new IllegalStateException("a provider no longer has an algorithm that it had", failure);
    }
}
