package dev.partywall.testing.internal.wire;

import dev.partywall.testing.internal.Access;

/** A request wants what AWS has and the lab does not model. An answer, not a failure: nobody reads its stack. */
public final class Gap extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;
    private final String missing;

    /**
     * A gap.
     *
     * @param action the IAM action
     * @param missing what the lab does not model
     */
    public Gap(String action, String missing) {
        super(action + ": " + missing, null, false, false);
        this.action = action;
        this.missing = missing;
    }

    /** As an answer to the question what AWS asks IAM. */
    public Access access() {
        return new Access.Unmodelled(action, missing);
    }
}
