package dev.partywall.testing.internal.isolation;

import dev.partywall.testing.IsolationProbe;

/**
 * An operation of a plan.
 *
 * @param name its name in reports; of a method its name
 * @param probe runs it
 * @param nature what its control must come to
 */
public record Operation<F>(String name, IsolationProbe<F> probe, Nature nature) {

    /** What an operation does for a tenant with its own data. */
    public enum Nature {
        /** It succeeds and shows the data. */
        SHOWS,
        /** It succeeds. */
        SUCCEEDS,
        /** It is refused, to everybody. */
        FORBIDDEN
    }
}
