package dev.partywall.policy;

/**
 * A value of a condition. IAM takes JSON strings, numbers and booleans alike and compares their text.
 *
 * @param text the value as text: of a number the digits as written, of a boolean {@code true} or {@code false}
 * @param kind which JSON scalar it was
 */
public record ConditionValue(String text, Kind kind) {

    /** JSON scalars. */
    public enum Kind {
        /** {@code "text"} */
        STRING,
        /** {@code 42} */
        NUMBER,
        /** {@code true} */
        BOOLEAN
    }
}
