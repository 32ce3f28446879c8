package dev.partywall.benchmarks;

import static dev.partywall.benchmarks.Svg.format;
import static dev.partywall.benchmarks.Svg.text;

import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * One pair of axes.
 *
 * @param left edge of the panel, its labels included
 * @param top edge
 * @param width of the panel
 * @param height of the panel
 * @param sizes what the horizontal axis names, and its ends
 * @param range of the vertical axis
 */
record PlotPanel(int left, int top, int width, int height, SortedSet<Integer> sizes, Decades range) {

    private static final int LABELS = 60;
    private static final int HEADING = 30;
    private static final int FOOT = 50;
    private static final int RIGHT = 20;
    private static final String GRID = "#d0d0d0";
    private static final String AXIS = "#1a1a1a";
    private static final List<String> POWERS =
            List.of("1", "10", "100", "1 K", "10 K", "100 K", "1 M", "10 M", "100 M");

    /** What was measured of one work. */
    record Point(Work work, double perSecond) {}

    /** Grid, axes and their labels. */
    String frame(String heading) {
        StringBuilder svg = new StringBuilder(text(middle(), top + HEADING / 2.0 + 4, "middle", heading));
        for (int exponent = range.from(); exponent <= range.to(); exponent++) {
            double y = y(Math.pow(10, exponent));
            svg.append(Svg.line(left + LABELS, y, right(), y, GRID));
            svg.append(text(left + LABELS - 6.0, y + 4, "end", power(exponent)));
        }
        for (int size : sizes) {
            svg.append(Svg.line(x(size), top + HEADING, x(size), bottom(), GRID));
            svg.append(text(x(size), bottom() + 18, "middle", bytes(size)));
        }
        svg.append(Svg.line(left + LABELS, bottom(), right(), bottom(), AXIS));
        svg.append(Svg.line(left + LABELS, top + HEADING, left + LABELS, bottom(), AXIS));
        svg.append(text(middle(), bottom() + 38, "middle", "size of the record"));
        return svg.append(Svg.upwards(left + 14, (top + HEADING + bottom()) / 2, "operations a second"))
                .toString();
    }

    /** A contender's line through the records of one frame; those of several frames are points beside it. */
    String line(PlotStyle style, JcaProvider provider, List<Point> points) {
        boolean dashed = provider != JcaProvider.JDK;
        StringBuilder svg = new StringBuilder();
        List<Point> line =
                points.stream().filter(point -> point.work().isOneFrame()).toList();
        if (line.size() > 1) {
            svg.append(style.polyline(line.stream().map(this::place).collect(Collectors.joining(" ")), dashed));
        }
        for (Point point : points) {
            double scale = point.work().isOneFrame() ? 1 : 0.6;
            svg.append(style.point(x(point.work().size()), y(point.perSecond()), scale, dashed));
        }
        return svg.toString();
    }

    private String place(Point point) {
        return format("%.1f,%.1f", x(point.work().size()), y(point.perSecond()));
    }

    private double x(int size) {
        double span = Math.log((double) sizes.last() / sizes.first());
        double share = span == 0 ? 0.5 : Math.log((double) size / sizes.first()) / span;
        // The outermost points stand clear of the axes.
        return left + LABELS + 20 + share * (right() - left - LABELS - 40);
    }

    private double y(double perSecond) {
        return bottom() - range.share(perSecond) * (bottom() - top - HEADING);
    }

    private double bottom() {
        return (double) top + height - FOOT;
    }

    private double right() {
        return (double) left + width - RIGHT;
    }

    private double middle() {
        return (left + LABELS + right()) / 2;
    }

    private static String power(int exponent) {
        return exponent >= 0 && exponent < POWERS.size() ? POWERS.get(exponent) : "1e" + exponent;
    }

    private static String bytes(int size) {
        if (size >= 1 << 20) {
            return (size >> 20) + " MB";
        }
        return size >= 1 << 10 ? (size >> 10) + " KB" : size + " B";
    }
}
