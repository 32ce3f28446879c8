package dev.partywall.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Claims, tables and a plot of what was measured of sealing. */
final class SealingReport {

    private static final String PAGE = "sealing.md";
    private static final String PLOT = "sealing.svg";

    private final List<SealingScores> byJvm;

    SealingReport(Collection<Score> scores) {
        this.byJvm = SealingScores.byJvm(scores);
    }

    /** The tables of each JVM, under its name. */
    String tables() {
        return byJvm.stream().map(SealingReport::tables).collect(Collectors.joining("\n"));
    }

    private static String tables(SealingScores scores) {
        StringBuilder tables = new StringBuilder("## %s, %d processors\n"
                .formatted(scores.jvm(), Runtime.getRuntime().availableProcessors()));
        tables.append("\n").append(new ClaimsTable(scores).markdown());
        tables.append("\n").append(new RatioTable(scores).markdown());
        if (scores.works().stream().anyMatch(work -> work.threads() > 1)) {
            tables.append("\n").append(new ThreadsTable(scores).markdown());
        }
        return tables.toString();
    }

    /** Writes the page and its plot; returns the page. */
    String write(Path folder, Plan plan) throws IOException {
        Files.createDirectories(folder);
        String page = """
                # Sealing and opening records

                Written by the `%s` run of the [benchmarks](../README.md): `%s`. Compare the ratios, which are taken within one run; the
                times are those of one machine on one day.

                ![Throughput by size of the record](%s)

                %s""".formatted(plan.name(), plan.command(), PLOT, tables());
        Files.writeString(folder.resolve(PAGE), page);
        Files.writeString(folder.resolve(PLOT), new ThroughputPlot(byJvm).svg());
        return page;
    }
}
