package dev.partywall.keyring;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;

/** A setting, record id, context pair or size cannot work; nothing was called. Retrying does not help. */
public final class InvalidKeySettingException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    private InvalidKeySettingException(ErrorCode code, String message) {
        super(code, null, false, message, null);
    }

    /**
     * A builder's setting that is refused.
     *
     * @param setting its name
     * @param problem what is wrong and what to do, as the end of a sentence
     * @return the exception, to throw
     */
    public static InvalidKeySettingException setting(String setting, String problem) {
        return new InvalidKeySettingException(
                ErrorCode.INVALID_KEY_SETTING, "Setting '" + setting + "': " + problem + ".");
    }

    /**
     * A record id or a pair of the encryption context that is refused.
     *
     * @param problem what is wrong and what to do, as the end of a sentence; not the value
     * @return the exception, to throw
     */
    public static InvalidKeySettingException context(String problem) {
        return new InvalidKeySettingException(
                ErrorCode.INVALID_ENCRYPTION_CONTEXT, "Encryption context: " + problem + ".");
    }

    /**
     * A size that is refused.
     *
     * @param problem what is too large and what to do, as the end of a sentence
     * @return the exception, to throw
     */
    public static InvalidKeySettingException tooLarge(String problem) {
        return new InvalidKeySettingException(ErrorCode.TOO_LARGE, "Too large: " + problem + ".");
    }
}
