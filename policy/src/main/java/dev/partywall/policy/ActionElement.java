package dev.partywall.policy;

import java.util.List;

/**
 * {@code Action} or {@code NotAction}.
 *
 * @param negated whether it is NotAction
 * @param patterns such as {@code dynamodb:Get*}; compared without regard to case
 */
public record ActionElement(boolean negated, List<String> patterns) {

    /**
     * Copies the patterns.
     *
     * @param negated whether it is NotAction
     * @param patterns such as {@code dynamodb:Get*}; compared without regard to case
     */
    public ActionElement {
        patterns = List.copyOf(patterns);
    }
}
