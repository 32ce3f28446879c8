package dev.partywall.policy.internal;

/**
 * Wildcards: {@code *} stands for any characters or none, {@code ?} for one. A pattern is an array of UTF-16 code units, in
 * which the wildcards have codes of their own, so that a {@code *} that came from a tag stays a character.
 *
 * <p>Only the last {@code *} of each kind is ever taken back: a colon that stops the one sends the search back to the other,
 * which then starts behind all that it tried before. The time is bounded by the lengths, whatever the pattern.
 */
final class Glob {

    static final int ANY = -1;
    static final int ONE = -2;

    /** As {@link #ANY}, but for colons. No {@link #ONE} may stand before it: it could take a colon, and so be taken back. */
    static final int ANY_BUT_COLONS = -3;

    /** As {@link #ONE}, but for a colon. */
    static final int ONE_BUT_COLON = -4;

    private static final int END = -5;

    private Glob() {}

    static boolean matches(int[] pattern, String text) {
        return matches(pattern, 0, pattern.length, text, 0, text.length());
    }

    static boolean matches(int[] pattern, int from, int to, String text, int textFrom, int textTo) {
        int p = from;
        int t = textFrom;
        int wide = -1;
        int wideRetry = 0;
        int narrow = -1;
        int narrowRetry = 0;
        while (t < textTo) {
            int code = p < to ? pattern[p] : END;
            if (code == ANY) {
                wide = p++;
                wideRetry = t;
                narrow = -1;
            } else if (code == ANY_BUT_COLONS) {
                narrow = p++;
                narrowRetry = t;
            } else if (code == text.charAt(t) || code == ONE || (code == ONE_BUT_COLON && text.charAt(t) != ':')) {
                p++;
                t += code >= 0 ? 1 : width(text, t, textTo);
            } else if (narrow >= 0 && text.charAt(narrowRetry) != ':') {
                p = narrow + 1;
                t = ++narrowRetry;
            } else if (wide >= 0) {
                p = wide + 1;
                t = ++wideRetry;
                narrow = -1;
            } else {
                return false;
            }
        }
        while (p < to && (pattern[p] == ANY || pattern[p] == ANY_BUT_COLONS)) {
            p++;
        }
        return p == to;
    }

    /** A character outside the basic plane is one character of two code units. */
    private static int width(String text, int at, int to) {
        boolean pair = at + 1 < to
                && Character.isHighSurrogate(text.charAt(at))
                && Character.isLowSurrogate(text.charAt(at + 1));
        return pair ? 2 : 1;
    }
}
