package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.ErrorCode;

/**
 * A record that is as it was, because it could not be sealed anew or replaced.
 *
 * @param partition where it is
 * @param key its {@link StoredRecord#key}
 * @param code why
 */
public record ReencryptionFailure(String partition, String key, ErrorCode code) {}
