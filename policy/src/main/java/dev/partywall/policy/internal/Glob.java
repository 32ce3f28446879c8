package dev.partywall.policy.internal;

/**
 * Wildcards: {@code *} stands for any characters or none, {@code ?} for one. A pattern is an array of UTF-16 code units, in
 * which the wildcards have codes of their own, so that a {@code *} that came from a tag stays a character.
 *
 * <p>Only the last {@code *} is ever taken back: the time is bounded by the product of the two lengths, whatever the pattern.
 */
final class Glob {

    static final int ANY = -1;
    static final int ONE = -2;

    private Glob() {}

    static boolean matches(int[] pattern, String text) {
        return matches(pattern, 0, pattern.length, text, 0, text.length());
    }

    static boolean matches(int[] pattern, int from, int to, String text, int textFrom, int textTo) {
        int p = from;
        int t = textFrom;
        int star = -1;
        int retry = 0;
        while (t < textTo) {
            int code = p < to ? pattern[p] : 0;
            if (p < to && code == ANY) {
                star = p++;
                retry = t;
            } else if (p < to && code == text.charAt(t)) {
                p++;
                t++;
            } else if (p < to && code == ONE) {
                p++;
                t += width(text, t, textTo);
            } else if (star >= 0) {
                p = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < to && pattern[p] == ANY) {
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
