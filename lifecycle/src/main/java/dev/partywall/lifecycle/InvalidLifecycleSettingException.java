package dev.partywall.lifecycle;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;
import org.jspecify.annotations.Nullable;

/** A setting of the lifecycle cannot work; nothing was done. Retrying does not help. */
public final class InvalidLifecycleSettingException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    private InvalidLifecycleSettingException(String message, @Nullable Throwable cause) {
        super(ErrorCode.INVALID_LIFECYCLE_SETTING, null, false, message, cause);
    }

    /**
     * A setting that is refused.
     *
     * @param setting its name
     * @param problem what is wrong and what to do, as the end of a sentence
     * @return the exception, to throw
     */
    public static InvalidLifecycleSettingException setting(String setting, String problem) {
        return setting(setting, problem, null);
    }

    /**
     * A setting that is refused because of a failure.
     *
     * @param setting its name
     * @param problem what is wrong and what to do, as the end of a sentence
     * @param cause the failure behind this one, if any
     * @return the exception, to throw
     */
    public static InvalidLifecycleSettingException setting(String setting, String problem, @Nullable Throwable cause) {
        return new InvalidLifecycleSettingException("Setting '" + setting + "': " + problem + ".", cause);
    }
}
