package dev.partywall.policy;

import java.util.List;

/**
 * {@code Resource} or {@code NotResource}.
 *
 * @param negated whether it is NotResource
 * @param patterns ARNs with wildcards and variables, as written, or {@code *}
 */
public record ResourceElement(boolean negated, List<String> patterns) {

    /**
     * Copies the patterns.
     *
     * @param negated whether it is NotResource
     * @param patterns ARNs with wildcards and variables, as written, or {@code *}
     */
    public ResourceElement {
        patterns = List.copyOf(patterns);
    }
}
