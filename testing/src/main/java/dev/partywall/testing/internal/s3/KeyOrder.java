package dev.partywall.testing.internal.s3;

import java.util.Comparator;

/** The order of listings: by the bytes of UTF-8, which is by code points, not by the chars of Java. */
final class KeyOrder {

    static final Comparator<String> UTF_8 = KeyOrder::compare;

    private KeyOrder() {}

    private static int compare(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            if (one.charAt(i) != other.charAt(i)) {
                return Integer.compare(weight(one.charAt(i)), weight(other.charAt(i)));
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    /** Halves of surrogate pairs stand for code points above all other chars. */
    private static int weight(char half) {
        return Character.isSurrogate(half) ? half + Character.MAX_VALUE : half;
    }
}
