package dev.partywall.keyring;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import org.jspecify.annotations.Nullable;

/** A setting, record id, context pair or size cannot work; nothing was called. Retrying does not help. */
public final class InvalidKeySettingException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    private InvalidKeySettingException(ErrorCode code, @Nullable TenantId tenant, String message) {
        super(code, tenant, false, (tenant == null ? "" : "Tenant " + tenant + ": ") + message, null);
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
                ErrorCode.INVALID_KEY_SETTING, null, "Setting '" + setting + "': " + problem + ".");
    }

    /**
     * A record id or a pair of the encryption context that is refused.
     *
     * @param tenant for whom the code runs, if that is known
     * @param problem what is wrong and what to do, as the end of a sentence; not the value
     * @return the exception, to throw
     */
    public static InvalidKeySettingException context(@Nullable TenantId tenant, String problem) {
        return new InvalidKeySettingException(
                ErrorCode.INVALID_ENCRYPTION_CONTEXT, tenant, "Encryption context: " + problem + ".");
    }

    /**
     * A size that is refused.
     *
     * @param tenant for whom the code runs
     * @param problem what is too large and what to do, as the end of a sentence
     * @return the exception, to throw
     */
    public static InvalidKeySettingException tooLarge(TenantId tenant, String problem) {
        return new InvalidKeySettingException(ErrorCode.TOO_LARGE, tenant, "Too large: " + problem + ".");
    }
}
