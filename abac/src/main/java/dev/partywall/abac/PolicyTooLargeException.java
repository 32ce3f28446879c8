package dev.partywall.abac;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;

/** A policy is larger than AWS takes where it would stand. Retrying does not help. */
public final class PolicyTooLargeException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /** In characters, without white space. */
    private final int size;

    /** In characters, without white space. */
    private final int limit;

    PolicyTooLargeException(PolicyPlace place, int size) {
        super(ErrorCode.POLICY_TOO_LARGE, null, false, message(place, size), null);
        this.size = size;
        this.limit = place.limit();
    }

    private static String message(PolicyPlace place, int size) {
        return "The " + place.text() + " has " + size + " characters without white space, and AWS takes "
                + place.limit() + ": " + place.wayOut() + ".";
    }

    /**
     * How large it is.
     *
     * @return in characters, without white space
     */
    public int size() {
        return size;
    }

    /**
     * How large it may be.
     *
     * @return in characters, without white space
     */
    public int limit() {
        return limit;
    }
}
