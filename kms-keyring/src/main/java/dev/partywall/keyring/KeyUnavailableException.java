package dev.partywall.keyring;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import org.jspecify.annotations.Nullable;

/**
 * The tenant's branch key could not be had or used: it does not exist, KMS or DynamoDB denied it, they did not answer, the
 * keyring is closed, or a provider of cryptography or randomness broke ({@code BUG}).
 *
 * <p>{@link #isRetryable()} tells passing trouble (throttling, time-outs) from what an operator must mend;
 * {@link #getCause()} is the failure of the AWS SDK, with its request id, where there is one.
 */
public final class KeyUnavailableException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /** What is wrong and what to do. */
    private final String problem;

    /**
     * For the key store and the cache.
     *
     * @param code what is wrong
     * @param tenant whose key
     * @param retryable whether the same call may succeed later with nothing changed
     * @param problem what is wrong and what to do; no secrets
     * @param cause the AWS SDK's failure, if there is one
     */
    public KeyUnavailableException(
            ErrorCode code, @Nullable TenantId tenant, boolean retryable, String problem, @Nullable Throwable cause) {
        super(code, tenant, retryable, (tenant == null ? "" : "Tenant " + tenant + ": ") + problem, cause);
        this.problem = problem;
    }

    /**
     * This failure for another operation that ran into it, with that operation's own stack trace.
     *
     * @return a new exception that says the same
     */
    public KeyUnavailableException forAnotherCaller() {
        KeyUnavailableException same =
                new KeyUnavailableException(code(), tenant().orElse(null), isRetryable(), problem, getCause());
        for (Throwable suppressed : getSuppressed()) {
            same.addSuppressed(suppressed);
        }
        return same;
    }
}
