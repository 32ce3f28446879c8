package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.Access;

/** A request of which the lab cannot tell what AWS asks IAM. */
final class NotModelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /** Of an action, and what about it is not modelled. */
    NotModelledException(String action, String missing) {
        super(missing);
        this.action = action;
    }

    /** The refusal. */
    Access access() {
        return new Access.Unmodelled(action, String.valueOf(getMessage()));
    }
}
