package dev.partywall.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Root of everything that Partywall throws on purpose.
 *
 * <p><b>Guarantees.</b> The message names the tenant and what to change; it never holds key material, plaintext, tokens
 * or credentials, nor does any exception in the cause chain that Partywall made.
 */
public abstract class TenantIsolationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    private final ErrorCode code;

    /** The id of the tenant concerned, or null. */
    private final @Nullable String tenant;

    /** Whether trying again helps. */
    private final boolean retryable;

    /**
     * For subclasses.
     *
     * @param code what went wrong
     * @param tenant the tenant concerned, if one is known
     * @param retryable whether the same call may succeed later with nothing changed
     * @param message what happened and what to do; no secrets
     * @param cause the failure behind this one, if any
     */
    protected TenantIsolationException(
            ErrorCode code, @Nullable TenantId tenant, boolean retryable, String message, @Nullable Throwable cause) {
        super(message + " [" + code + "]", cause);
        this.code = code;
        this.tenant = tenant == null ? null : tenant.value();
        this.retryable = retryable;
    }

    /**
     * What went wrong, for operators.
     *
     * @return the stable code
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * The tenant concerned.
     *
     * @return the tenant for whom the code ran, if one is known; never a tenant that only the input names
     */
    public Optional<TenantId> tenant() {
        return Optional.ofNullable(tenant).map(TenantId::of);
    }

    /**
     * Whether trying again helps.
     *
     * @return true if the same call may succeed later with nothing changed
     */
    public boolean isRetryable() {
        return retryable;
    }
}
