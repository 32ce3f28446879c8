package dev.partywall.keyring;

import java.util.UUID;

/**
 * A version of a tenant's branch key.
 *
 * @param id the version's UUID
 */
public record BranchKeyVersion(UUID id) {

    /**
     * The version with this UUID.
     *
     * @param uuid the UUID in its usual text form
     * @return the version
     * @throws InvalidKeySettingException if the text is not a UUID
     */
    public static BranchKeyVersion of(String uuid) {
        try {
            return new BranchKeyVersion(UUID.fromString(uuid));
        } catch (IllegalArgumentException notUuid) {
            throw InvalidKeySettingException.setting("version", "a branch key version is a UUID");
        }
    }

    /** The UUID. */
    @Override
    public String toString() {
        return id.toString();
    }
}
