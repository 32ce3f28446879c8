package dev.partywall.benchmarks;

import static dev.partywall.benchmarks.Svg.format;

/**
 * How a contender's line looks.
 *
 * @param colour one that the colour-blind can tell from the others
 * @param shape a point, as SVG path data around 0, 0
 * @see <a href="https://jfly.uni-koeln.de/color/">Color Universal Design, by Okabe and Ito</a>
 */
record PlotStyle(String colour, String shape) {

    static PlotStyle of(Contender contender) {
        return switch (contender) {
            case PARTYWALL -> new PlotStyle("#0072b2", "M-5,0 a5,5 0 1,0 10,0 a5,5 0 1,0 -10,0 z");
            case PARTYWALL_REUSE -> new PlotStyle("#56b4e9", "M-5,-5 h10 v10 h-10 z");
            case PARTYWALL_SDK -> new PlotStyle("#cc79a7", "M0,-6 L6,0 L0,6 L-6,0 z");
            case ENCRYPTION_SDK -> new PlotStyle("#d55e00", "M0,-6 L6,5 L-6,5 z");
            case PRIMITIVES -> new PlotStyle("#009e73", "M0,6 L6,-5 L-6,-5 z");
            case RAW_AES_GCM -> new PlotStyle("#000000", "M-6,-2 h4 v-4 h4 v4 h4 v4 h-4 v4 h-4 v-4 h-4 z");
            case TINK -> new PlotStyle("#e69f00", "M-3,-6 h6 l3,6 l-3,6 h-6 l-3,-6 z");
        };
    }

    String point(double x, double y, double scale, boolean hollow) {
        return format(
                "<path d=\"%s\" transform=\"translate(%.1f %.1f) scale(%.1f)\" stroke=\"%s\" fill=\"%s\"/>%n",
                shape, x, y, scale, colour, hollow ? "#ffffff" : colour);
    }

    String polyline(String points, boolean dashed) {
        return format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s/>%n",
                points, colour, dashed ? " stroke-dasharray=\"6 4\"" : "");
    }

    /** A piece of the line, for the legend. */
    String key(double x, double y) {
        return polyline(format("%.1f,%.1f %.1f,%.1f", x, y, x + 36, y), false) + point(x + 18, y, 1, false);
    }
}
