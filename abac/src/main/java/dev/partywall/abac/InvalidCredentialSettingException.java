package dev.partywall.abac;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;

/** A setting cannot work; nothing was called. Retrying does not help. */
public final class InvalidCredentialSettingException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * A builder's setting that is refused.
     *
     * @param setting its name
     * @param problem what is wrong and what to do, as the end of a sentence
     */
    public InvalidCredentialSettingException(String setting, String problem) {
        super(ErrorCode.INVALID_CREDENTIAL_SETTING, null, false, "Setting '" + setting + "': " + problem + ".", null);
    }
}
