package dev.partywall.core.internal;

/** Makes a text that came from outside fit for one line of a message or a log. */
public final class Printable {

    private static final int MAX_LENGTH = 80;

    private Printable() {}

    /** The text in single quotes, cut to a bounded length, with everything but printable ASCII escaped. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("'");
        int end = Math.min(text.length(), MAX_LENGTH);
        for (int i = 0; i < end; i++) {
            append(quoted, text.charAt(i));
        }
        return quoted.append(text.length() > end ? "'... (" + text.length() + " characters)" : "'")
                .toString();
    }

    private static void append(StringBuilder quoted, char c) {
        if (c < 0x20 || c > 0x7e || c == '\'' || c == '\\') {
            quoted.append(String.format("\\u%04x", (int) c));
        } else {
            quoted.append(c);
        }
    }
}
