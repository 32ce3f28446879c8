package dev.partywall.policy.internal;

import java.util.Arrays;

/** A pattern of {@link Glob} in the making. */
final class Codes {

    private int[] codes;
    private int length;

    Codes(int capacity) {
        codes = new int[capacity];
    }

    void add(int code) {
        if (length == codes.length) {
            codes = Arrays.copyOf(codes, Math.max(16, length * 2));
        }
        codes[length++] = code;
    }

    void addAll(int[] more) {
        ensure(more.length);
        System.arraycopy(more, 0, codes, length, more.length);
        length += more.length;
    }

    /** Adds characters that stand for themselves. */
    void addLiteral(String text) {
        ensure(text.length());
        for (int i = 0; i < text.length(); i++) {
            codes[length++] = text.charAt(i);
        }
    }

    private void ensure(int more) {
        if (length + more > codes.length) {
            codes = Arrays.copyOf(codes, Math.max(length + more, length * 2));
        }
    }

    int[] toArray() {
        return length == codes.length ? codes : Arrays.copyOf(codes, length);
    }
}
