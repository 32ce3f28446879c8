package dev.partywall.abac;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;

/** A setting of a policy cannot work, or would let tenants reach each other; nothing was written. Retrying does not help. */
public final class InvalidPolicySettingException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    private InvalidPolicySettingException(String message) {
        super(ErrorCode.INVALID_POLICY_SETTING, null, false, message, null);
    }

    /**
     * A setting that is refused.
     *
     * @param setting its name
     * @param problem what is wrong and what to do, as the end of a sentence
     * @return the exception, to throw
     */
    public static InvalidPolicySettingException setting(String setting, String problem) {
        return new InvalidPolicySettingException("Setting '" + setting + "': " + problem + ".");
    }
}
