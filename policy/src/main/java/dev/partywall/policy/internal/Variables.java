package dev.partywall.policy.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the variables in a text: <code>${key}</code>, <code>${key, 'default'}</code>, and the escapes <code>${*}</code>,
 * <code>${?}</code> and <code>${$}</code>.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Variables and tags</a>
 */
final class Variables {

    static final String START = "${";
    private static final int PARTS_BEFORE_RESOURCE = 5;

    private Variables() {}

    /** A piece of a text. */
    sealed interface Piece {

        /** Text as it stands. */
        record Plain(String text) implements Piece {}

        /** A character that an escape stands for. */
        record Escaped(char character) implements Piece {}

        /** A condition key and what stands in for its value if it has none. */
        record Variable(String key, @Nullable String ifAbsent) implements Piece {}

        /** The rest of the text, from a variable that does not end or has no key. */
        record Malformed(String text) implements Piece {}
    }

    static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int start = text.indexOf(START, at);
            if (start != at) {
                pieces.add(new Piece.Plain(text.substring(at, start < 0 ? text.length() : start)));
            }
            if (start < 0) {
                break;
            }
            int end = end(text, start);
            if (end < 0) {
                pieces.add(new Piece.Malformed(text.substring(start)));
                break;
            }
            pieces.add(inside(text.substring(start + START.length(), end)));
            at = end + 1;
        }
        return pieces;
    }

    /** The closing brace, or -1. A default may contain braces. */
    private static int end(String text, int start) {
        int brace = text.indexOf('}', start);
        if (brace <= start + START.length()) {
            return -1;
        }
        int comma = text.substring(start, brace).indexOf(',');
        if (comma < 0) {
            return brace;
        }
        int open = start + comma + 1;
        while (open < text.length() && text.charAt(open) == ' ') {
            open++;
        }
        int close = text.startsWith("'", open) ? text.indexOf('\'', open + 1) : -1;
        boolean whole = close >= 0 && comma > START.length() && text.startsWith("}", close + 1);
        return whole ? close + 1 : -1;
    }

    private static Piece inside(String text) {
        if (text.length() == 1 && "*?$".contains(text)) {
            return new Piece.Escaped(text.charAt(0));
        }
        int comma = text.indexOf(',');
        if (comma < 0) {
            return new Piece.Variable(text, null);
        }
        return new Piece.Variable(text.substring(0, comma), text.substring(text.indexOf('\'') + 1, text.length() - 1));
    }

    /** Whether an ARN has a variable before its fifth colon, where none may stand. */
    static boolean standEarly(String arn) {
        List<String> parts = splitOutside(arn, ':');
        return parts.size() > 1 && parts.stream().limit(PARTS_BEFORE_RESOURCE).anyMatch(part -> part.contains(START));
    }

    /** Splits a text at a character, but not inside of variables. */
    static List<String> splitOutside(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' && i > 0 && text.charAt(i - 1) == '$') {
                inside = true;
            } else if (c == '}') {
                inside = false;
            } else if (c == separator && !inside) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }
}
