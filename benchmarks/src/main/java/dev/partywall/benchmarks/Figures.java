package dev.partywall.benchmarks;

import java.util.Locale;

/** Numbers in tables. What was not measured is a dash. */
final class Figures {

    private static final String MISSING = "–";

    private Figures() {}

    static String number(int digits, double value) {
        return Double.isNaN(value) ? MISSING : String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    static String margin(int digits, double error) {
        return Double.isNaN(error) ? "" : " ± " + number(digits, error);
    }

    /** A row of a Markdown table. */
    static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
