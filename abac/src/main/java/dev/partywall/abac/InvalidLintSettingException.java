package dev.partywall.abac;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;

/** A setting of the linter cannot work; nothing was linted. Retrying does not help. */
public final class InvalidLintSettingException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * A setting that is refused.
     *
     * @param setting its name
     * @param problem what is wrong and what to do, as the end of a sentence
     */
    InvalidLintSettingException(String setting, String problem) {
        super(ErrorCode.INVALID_POLICY_SETTING, null, false, "Setting '" + setting + "': " + problem + ".", null);
    }
}
