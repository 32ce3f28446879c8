package dev.partywall.abac.internal.lint;

/** Tries requests on a statement. */
interface Attack {

    /** Adds what it finds out about the statement. */
    void on(Subject subject, Findings findings);
}
