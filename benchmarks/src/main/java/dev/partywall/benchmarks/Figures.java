package dev.partywall.benchmarks;

import java.util.Locale;

/** Numbers in tables. What was not measured is a dash. */
final class Figures {

    private static final String MISSING = "–";

    private Figures() {}

    static String number(int digits, double value) {
        return Double.isNaN(value) ? MISSING : String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    /** Behind the fastest. */
    static String mean(int digits, double mean) {
        return Double.isNaN(mean) ? "" : " (" + number(digits, mean) + ")";
    }

    /** A row of a Markdown table. */
    static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
