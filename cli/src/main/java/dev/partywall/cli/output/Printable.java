package dev.partywall.cli.output;

/** Texts of others, fit for a terminal. */
public final class Printable {

    private Printable() {}

    /**
     * A text on one line: what could move a terminal's cursor, change its colours or break the line is a question mark.
     *
     * @param text any text
     * @return the text with its control and formatting characters replaced
     */
    public static String line(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().map(character -> isPlain(character) ? character : '?').forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
