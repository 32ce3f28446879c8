package dev.partywall.policy.internal;

import dev.partywall.policy.SourceRange;
import java.util.Arrays;

/** Turns offsets into lines and columns, both from 1. A line ends with LF, CR or CR LF. */
final class Lines {

    private final int[] starts;

    private Lines(int[] starts) {
        this.starts = starts;
    }

    static Lines of(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            if (endsLine(text, i)) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
        }
        return new Lines(Arrays.copyOf(starts, count));
    }

    private static boolean endsLine(String text, int i) {
        char c = text.charAt(i);
        return c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1));
    }

    int line(int offset) {
        int found = Arrays.binarySearch(starts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    int column(int offset) {
        return offset - starts[line(offset) - 1] + 1;
    }

    /** The range from the character at an offset to the one before another. */
    SourceRange range(int start, int end) {
        return new SourceRange(line(start), column(start), line(end - 1), column(end - 1));
    }
}
