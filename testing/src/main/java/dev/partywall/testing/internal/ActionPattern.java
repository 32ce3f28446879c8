package dev.partywall.testing.internal;

import java.util.regex.Pattern;

/**
 * IAM actions: one, or all that start alike.
 *
 * @param prefix the action, or how it starts
 * @param open whether anything may follow
 */
public record ActionPattern(String prefix, boolean open) {

    private static final Pattern GRAMMAR = Pattern.compile("\\*|[a-z0-9-]+:[A-Za-z0-9]*\\*|[a-z0-9-]+:[A-Za-z0-9]+");

    /** The pattern {@code text} says. */
    public static ActionPattern of(String text) {
        if (!GRAMMAR.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "Not an action: '" + text + "'. Write kms:Decrypt, kms:GenerateDataKey*, kms:* or *.");
        }
        boolean open = text.endsWith("*");
        return new ActionPattern(open ? text.substring(0, text.length() - 1) : text, open);
    }

    /** Whether an action such as {@code kms:Decrypt} is one of these. */
    public boolean matches(String action) {
        return open ? action.startsWith(prefix) : action.equals(prefix);
    }
}
