package dev.partywall.core;

import dev.partywall.core.internal.Printable;
import org.jspecify.annotations.Nullable;

/** A tenant id, attribute or actor is not in its grammar; nothing was called. Retrying does not help. */
public final class InvalidTenantException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    private InvalidTenantException(ErrorCode code, @Nullable TenantId tenant, String message) {
        super(code, tenant, false, message, null);
    }

    static InvalidTenantException id(String value) {
        return new InvalidTenantException(
                ErrorCode.INVALID_TENANT_ID,
                null,
                "Not a tenant id: " + Printable.quote(value)
                        + ". A tenant id is 1 to 64 characters of A-Z a-z 0-9 _ -, the first a letter or a digit;"
                        + " map other names to such an id before they reach Partywall.");
    }

    /**
     * An attribute that is refused.
     *
     * @param tenant whose attribute it is
     * @param name the attribute's name
     * @param reason why it is refused and what to do, as the end of a sentence; not the value
     * @return the exception, to throw
     */
    public static InvalidTenantException attribute(TenantId tenant, String name, String reason) {
        return new InvalidTenantException(
                ErrorCode.INVALID_TENANT_ATTRIBUTE,
                tenant,
                "Tenant " + tenant + ": attribute " + Printable.quote(name) + " " + reason + ".");
    }

    /**
     * An actor that is refused.
     *
     * @param tenant whose actor it is
     * @return the exception, to throw
     */
    public static InvalidTenantException actor(TenantId tenant) {
        return new InvalidTenantException(
                ErrorCode.INVALID_ACTOR,
                tenant,
                "Tenant " + tenant + ": the actor is not 2 to 64 characters of A-Z a-z 0-9 _+=,.@-;"
                        + " pass an opaque user id of that form.");
    }
}
