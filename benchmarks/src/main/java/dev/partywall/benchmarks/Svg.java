package dev.partywall.benchmarks;

import java.util.Locale;

/** The elements that a plot is drawn with. */
final class Svg {

    private Svg() {}

    /** The beginning, with a white ground and, for those who do not see it, a title and a description. */
    static String head(int width, int height, String title, String description) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" role="img" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="sans-serif" font-size="12" fill="#1a1a1a">
                <title>%3$s</title>
                <desc>%4$s</desc>
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                """.formatted(width, height, escaped(title), escaped(description));
    }

    static String text(double x, double y, String anchor, String text) {
        return format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped(text));
    }

    /** Text that reads from bottom to top. */
    static String upwards(double x, double y, String text) {
        return format(
                "<text x=\"%1$.1f\" y=\"%2$.1f\" text-anchor=\"middle\" transform=\"rotate(-90 %1$.1f %2$.1f)\">%3$s</text>%n",
                x, y, escaped(text));
    }

    static String line(double x1, double y1, double x2, double y2, String stroke) {
        return format(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n", x1, y1, x2, y2, stroke);
    }

    /** As {@link String#format}, the same everywhere. */
    static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), arguments);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
