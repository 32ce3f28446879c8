package dev.partywall.benchmarks;

import java.util.Arrays;

/**
 * The powers of ten between which values lie.
 *
 * @param from exponent of the least
 * @param to exponent of the greatest
 */
record Decades(int from, int to) {

    static Decades around(double... values) {
        double least = Arrays.stream(values).min().orElse(1);
        double greatest = Arrays.stream(values).max().orElse(1);
        int from = (int) Math.floor(Math.log10(least));
        return new Decades(from, Math.max(from + 1, (int) Math.ceil(Math.log10(greatest))));
    }

    /** Where a value lies, 0 at the least power and 1 at the greatest. */
    double share(double value) {
        return (Math.log10(value) - from) / (to - from);
    }
}
