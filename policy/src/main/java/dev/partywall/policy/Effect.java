package dev.partywall.policy;

/** What a statement does with the requests that it matches. */
public enum Effect {
    /** Grants them, if nothing denies. */
    ALLOW,
    /** Denies them, whatever grants. */
    DENY
}
