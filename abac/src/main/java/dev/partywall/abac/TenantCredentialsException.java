package dev.partywall.abac;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import org.jspecify.annotations.Nullable;

/**
 * A session of the tenant could not be had: STS denied it, throttled it or did not answer, or a role or token is missing.
 * The call that needed it was not sent.
 *
 * <p>{@link #isRetryable()} tells passing trouble from what an operator must mend; {@link #getCause()} is the failure of the
 * AWS SDK, with its request id, where there is one.
 */
public final class TenantCredentialsException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /** What is wrong and what to do. */
    private final String problem;

    /**
     * For the sources of sessions and their cache.
     *
     * @param code what is wrong
     * @param tenant whose session
     * @param retryable whether the same call may succeed later with nothing changed
     * @param problem what is wrong and what to do; no secrets
     * @param cause the AWS SDK's failure, if there is one
     */
    public TenantCredentialsException(
            ErrorCode code, TenantId tenant, boolean retryable, String problem, @Nullable Throwable cause) {
        super(code, tenant, retryable, "Tenant " + tenant + ": " + problem, cause);
        this.problem = problem;
    }

    /**
     * This failure for another operation that ran into it, with that operation's own stack trace.
     *
     * @return a new exception that says the same
     */
    public TenantCredentialsException forAnotherCaller() {
        return new TenantCredentialsException(code(), tenant().orElseThrow(), isRetryable(), problem, getCause());
    }
}
