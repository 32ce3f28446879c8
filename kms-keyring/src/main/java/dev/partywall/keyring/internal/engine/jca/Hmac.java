package dev.partywall.keyring.internal.engine.jca;

import java.security.InvalidKeyException;
import javax.crypto.Mac;

/** An HMAC for one operation. Not safe for many threads. */
final class Hmac {

    private final Mac mac;

    Hmac(Mac mac) {
        this.mac = mac;
    }

    /** Takes a key, for all that follows. */
    Hmac key(OperationKey key) {
        try {
            mac.init(key);
            return this;
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException("the provider does not take a key for HMAC", impossible);
        }
    }

    byte[] finish(byte[] input) {
        return mac.doFinal(input);
    }
}
