package dev.partywall.benchmarks;

import static dev.partywall.benchmarks.Svg.text;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Throughput by size of the record, on logarithmic axes, as SVG: a panel for each JVM and operation, a line for each
 * contender. Lines differ in colour and in the shape of their points, so that they can be told apart without colours.
 */
final class ThroughputPlot {

    private static final List<String> OPERATIONS = List.of("encrypt", "decrypt");
    private static final int MARGIN = 20;
    private static final int PANEL_WIDTH = 480;
    private static final int PANEL_HEIGHT = 400;
    private static final int LEGEND_LINE = 22;

    private final List<SealingScores> byJvm;

    ThroughputPlot(List<SealingScores> byJvm) {
        this.byJvm = List.copyOf(byJvm);
    }

    String svg() {
        int width = OPERATIONS.size() * PANEL_WIDTH + 2 * MARGIN;
        int legendTop = byJvm.size() * PANEL_HEIGHT + MARGIN;
        int height = legendTop + (Contender.all().size() + 3) / 2 * LEGEND_LINE + MARGIN;
        StringBuilder svg = new StringBuilder(Svg.head(
                width,
                height,
                "Throughput by size of the record",
                "Operations a second of each contender, one thread, on logarithmic axes"));
        for (int row = 0; row < byJvm.size(); row++) {
            for (int column = 0; column < OPERATIONS.size(); column++) {
                svg.append(panel(row, column));
            }
        }
        return svg.append(legend(legendTop)).append("</svg>\n").toString();
    }

    private String panel(int row, int column) {
        SealingScores scores = byJvm.get(row);
        String operation = OPERATIONS.get(column);
        PlotPanel panel = new PlotPanel(
                MARGIN + column * PANEL_WIDTH,
                MARGIN + row * PANEL_HEIGHT,
                PANEL_WIDTH,
                PANEL_HEIGHT,
                sizes(),
                range());
        StringBuilder svg = new StringBuilder(
                panel.frame(operation + ", JDK " + scores.jvm().version()));
        for (Contender contender : Contender.all()) {
            for (JcaProvider provider : JcaProvider.values()) {
                svg.append(
                        panel.line(PlotStyle.of(contender), provider, points(scores, operation, contender, provider)));
            }
        }
        return svg.toString();
    }

    /** The points of a line, from small to large. */
    private static List<PlotPanel.Point> points(
            SealingScores scores, String operation, Contender contender, JcaProvider provider) {
        return scores.works().stream()
                .filter(Work::isAlone)
                .filter(work -> work.operation().equals(operation) && work.provider() == provider)
                .filter(work -> work.isOneFrame() || contender.hasFrames())
                .flatMap(work -> scores.find(work, contender).stream())
                .map(score -> new PlotPanel.Point(Work.of(score), score.perSecond()))
                .toList();
    }

    private SortedSet<Integer> sizes() {
        SortedSet<Integer> sizes = new TreeSet<>();
        byJvm.forEach(scores -> scores.works().forEach(work -> sizes.add(work.size())));
        return sizes;
    }

    /** The same for all panels, so that they can be compared. */
    private Decades range() {
        return Decades.around(byJvm.stream()
                .flatMap(scores -> scores.scores().stream())
                .filter(score -> Work.of(score).isAlone())
                .mapToDouble(Score::perSecond)
                .toArray());
    }

    private static String legend(int top) {
        StringBuilder svg = new StringBuilder();
        int index = 0;
        for (Contender contender : Contender.all()) {
            svg.append(PlotStyle.of(contender).key(legendX(index), legendY(top, index)));
            svg.append(text(legendX(index) + 44, legendY(top, index) + 4, "start", contender.label()));
            index++;
        }
        String rest = "hollow, dashed: with Amazon Corretto Crypto Provider; small: in frames of 4,096 B";
        return svg.append(text(legendX(0), legendY(top, index + index % 2) + 4, "start", rest))
                .toString();
    }

    private static int legendX(int index) {
        return MARGIN + 60 + index % 2 * PANEL_WIDTH;
    }

    private static int legendY(int top, int index) {
        return top + 10 + index / 2 * LEGEND_LINE;
    }
}
