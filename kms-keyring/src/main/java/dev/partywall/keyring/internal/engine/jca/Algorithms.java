package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;

/**
 * The algorithms of the suite, each from a provider that is chosen once: Amazon Corretto Crypto Provider where the
 * application has installed it, otherwise the first one that is installed and does what is needed. To ask a known provider
 * takes a third of the time that a search takes.
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

    /** Those of these providers, the first that does what is needed for each. */
    Algorithms(List<Provider> providers) {
        this.aesGcm = first(AES_GCM, providers, Algorithms::probeAesGcm);
        this.sha256 = first(SHA_256, providers, provider -> MessageDigest.getInstance(SHA_256, provider));
        this.sha512 = first(SHA_512, providers, provider -> MessageDigest.getInstance(SHA_512, provider));
    }

    /** Those of the providers that are installed now. */
    static Algorithms installed() {
        List<Provider> providers = new ArrayList<>();
        Provider corretto = Security.getProvider(CORRETTO);
        if (corretto != null) {
            providers.add(corretto);
        }
        providers.addAll(List.of(Security.getProviders()));
        return new Algorithms(providers);
    }

    /** Who does the work. */
    Set<Provider> providers() {
        return new HashSet<>(List.of(aesGcm, sha256, sha512));
    }

    private interface Probe {
        Object use(Provider provider) throws GeneralSecurityException, MessageRefused;
    }

    private static Provider first(String algorithm, List<Provider> providers, Probe probe) {
        List<Throwable> failures = new ArrayList<>();
        for (Provider provider : providers) {
            try {
                probe.use(provider);
                return provider;
            } catch (GeneralSecurityException | MessageRefused | RuntimeException | AssertionError unusable) {
                // Some providers have an algorithm and refuse IVs or keys that are not of their own making.
                failures.add(unusable);
            }
        }
        IllegalStateException none =
                new IllegalStateException("no provider that is installed in this JVM has a usable " + algorithm);
        failures.forEach(none::addSuppressed);
        throw none;
    }

    /** Seals and opens nothing, in the way that messages are. */
    private static Provider probeAesGcm(Provider provider) throws GeneralSecurityException, MessageRefused {
        AesGcm cipher = new AesGcm(Cipher.getInstance(AES_GCM, provider), TenantId.of("none"));
        byte[] iv = new byte[MessageBody.IV_LENGTH];
        byte[] tag = new byte[MessageHeader.TAG_LENGTH];
        try (OperationKey key = new OperationKey(new byte[AesGcm.KEY_LENGTH])) {
            cipher.startSealing(key, iv, 0).associate(iv).seal(iv, 0, 0, tag, 0);
            cipher.startOpening(key, iv, 0).associate(iv).open(tag, 0, 0, iv, 0);
        }
        return provider;
    }

    /** A new cipher, for one operation of a tenant. */
    AesGcm aesGcm(TenantId tenant) {
        try {
            return new AesGcm(Cipher.getInstance(AES_GCM, aesGcm), tenant);
        } catch (GeneralSecurityException gone) {
            throw Broken.provider(tenant, gone);
        }
    }

    /** A new HMAC with SHA-256, for one operation. */
    Hmac hmacSha256() {
        return new Hmac(digest(SHA_256, sha256), SHA_256_BLOCK);
    }

    /** A new HMAC with SHA-512, for one operation. */
    Hmac hmacSha512() {
        return new Hmac(digest(SHA_512, sha512), SHA_512_BLOCK);
    }

    private static MessageDigest digest(String algorithm, Provider provider) {
        try {
            return MessageDigest.getInstance(algorithm, provider);
        } catch (GeneralSecurityException gone) {
            throw new IllegalStateException("a provider no longer has a digest that it had", gone);
        }
    }
}
