package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.benchmarks.Plan.Round;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** JMH itself, in this JVM and once each, so the numbers mean nothing. */
final class SealingReportTest {

    private static final Plan PLAN = new Plan(
            "tiny",
            List.of(
                    round(JcaProvider.JDK, 1, Contender.RAW_AES_GCM, Contender.PRIMITIVES),
                    round(JcaProvider.JDK, 2, Contender.RAW_AES_GCM),
                    round(JcaProvider.CORRETTO, 1, Contender.TINK)));

    @TempDir
    private Path folder = Path.of("");

    private static Round round(JcaProvider provider, int threads, Contender... contenders) {
        return new Round(128, 4096, provider, threads, 1, List.of(contenders));
    }

    @Test
    void write_ofARun_leavesAPageAndItsPlot() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        List<Path> jdks = Jdks.find(System.getProperty("java.home"), System.getenv(), "");
        var options = new CommandLineOptions("-f 0 -bm ss -wi 0 -i 1 -v SILENT".split(" "));
        List<Score> scores =
                new SealingRun(PLAN, jdks, options, new PrintStream(told, true, StandardCharsets.UTF_8)).run();

        String page = new SealingReport(scores).write(folder, PLAN);

        assertThat(page)
                .contains("| encrypt | 128 B | JDK | raw AES-GCM |", "| decrypt | 128 B | JDK | its primitives, bare |")
                .contains("| encrypt | 128 B | JDK | 1 | raw AES-GCM |")
                .contains("JDK " + System.getProperty("java.version"), "(sealing.svg)", "sealing tiny");
        assertThat(page.contains("| Corretto | Tink envelope, local KEK |"))
                .isEqualTo(JcaProvider.CORRETTO.missing().isEmpty());
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("round 1 of ");
        assertThat(folder.resolve("sealing.md")).hasContent(page);
        assertThat(Files.readString(folder.resolve("sealing.svg")))
                .startsWith("<svg ")
                .endsWith("</svg>\n");
    }
}
