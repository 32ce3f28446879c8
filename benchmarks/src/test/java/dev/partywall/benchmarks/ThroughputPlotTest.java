package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class ThroughputPlotTest {

    private static final List<Integer> SIZES = List.of(100, 1_000, 10_000);
    private static final String PARTYWALL_COLOUR =
            PlotStyle.of(Contender.PARTYWALL).colour();

    /** Each size ten times the one before, and ten times as slow: a straight line. */
    private static List<Score> straight() {
        List<Score> scores = new ArrayList<>();
        for (String operation : List.of("encrypt", "decrypt")) {
            for (int size : SIZES) {
                scores.add(Scores.sealing(Work.plain(operation, size, 1 << 20), Contender.PARTYWALL, size / 10.0));
            }
        }
        return scores;
    }

    private static String svg(List<Score> scores) {
        return new ThroughputPlot(SealingScores.byJvm(scores)).svg();
    }

    private static Document parsed(List<Score> scores) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg(scores))));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .map(Element.class::cast)
                .toList();
    }

    /** Lines of a contender, those of the legend left out. */
    private static List<Element> lines(Document document) {
        List<Element> lines = elements(document, "polyline").stream()
                .filter(line -> line.getAttribute("stroke").equals(PARTYWALL_COLOUR))
                .toList();
        return lines.subList(0, lines.size() - 1);
    }

    private static List<String> texts(Document document) {
        return elements(document, "text").stream().map(Element::getTextContent).toList();
    }

    @Test
    void svg_tenfoldSizesAndTimes_isAStraightLineWithEvenSteps() throws Exception {
        Document plot = parsed(straight());

        assertThat(lines(plot)).hasSize(2);
        List<double[]> points = Arrays.stream(
                        lines(plot).get(0).getAttribute("points").split(" ", -1))
                .map(point -> Arrays.stream(point.split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
        assertThat(points).hasSize(3);
        assertThat(points.get(1)[0] - points.get(0)[0])
                .isPositive()
                .isCloseTo(points.get(2)[0] - points.get(1)[0], within(0.11));
        assertThat(points.get(1)[1] - points.get(0)[1])
                .as("slower is further down")
                .isPositive()
                .isCloseTo(points.get(2)[1] - points.get(1)[1], within(0.11));
    }

    @Test
    void svg_anyScores_namesAxesPanelsAndContenders() throws Exception {
        List<Score> scores = new ArrayList<>(straight());
        scores.add(Scores.sealing(
                Scores.JDK_25, Work.plain("encrypt", 100, 4096), Contender.TINK, 1, Double.NaN, Double.NaN));
        Document plot = parsed(scores);

        assertThat(texts(plot))
                .contains("encrypt, JDK 17.0.15", "decrypt, JDK 17.0.15", "encrypt, JDK 25.0.1", "decrypt, JDK 25.0.1")
                .contains("size of the record", "operations a second", "100 B", "1 M", "100 K")
                .containsAll(Contender.all().stream().map(Contender::label).toList());
        assertThat(elements(plot, "title")).hasSize(1);
        assertThat(elements(plot, "desc")).hasSize(1);
    }

    @Test
    void svg_severalFramesOrAnotherProvider_lookDifferent() throws Exception {
        List<Score> scores = new ArrayList<>(straight());
        Document before = parsed(scores);
        for (int size : SIZES) {
            Work corretto = new Work("encrypt", size, 1 << 20, JcaProvider.CORRETTO, 1, 1);
            scores.add(Scores.sealing(corretto, Contender.PARTYWALL, 5));
        }
        Work frames = Work.plain("encrypt", 10_000, 4096);
        scores.add(Scores.sealing(frames, Contender.PARTYWALL, 2_000));
        scores.add(Scores.sealing(frames, Contender.RAW_AES_GCM, 2_000));
        Document after = parsed(scores);

        assertThat(lines(after)).hasSize(lines(before).size() + 1);
        assertThat(lines(after))
                .filteredOn(line -> line.hasAttribute("stroke-dasharray"))
                .hasSize(1);
        assertThat(elements(before, "path")).noneMatch(ThroughputPlotTest::isHollow);
        assertThat(elements(after, "path"))
                .filteredOn(ThroughputPlotTest::isHollow)
                .hasSize(3);
        assertThat(elements(after, "path"))
                .filteredOn(point -> point.getAttribute("transform").endsWith("scale(0.6)"))
                .as("raw AES-GCM has no frames")
                .hasSize(1);
    }

    private static boolean isHollow(Element point) {
        return point.getAttribute("fill").equals("#ffffff");
    }

    @Test
    void svg_everyPoint_liesInsideThePicture() throws Exception {
        Document plot = parsed(straight());
        double width = Double.parseDouble(plot.getDocumentElement().getAttribute("width"));
        double height = Double.parseDouble(plot.getDocumentElement().getAttribute("height"));

        assertThat(elements(plot, "path")).isNotEmpty().allSatisfy(point -> {
            String[] place = point.getAttribute("transform")
                    .replaceAll(" scale.*|[^0-9. ]", "")
                    .split(" ", -1);
            assertThat(Double.parseDouble(place[0])).isBetween(0.0, width);
            assertThat(Double.parseDouble(place[1])).isBetween(0.0, height);
        });
    }

    @Test
    void svg_sameScoresInAnotherOrderAndLocale_isTheSameText() {
        String expected = svg(straight());
        List<Score> reversed = new ArrayList<>(straight());
        Collections.reverse(reversed);
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(svg(reversed)).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void styles_always_differInColourAndShape() {
        assertThat(Contender.all())
                .extracting(PlotStyle::of)
                .extracting(PlotStyle::colour)
                .doesNotHaveDuplicates();
        assertThat(Contender.all())
                .extracting(PlotStyle::of)
                .extracting(PlotStyle::shape)
                .doesNotHaveDuplicates();
    }

    @Test
    void svg_nothingMeasured_isAnEmptyPlot() throws Exception {
        assertThat(texts(parsed(List.of()))).contains("Partywall");
    }
}
