package dev.partywall.policy;

import java.util.List;
import java.util.Optional;

/**
 * Why a decision is as it is: every statement that was looked at.
 *
 * @param statements layer by layer, in the order of the policies
 */
public record Trace(List<StatementTrace> statements) {

    /**
     * Copies the statements.
     *
     * @param statements layer by layer, in the order of the policies
     */
    public Trace {
        statements = List.copyOf(statements);
    }

    /** How far a statement, or a condition in it, applies. */
    public enum Match {
        /** It does. */
        YES,
        /** It does not. */
        NO,
        /** It hangs on something that is not modelled. */
        UNKNOWN
    }

    /** What a statement that does not match fails on; the first in this order. */
    public enum Element {
        /** Principal or NotPrincipal. */
        PRINCIPAL,
        /** Action or NotAction. */
        ACTION,
        /** Resource or NotResource. */
        RESOURCE,
        /** Condition. */
        CONDITION
    }

    /**
     * A statement.
     *
     * @param layer the kind of its policy
     * @param policy the name of its policy
     * @param statement the statement
     * @param match whether it matched
     * @param decidedBy what it failed on or hangs on; empty if it matched
     * @param conditions its conditions, as far as they were looked at: only when everything else matched
     */
    public record StatementTrace(
            PolicyLayer layer,
            String policy,
            Statement statement,
            Match match,
            Optional<Element> decidedBy,
            List<ConditionTrace> conditions) {

        /**
         * Copies the conditions.
         *
         * @param layer the kind of its policy
         * @param policy the name of its policy
         * @param statement the statement
         * @param match whether it matched
         * @param decidedBy what it failed on or hangs on; empty if it matched
         * @param conditions its conditions, as far as they were looked at: only when everything else matched
         */
        public StatementTrace {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * A condition.
     *
     * @param condition the condition
     * @param actual what the request said about its key
     * @param match whether it held
     * @param why in words: which value met which, or what is missing
     */
    public record ConditionTrace(Condition condition, ContextValue actual, Match match, String why) {}
}
