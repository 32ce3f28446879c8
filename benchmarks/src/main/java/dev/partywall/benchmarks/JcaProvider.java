package dev.partywall.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Security;
import java.util.Optional;

/** Whose cryptography is measured: the first provider of the JVM. */
public enum JcaProvider {
    /** The JDK's own. */
    JDK("JDK"),
    /** Amazon Corretto Crypto Provider, in front of the JDK's own. */
    CORRETTO("Corretto");

    private final String label;

    JcaProvider(String label) {
        this.label = label;
    }

    /**
     * Its name in tables.
     *
     * @return the name
     */
    public String label() {
        return label;
    }

    /** Why it cannot be had on this platform, if so. */
    Optional<String> missing() {
        if (this == JDK) {
            return Optional.empty();
        }
        return Optional.ofNullable(AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError())
                .map(error -> "Amazon Corretto Crypto Provider does not load on this platform: " + error);
    }

    /** Puts it first, for whatever asks for an algorithm from now on. */
    void install() {
        if (this == CORRETTO) {
            AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
            Security.insertProviderAt(AmazonCorrettoCryptoProvider.INSTANCE, 1);
        }
    }

    /** Takes it out again. */
    void uninstall() {
        if (this == CORRETTO) {
            Security.removeProvider(AmazonCorrettoCryptoProvider.PROVIDER_NAME);
        }
    }
}
