package dev.partywall.keyring;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A version of a tenant's branch key.
 *
 * @param id the version's UUID
 */
public record BranchKeyVersion(UUID id) {

    /** {@link UUID#fromString} alone would take shorter and longer groups, and make another UUID of them. */
    private static final Pattern USUAL_FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /**
     * The version with this UUID.
     *
     * @param uuid the UUID in its usual text form, in lower case
     * @return the version
     * @throws InvalidKeySettingException if the text is not a UUID
     */
    public static BranchKeyVersion of(String uuid) {
        if (!USUAL_FORM.matcher(uuid).matches()) {
            throw InvalidKeySettingException.setting(
                    "version", "a branch key version is a UUID in its usual text form");
        }
        return new BranchKeyVersion(UUID.fromString(uuid));
    }

    /** The UUID. */
    @Override
    public String toString() {
        return id.toString();
    }
}
