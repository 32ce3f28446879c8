package dev.partywall.testing.internal.wire;

import dev.partywall.testing.internal.LabError;

/** A service refuses a request. An answer, not a failure: nobody reads its stack. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * A refusal.
     *
     * @param status the HTTP status
     * @param code the service's name of the error
     * @param message the words; no secrets
     */
    public Refusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** The service's name of the error. */
    public String code() {
        return code;
    }

    /** As an answer. */
    public LabError error() {
        return new LabError(status, code, String.valueOf(getMessage()));
    }
}
