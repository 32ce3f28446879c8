package dev.partywall.policy;

import java.util.List;

/** What a request says about a condition key. */
public sealed interface ContextValue {

    /**
     * A key with one value.
     *
     * @param value the value as text
     */
    record Single(String value) implements ContextValue {}

    /**
     * A multivalued key.
     *
     * @param values the values as text; may be empty
     */
    record Multiple(List<String> values) implements ContextValue {

        /**
         * Copies the values.
         *
         * @param values the values as text; may be empty
         */
        public Multiple {
            values = List.copyOf(values);
        }
    }

    /** AWS gives the key no value in this request. */
    record Absent() implements ContextValue {}

    /** Nobody knows whether AWS gives the key a value in this request, or which. */
    record Unmodelled() implements ContextValue {}
}
