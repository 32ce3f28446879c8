package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;

/** That a provider of cryptography or randomness does not do what it must. */
final class Broken {

    private Broken() {}

    static KeyUnavailableException provider(TenantId tenant, Exception failure) {
        return failure instanceof KeyUnavailableException known
                ? known
                : new KeyUnavailableException(
                        ErrorCode.BUG,
                        tenant,
                        false,
                        "a provider of the Java Cryptography Architecture, or the generator given as the setting"
                                + " secureRandom, broke; look at the cause",
                        failure);
    }
}
