package dev.partywall.testing.internal.kms;

import java.time.Instant;

/**
 * A name for a key.
 *
 * @param name with its prefix {@code alias/}
 * @param keyId the key it stands for
 * @param created when it was made
 * @param updated when it last changed keys
 */
record Alias(String name, String keyId, Instant created, Instant updated) {

    /** The same name for another key. */
    Alias pointingTo(String otherKeyId, Instant now) {
        return new Alias(name, otherKeyId, created, now);
    }
}
