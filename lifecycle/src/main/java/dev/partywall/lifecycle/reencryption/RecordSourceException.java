package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;
import org.jspecify.annotations.Nullable;

/** Where records are stored failed. {@link #isRetryable()} says whether the same call may succeed later. */
public final class RecordSourceException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * For sources.
     *
     * @param code what is wrong, 550 to 559
     * @param retryable whether the same call may succeed later with nothing changed
     * @param problem what is wrong and what to do; no secrets
     * @param cause the failure behind this one, if any
     */
    public RecordSourceException(ErrorCode code, boolean retryable, String problem, @Nullable Throwable cause) {
        super(code, null, retryable, problem, cause);
    }
}
